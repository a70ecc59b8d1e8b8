/** The head of a part of "me": the way back on phones, and what it is. */
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';

export function SectionHead({ title }: { title: string }) {
  const words = useWords();
  return (
    <>
      <Link className="back-link back-link-phone" to="/me">
        <ArrowLeft size={20} aria-hidden />
        {words.me.title}
      </Link>
      <header className="page-head">
        <Heading title={title} />
      </header>
    </>
  );
}
