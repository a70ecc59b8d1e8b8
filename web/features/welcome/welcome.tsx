/** The first page for people who are not signed in: what Meshi is, at a glance. */
import { Heart } from 'lucide-react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { LanguageSwitch } from '../../app/language-switch.tsx';
import { LegalLinks } from '../../app/legal-links.tsx';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { welcomeWords } from './words.ts';
import './welcome.css';

export function Welcome() {
  const { appName, account } = useWords();
  const words = useWords(welcomeWords);
  return (
    <div className="welcome">
      <header className="welcome-top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={36} height={36} />
          {appName}
        </Link>
        <nav className="row" aria-label={account.signIn}>
          <LanguageSwitch />
          <ButtonLink kind="plain" to="/sign-in">
            {account.signIn}
          </ButtonLink>
        </nav>
      </header>
      <main id="content">
        <div className="welcome-hero">
          <div className="welcome-words">
            <Heading title={words.title} />
            <p>{words.lead}</p>
            <div className="row">
              <ButtonLink kind="main" to="/sign-up">
                {words.start}
              </ButtonLink>
            </div>
          </div>
          <Samples />
        </div>
        <section className="welcome-how" aria-labelledby="how">
          <h2 id="how">{words.how}</h2>
          <ol>
            <Step number={1} title={words.step1} hint={words.step1Hint} />
            <Step number={2} title={words.step2} hint={words.step2Hint} />
            <Step number={3} title={words.step3} hint={words.step3Hint} />
          </ol>
        </section>
      </main>
      <LegalLinks />
    </div>
  );
}

function Step({ number, title, hint }: { number: number; title: string; hint: string }) {
  return (
    <li>
      <span className="welcome-number" aria-hidden="true">
        {number}
      </span>
      <h3>{title}</h3>
      <p className="quiet">{hint}</p>
    </li>
  );
}

/** Examples of topics, drawn as in the app. */
function Samples() {
  const { topicKinds } = useWords();
  const words = useWords(welcomeWords);
  const samples = [
    { kind: 'discuss', title: words.sample1, tags: ['rust'] },
    { kind: 'ask', title: words.sample2, tags: ['homelab'] },
    { kind: 'teach', title: words.sample3, tags: ['curry'] },
  ] as const;
  return (
    <ul className="welcome-table" aria-label={words.samples}>
      {samples.map((sample) => (
        <li className="slip" key={sample.kind}>
          <p className="slip-facts">
            <span className={`stamp stamp-${sample.kind}`}>{topicKinds[sample.kind]}</span>
            {sample.tags.map((tag) => (
              <span key={tag}>#{tag}</span>
            ))}
          </p>
          <p className="slip-title">
            <b>{sample.title}</b>
          </p>
          <p className="slip-foot">
            <span className="welcome-interested">
              <Heart size={16} aria-hidden />
              {words.interested}
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
