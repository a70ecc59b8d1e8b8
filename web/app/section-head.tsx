/** The head of a section: its title, and on phones the way back to the list of sections. */
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router';
import { useWords } from '../i18n/language.ts';
import { Heading } from './heading.tsx';

const ADDRESSES = { settings: '/settings', organisation: '/organisation' };

interface SectionHeadProps {
  title: string;
  /** The place that the section belongs to. */
  place?: 'settings' | 'organisation';
}

export function SectionHead({ title, place = 'settings' }: SectionHeadProps) {
  const { nav } = useWords();
  return (
    <>
      <Link className="back-link back-link-phone" to={ADDRESSES[place]}>
        <ArrowLeft size={20} aria-hidden />
        {nav[place]}
      </Link>
      <header className="page-head">
        <Heading title={title} />
      </header>
    </>
  );
}
