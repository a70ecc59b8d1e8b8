/** What people agree to when they sign up. */
import { useWords } from '../../i18n/language.ts';
import { DocumentPage } from './document-page.tsx';
import { aboutWords } from './words.ts';

export function TermsPage() {
  const { terms } = useWords(aboutWords);
  return <DocumentPage title={terms.title} lead={terms.lead} isDated parts={terms.parts} />;
}
