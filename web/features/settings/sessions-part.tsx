/** The devices I am signed in on, with ways to sign out one or all others. */
import type { Session } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useClock } from '../../i18n/clock.ts';
import { relativeTime, shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { settingsWords } from './words.ts';

export function SessionsPart() {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({ queryKey: keys.sessions, queryFn: () => meshi.sessions.list() });
  const hasOthers = data?.items.some(({ isCurrent }) => !isCurrent);
  return (
    <section className="stack" aria-labelledby="security-sessions">
      <h2 id="security-sessions">{words.sessions}</h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      <ul className="rows">
        {data?.items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {hasOthers && <RevokeOthers />}
    </section>
  );
}

function RevokeOthers() {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const { run, isBusy } = useAction(keys.sessions);
  const revoke = () =>
    run(async () => {
      await meshi.sessions.revokeOthers();
      void queries.invalidateQueries({ queryKey: keys.calendar });
    }, words.othersRevoked);
  return (
    <div className="stack">
      <p className="quiet">{words.revokeOthersText}</p>
      <div>
        <Button isBusy={isBusy} onClick={() => void revoke()}>
          {words.revokeOthers}
        </Button>
      </div>
    </div>
  );
}

function SessionRow({ session }: { session: Session }) {
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.sessions);
  const lastUsed = useClock((now) => relativeTime(session.lastUsedAt, language, now));
  const revoke = () => run(() => meshi.sessions.revoke({ sessionId: session.id }), words.revoked);
  return (
    <li className="rows-row">
      <div className="grow">
        <p>
          <b>{deviceName(session.userAgent) ?? words.unknownDevice}</b>
          {session.isCurrent && <span className="chip current-chip">{words.current}</span>}
        </p>
        <p className="quiet">
          {words.lastUsed(lastUsed)} · {words.since(shortDate(session.createdAt, language))}
        </p>
      </div>
      {!session.isCurrent && (
        <Button isBusy={isBusy} onClick={() => void revoke()}>
          {words.revoke}
        </Button>
      )}
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

/** Browser and system. The order of the patterns matters: most browsers also name others. */
function deviceName(userAgent: string): string | null {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (!browser && !system) return userAgent.slice(0, 40) || null;
  return [browser, system].filter(Boolean).join(' · ');
}
