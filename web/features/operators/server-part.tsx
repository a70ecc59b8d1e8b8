/** The state of the server. */
import type { ServerState } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { Ago } from '../../ui/moment.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { operatorWords } from './words.ts';

export function ServerPart() {
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.operators, 'server'],
    queryFn: () => meshi.server.state(),
  });
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  return data ? <State state={data} /> : <Skeleton />;
}

function State({ state: { mail, push, processes, jobs, reports } }: { state: ServerState }) {
  const words = useWords(operatorWords);
  return (
    <dl className="operator-state">
      <dt>{words.reportsState}</dt>
      <dd>
        <p>{words.reportsText(reports.open)}</p>
        {reports.oldestOpenAt && (
          <p>
            {words.oldestOpen}
            <Ago at={reports.oldestOpenAt} />
          </p>
        )}
        {reports.medianHours !== null && <p>{words.medianHours(reports.medianHours.toFixed(1))}</p>}
      </dd>
      <dt>{words.mail}</dt>
      <dd>{mail === 'smtp' ? words.on : words.off}</dd>
      <dt>{words.push}</dt>
      <dd>{push === 'on' ? words.on : words.off}</dd>
      <dt>{words.jobs}</dt>
      <dd>
        <p>{words.jobsText(jobs.waiting, jobs.retried)}</p>
        {jobs.lateSince && (
          <p>
            {words.lateSince}
            <Ago at={jobs.lateSince} />
          </p>
        )}
      </dd>
      <dt>{words.processes}</dt>
      <dd>
        <ul>
          {processes.map(({ id, url, load }) => (
            <li key={id}>
              {url || id} · {words.load(Math.round(load * 100))}
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}
