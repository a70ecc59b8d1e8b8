/** The frame of the screens before the sign-in: the bowl, a heading, a narrow form. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ConnectionLine } from '../../app/connection-line.tsx';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { LanguageSwitch } from '../welcome/language-switch.tsx';
import './account-page.css';

interface AccountPageProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

export function AccountPage({ title, lead, children }: AccountPageProps) {
  const words = useWords();
  return (
    <div className="account">
      <header className="account-top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={32} height={32} />
          {words.appName}
        </Link>
        <LanguageSwitch />
      </header>
      <ConnectionLine />
      <main className="account-main" id="content">
        <Heading title={title} />
        {lead && <p className="quiet">{lead}</p>}
        {children}
      </main>
    </div>
  );
}
