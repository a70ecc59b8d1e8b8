/** The frame of pages that people without an account see: the logo, a heading, a narrow column. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useWords } from '../i18n/language.ts';
import { ButtonLink } from '../ui/button.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { Heading } from './heading.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { LegalLinks } from './legal-links.tsx';
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
      <LegalLinks />
    </div>
  );
}

/** Where to go after a sign-in, as the page before has said. */
export function placeIn(state: unknown): string {
  return (state as { from?: string } | null)?.from ?? '/topics';
}

/** Two buttons: sign in, or sign up. Either leads back to `from` afterwards. */
export function SignInOrUp({ from }: { from: string }) {
  const { account } = useWords();
  const state = { from };
  return (
    <div className="stack account-entry">
      <ButtonLink kind="main" isWide to="/sign-in" state={state}>
        {account.signIn}
      </ButtonLink>
      <ButtonLink isWide to="/sign-up" state={state}>
        {account.signUp}
      </ButtonLink>
    </div>
  );
}
