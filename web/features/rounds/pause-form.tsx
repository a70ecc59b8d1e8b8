/** Pauses all rounds for some days. */
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { startOfDay, toDayInput } from '../../i18n/local-time.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFrame, FormProblem } from '../../ui/form.tsx';
import { Problem } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { roundWords } from './words.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

export function PauseForm() {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.rounds, 'pause'],
    queryFn: ({ signal }) => meshi.rounds.getPause({}, { signal }),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-pause">
      <h2 id="rounds-pause">{words.pause}</h2>
      <p className="quiet">{words.pauseHint}</p>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && (data.pause ? <CurrentPause pause={data.pause} /> : <PauseFields refresh={() => void refetch()} />)}
    </section>
  );
}

function CurrentPause({ pause }: { pause: { from: string; until: string } }) {
  const words = useWords(roundWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.rounds);
  return (
    <div className="row">
      <span className="grow">
        {shortDate(pause.from, language)} – {shortDate(lastMoment(pause.until), language)}
      </span>
      <Button isBusy={isBusy} onClick={() => void run(() => meshi.rounds.setPause({ pause: null }), words.saved)}>
        {words.endPause}
      </Button>
    </div>
  );
}

function PauseFields({ refresh }: { refresh: () => void }) {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const toast = useToast();
  const form = useForm({ from: toDayInput(new Date()), until: '' });
  const submit = () => {
    const pause = pauseOf(form.fields);
    void form.submit(
      async () => {
        await meshi.rounds.setPause({ pause });
        toast.done(words.saved);
        refresh();
      },
      pause ? {} : { until: words.badPause },
    );
  };
  return (
    <FormFrame form={form} onSubmit={submit}>
      <div className="rounds-days">
        <TextField {...form.text('from')} label={words.from} type="date" />
        <TextField {...form.text('until')} label={words.until} type="date" />
      </div>
      <FormProblem form={form} />
      <div>
        <Button type="submit" isBusy={form.isBusy}>
          {words.setPause}
        </Button>
      </div>
    </FormFrame>
  );
}

/** The pause that the fields describe, including its last day; `null` if they are invalid. */
function pauseOf({ from, until }: { from: string; until: string }): { from: string; until: string } | null {
  const [start, end] = [startOfDay(from), startOfDay(until, 1)];
  if (!start || !end || start >= end || end.getTime() - Date.now() >= YEAR_MS) return null;
  return { from: start.toISOString(), until: end.toISOString() };
}

function lastMoment(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString();
}
