/** The frame of pages that anyone can read: about, terms and privacy. */
import type { About } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ConnectionLine } from '../../app/connection-line.tsx';
import { Heading } from '../../app/heading.tsx';
import { LanguageSwitch } from '../../app/language-switch.tsx';
import { LegalLinks } from '../../app/legal-links.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import type { Part } from './words.ja.ts';
import { aboutWords } from './words.ts';
import './document-page.css';

interface DocumentPageProps {
  title: string;
  lead: string;
  /** Shows when the text was changed last. */
  isDated?: boolean;
  /** A function if they contain what only the server knows. */
  parts: readonly Part[] | ((about: About) => readonly Part[]);
}

export function DocumentPage({ title, lead, isDated = false, parts }: DocumentPageProps) {
  const { appName } = useWords();
  const words = useWords(aboutWords);
  const meshi = useMeshi();
  const {
    data: about,
    error,
    refetch,
  } = useQuery({
    queryKey: [...keys.meta, 'about'],
    queryFn: ({ signal }) => meshi.meta.about({}, { signal }),
  });
  const shown = typeof parts === 'function' ? (about ? parts(about) : []) : parts;
  return (
    <div className="document">
      <header className="document-top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={32} height={32} />
          {appName}
        </Link>
        <LanguageSwitch />
      </header>
      <ConnectionLine />
      <main className="document-main" id="content">
        <Heading title={title} />
        <p className="document-lead">{lead}</p>
        {shown.map((part) => (
          <DocumentPart key={part.title} {...part} />
        ))}
        {error && !about && <Problem error={error} onRetry={() => void refetch()} />}
        {!about && !error && <Skeleton slips={2} />}
        {about && <Contact {...about.operator} />}
        {isDated && <p className="quiet small">{words.updated}</p>}
        <ButtonLink to="/">{words.back}</ButtonLink>
      </main>
      <LegalLinks />
    </div>
  );
}

function DocumentPart({ title, text = [], items = [] }: Part) {
  return (
    <section>
      <h2>{title}</h2>
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
      {text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </section>
  );
}

function Contact({ name, email }: About['operator']) {
  const words = useWords(aboutWords);
  return (
    <section>
      <h2>{words.contact}</h2>
      <p>{name === null ? words.operatedByUnknown : words.operatedBy(name)}</p>
      <p>
        {email === null ? (
          words.askUnknown
        ) : (
          <>
            {words.askAt} <a href={`mailto:${email}`}>{email}</a>
          </>
        )}
      </p>
    </section>
  );
}
