/** From when to when I am in no round. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/states.tsx';
import { beginningOf, localDay } from './local-time.ts';
import { useSend } from './use-send.ts';

export function PauseForm() {
  const { rounds: words } = useWords();
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { send, isBusy } = useSend();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.rounds, 'pause'],
    queryFn: ({ signal }) => meshi.rounds.getPause({}, { signal }),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-pause">
      <h2 id="rounds-pause">{words.pause}</h2>
      <p className="quiet">{words.pauseHint}</p>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data?.pause && (
        <div className="row">
          <span className="grow">
            {shortDate(data.pause.from, language)} – {shortDate(lastMoment(data.pause.until), language)}
          </span>
          <Button isBusy={isBusy} onClick={() => void send(() => meshi.rounds.setPause({ pause: null }))}>
            {words.endPause}
          </Button>
        </div>
      )}
      {data && !data.pause && (
        <PauseFields isBusy={isBusy} onSet={(pause) => void send(() => meshi.rounds.setPause({ pause }))} />
      )}
    </section>
  );
}

interface PauseFieldsProps {
  isBusy: boolean;
  onSet(pause: { from: string; until: string }): void;
}

function PauseFields({ isBusy, onSet }: PauseFieldsProps) {
  const { rounds: words } = useWords();
  const [from, setFrom] = useState(localDay(new Date()));
  const [until, setUntil] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The last day is still part of the pause.
    const [start, end] = [beginningOf(from), beginningOf(until, 1)];
    const isRight = start !== null && end !== null && start < end && end.getTime() - Date.now() < YEAR;
    setProblem(isRight ? undefined : words.badPause);
    if (isRight) onSet({ from: start.toISOString(), until: end.toISOString() });
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className="rounds-days">
        <TextField label={words.from} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        <TextField
          label={words.until}
          type="date"
          value={until}
          problem={problem}
          onChange={(event) => setUntil(event.target.value)}
        />
      </div>
      <Button type="submit" isBusy={isBusy}>
        {words.setPause}
      </Button>
    </form>
  );
}

const YEAR = 365 * 24 * 3_600_000;

function lastMoment(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString();
}
