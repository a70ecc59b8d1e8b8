/** What is kept of people, for how long, and who sees it. The numbers are those of this server. */
import { useWords } from '../../i18n/language.ts';
import { DocumentPage } from './document-page.tsx';
import { aboutWords } from './words.ts';

export function PrivacyPage() {
  const { privacy } = useWords(aboutWords);
  return <DocumentPage title={privacy.title} lead={privacy.lead} isDated parts={privacy.parts} />;
}
