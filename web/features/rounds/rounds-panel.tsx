/** The rounds of a community or of everyone: the next round, my answer, and a form for people who can start rounds. */
import type { RoundAnswer, RoundSchedule } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { RoundsForm } from './rounds-form.tsx';
import { roundWords } from './words.ts';
import './rounds.css';

/** Without `communityId`, the rounds for everyone. */
export function RoundsPanel({ communityId }: { communityId?: string }) {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const of = communityId === undefined ? {} : { communityId };
  const { data, isPending, isError, error, refetch } = useQuery({
    queryKey: [...keys.rounds, 'schedule', communityId ?? null],
    queryFn: ({ signal }) => meshi.rounds.get(of, { signal }),
  });
  if (isPending) return <Skeleton slips={1} />;
  if (isError && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  const { schedule, mayOpen } = data;
  return (
    <section className="rounds-part" aria-label={words.title}>
      <p>{words.intro}</p>
      {schedule && <NextRound schedule={schedule} of={of} />}
      {!schedule && !mayOpen && <Empty title={words.none} hint={words.noneHint} />}
      {mayOpen && communityId && <RoundsForm key={schedule?.nextAt} communityId={communityId} schedule={schedule} />}
    </section>
  );
}

function NextRound({ schedule, of }: { schedule: RoundSchedule; of: { communityId?: string } }) {
  const words = useWords(roundWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.rounds);
  const [chosen, choose] = useState<RoundAnswer>(schedule.myAnswer);
  const answers = (['none', 'next', 'always'] as const).map((value) => ({ value, label: words.answers[value] }));
  return (
    <div className="rounds-next">
      <p>
        <strong>{words.next(fullTime(schedule.nextAt, language))}</strong>{' '}
        <span className="quiet rounds-every">{words.everyOf[schedule.every]}</span>
      </p>
      <Segments label={words.answer} value={chosen} onChange={choose} options={answers} />
      <Button
        kind="main"
        isBusy={isBusy}
        disabled={chosen === schedule.myAnswer}
        onClick={() => void run(() => meshi.rounds.answer({ ...of, answer: chosen }), words.saved)}
      >
        {words.change}
      </Button>
      <p className="quiet">{words.answerBy(fullTime(schedule.answerBy, language))}</p>
    </div>
  );
}
