/** Starts, changes and ends the rounds of a community. */
import type { OddOneOut, RoundEvery, RoundSchedule } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { fromLocalInput, toLocalInput, withReaderTimeZone } from '../../i18n/local-time.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFrame, FormProblem } from '../../ui/form.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { roundWords } from './words.ts';

interface Fields {
  every: RoundEvery;
  oddOneOut: OddOneOut;
  firstAt: string;
}

const DAY_MS = 24 * 3_600_000;

export function RoundsForm({ communityId, schedule }: { communityId: string; schedule: RoundSchedule | null }) {
  const { errors } = useWords();
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const { run, isBusy } = useAction(keys.rounds);
  const form = useForm<Fields>(() => ({
    every: schedule?.every ?? 'week',
    oddOneOut: schedule?.oddOneOut ?? 'trio',
    firstAt: toLocalInput(schedule ? new Date(schedule.nextAt) : inThreeDays()),
  }));
  const [isEnding, setEnding] = useState(false);
  const open = () => {
    const { firstAt, ...fields } = form.fields;
    const at = fromLocalInput(firstAt);
    void form.submit(
      async () => {
        await withReaderTimeZone((timeZone) =>
          meshi.rounds.open({ communityId, ...fields, firstAt: at?.toISOString() ?? '', timeZone }),
        );
        toast.done(words.saved);
        void queries.invalidateQueries({ queryKey: keys.rounds });
      },
      at ? {} : { firstAt: errors.required },
    );
  };
  const everyOptions = (['week', 'two_weeks'] as const).map((value) => ({ value, label: words.everyOf[value] }));
  const oddOptions = (['trio', 'next_time'] as const).map((value) => ({ value, label: words.oddOf[value] }));
  return (
    <div className="rounds-part">
      <FormFrame form={form} onSubmit={open}>
        <Segments {...form.choice('every')} label={words.every} options={everyOptions} />
        <Segments {...form.choice('oddOneOut')} label={words.oddOneOut} options={oddOptions} />
        <TextField {...form.text('firstAt')} label={words.firstAt} hint={words.firstAtHint} type="datetime-local" />
        <FormProblem form={form} />
        <div className="row">
          <Button type="submit" isBusy={form.isBusy}>
            {schedule ? words.change : words.open}
          </Button>
          {schedule && (
            <Button kind="danger" isBusy={isBusy} onClick={() => setEnding(true)}>
              {words.close}
            </Button>
          )}
        </div>
      </FormFrame>
      <Confirm
        isOpen={isEnding}
        onClose={() => setEnding(false)}
        title={words.closeTitle}
        text={words.closeHint}
        action={words.close}
        onConfirm={() => run(() => meshi.rounds.close({ communityId }), words.saved)}
      />
    </div>
  );
}

function inThreeDays(): Date {
  const at = new Date(Date.now() + 3 * DAY_MS);
  at.setMinutes(0, 0, 0);
  return at;
}
