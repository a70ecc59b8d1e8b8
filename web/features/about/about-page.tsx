/** What Meshi is, and who runs this server. */
import { useWords } from '../../i18n/language.ts';
import { DocumentPage } from './document-page.tsx';
import { aboutWords } from './words.ts';

export function AboutPage() {
  const { about } = useWords(aboutWords);
  return <DocumentPage title={about.title} lead={about.lead} parts={about.parts} />;
}
