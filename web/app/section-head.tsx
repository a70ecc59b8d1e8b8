/** The head of a section of the settings: its title, and on phones the way back to the list. */
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router';
import { useWords } from '../i18n/language.ts';
import { Heading } from './heading.tsx';

export function SectionHead({ title }: { title: string }) {
  const { nav } = useWords();
  return (
    <>
      <Link className="back-link back-link-phone" to="/settings">
        <ArrowLeft size={20} aria-hidden />
        {nav.settings}
      </Link>
      <header className="page-head">
        <Heading title={title} />
      </header>
    </>
  );
}
