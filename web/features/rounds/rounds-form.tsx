/** Starts, changes and ends the rounds of a community. */
import type { OddOneOut, RoundEvery, RoundSchedule } from '@meshi/client';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { fromLocalInput, readerTimeZone, toLocalInput } from '../../i18n/local-time.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { roundWords } from './words.ts';

const DAY_MS = 24 * 3_600_000;

export function RoundsForm({ communityId, schedule }: { communityId: string; schedule: RoundSchedule | null }) {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.rounds);
  const [every, setEvery] = useState<RoundEvery>(schedule?.every ?? 'week');
  const [oddOneOut, setOdd] = useState<OddOneOut>(schedule?.oddOneOut ?? 'trio');
  const [firstAt, setFirstAt] = useState(toLocalInput(schedule ? new Date(schedule.nextAt) : inThreeDays()));
  const [isEnding, setEnding] = useState(false);
  const open = (event: FormEvent) => {
    event.preventDefault();
    const at = fromLocalInput(firstAt);
    if (!at) return;
    const timeZone = readerTimeZone();
    void run(
      () => meshi.rounds.open({ communityId, every, oddOneOut, firstAt: at.toISOString(), timeZone }),
      words.saved,
    );
  };
  const everyOptions = (['week', 'two_weeks'] as const).map((value) => ({ value, label: words.everyOf[value] }));
  const oddOptions = (['trio', 'next_time'] as const).map((value) => ({ value, label: words.oddOf[value] }));
  return (
    <form className="rounds-part" onSubmit={open}>
      <Segments label={words.every} value={every} onChange={setEvery} options={everyOptions} />
      <Segments label={words.oddOneOut} value={oddOneOut} onChange={setOdd} options={oddOptions} />
      <TextField
        label={words.firstAt}
        hint={words.firstAtHint}
        type="datetime-local"
        required
        value={firstAt}
        onChange={(event) => setFirstAt(event.target.value)}
      />
      <div className="row">
        <Button type="submit" isBusy={isBusy}>
          {schedule ? words.change : words.open}
        </Button>
        {schedule && (
          <Button kind="danger" isBusy={isBusy} onClick={() => setEnding(true)}>
            {words.close}
          </Button>
        )}
      </div>
      <Confirm
        isOpen={isEnding}
        onClose={() => setEnding(false)}
        title={words.closeTitle}
        text={words.closeHint}
        action={words.close}
        onConfirm={() => run(() => meshi.rounds.close({ communityId }), words.saved)}
      />
    </form>
  );
}

function inThreeDays(): Date {
  const at = new Date(Date.now() + 3 * DAY_MS);
  at.setMinutes(0, 0, 0);
  return at;
}
