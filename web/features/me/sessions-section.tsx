/** Where one is signed in, with a way to end each elsewhere. */
import type { Session } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { relativeTime, shortDate } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { SectionHead } from './section-head.tsx';

export function SessionsSection() {
  const { words } = useLanguage();
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({ queryKey: keys.sessions, queryFn: () => meshi.sessions.list() });
  return (
    <>
      <SectionHead title={words.me.sessions} />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      <ul className="rows">
        {data?.items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { words, language } = useLanguage();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const revoke = async () => {
    try {
      await meshi.sessions.revoke({ sessionId: session.id });
      tell.done(words.me.revoked);
    } catch (error) {
      tell.problem(text(error));
    }
    void queries.invalidateQueries({ queryKey: keys.sessions });
  };
  return (
    <li className="rows-row">
      <div className="grow">
        <p>
          <b>{deviceName(session.userAgent) ?? words.me.unknownDevice}</b>
          {session.isCurrent && <span className="chip current-chip">{words.me.current}</span>}
        </p>
        <p className="quiet">
          {words.me.lastUsed(relativeTime(session.lastUsedAt, language))} ·{' '}
          {words.me.since(shortDate(session.createdAt, language))}
        </p>
      </div>
      {!session.isCurrent && <Button onClick={() => void revoke()}>{words.me.revoke}</Button>}
    </li>
  );
}

const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;

/** Browser and system, as far as the client told; the order matters, for most browsers also name others. */
function deviceName(userAgent: string): string | null {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (!browser && !system) return userAgent.slice(0, 40) || null;
  return [browser, system].filter(Boolean).join(' · ');
}
