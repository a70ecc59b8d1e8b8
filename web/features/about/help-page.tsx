/** The first questions of new people, and whom to ask. */
import { useWords } from '../../i18n/language.ts';
import { DocumentPage } from './document-page.tsx';
import { aboutWords } from './words.ts';

export function HelpPage() {
  const { help } = useWords(aboutWords);
  return <DocumentPage title={help.title} lead={help.lead} parts={help.parts} />;
}
