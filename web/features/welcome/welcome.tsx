/** The door: what Meshi is, in one look. */
import { Heart } from 'lucide-react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import '../topics/topic-slip.css';
import './welcome.css';

export function Welcome() {
  const words = useWords();
  return (
    <div className="welcome">
      <header className="welcome-top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={36} height={36} />
          {words.appName}
        </Link>
        <nav className="row" aria-label={words.account.signIn}>
          <LanguageSwitch />
          <ButtonLink kind="plain" to="/sign-in">
            {words.welcome.signIn}
          </ButtonLink>
        </nav>
      </header>
      <main id="content">
        <div className="welcome-hero">
          <div className="welcome-words">
            <Heading title={words.welcome.title} />
            <p>{words.welcome.lead}</p>
            <div className="row">
              <ButtonLink kind="main" to="/sign-up">
                {words.welcome.start}
              </ButtonLink>
            </div>
          </div>
          <Samples />
        </div>
        <section className="welcome-how" aria-labelledby="how">
          <h2 id="how">{words.welcome.how}</h2>
          <ol>
            <Step number={1} title={words.welcome.step1} hint={words.welcome.step1Hint} />
            <Step number={2} title={words.welcome.step2} hint={words.welcome.step2Hint} />
            <Step number={3} title={words.welcome.step3} hint={words.welcome.step3Hint} />
          </ol>
        </section>
      </main>
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

/** Slips on a wooden table, as one will find them inside. */
function Samples() {
  const words = useWords();
  const samples = [
    { kind: 'discuss', title: words.welcome.sample1, tags: ['rust'] },
    { kind: 'ask', title: words.welcome.sample2, tags: ['homelab'] },
    { kind: 'teach', title: words.welcome.sample3, tags: ['curry'] },
  ] as const;
  return (
    <ul className="welcome-table" aria-label={words.welcome.samples}>
      {samples.map((sample) => (
        <li className="slip" key={sample.kind}>
          <p className="slip-facts">
            <span className={`stamp stamp-${sample.kind}`}>{words.topics.kinds[sample.kind]}</span>
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
              {words.topics.interested}
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
