/** Yes, maybe, no: answered at once, with the seats as they are this moment. */
import type { Meal, MealAnswer } from '@meshi/client';
import { useEffect, useState } from 'react';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { useReply } from './meal-queries.ts';

export function MealReply({ meal }: { meal: Meal }) {
  const { words } = useLanguage();
  const { meals } = words;
  const isOver = Date.parse(meal.endsAt) < Date.now();
  return (
    <section className="meal-answer" aria-label={meals.answer}>
      <p className="meal-count" role="status">
        <b>{meals.seatsLeft(meal.capacity - meal.seatsTaken)}</b>
        <span className="quiet">{meals.seats(meal.seatsTaken, meal.capacity)}</span>
        {meal.waitingCount > 0 && <span className="quiet">{meals.waitingCount(meal.waitingCount)}</span>}
      </p>
      {meal.state === 'cancelled' ? (
        <p>{meals.isCancelled}</p>
      ) : isOver ? (
        <p>{meals.over}</p>
      ) : (
        meal.role !== 'host' && <Answers meal={meal} />
      )}
    </section>
  );
}

function Answers({ meal }: { meal: Meal }) {
  const { words } = useLanguage();
  const reply = useReply(meal);
  const state = meal.reply?.state;
  const pressed = state && PRESSED[state];
  return (
    <>
      <Standing meal={meal} />
      {state !== 'refused' && (
        <div className="row">
          {(['yes', 'maybe', 'no'] as const).map((answer) => (
            <button
              key={answer}
              type="button"
              className="interest"
              aria-pressed={pressed === answer}
              onClick={() => reply.mutate(answer)}
            >
              {answer === 'yes' ? yesLabel(meal, words.meals) : words.meals[answer]}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Which button is down. An offer is still to be taken. */
const PRESSED: Partial<Record<NonNullable<Meal['reply']>['state'], MealAnswer>> = {
  going: 'yes',
  waiting: 'yes',
  asked: 'yes',
  maybe: 'maybe',
  no: 'no',
};

function yesLabel(meal: Meal, meals: ReturnType<typeof useLanguage>['words']['meals']): string {
  const state = meal.reply?.state;
  if (state === 'offered') return meals.takeOffer;
  if (state === 'going') return meals.yes;
  if (meal.needsApproval) return meals.yesAsk;
  return meal.seatsTaken >= meal.capacity ? meals.yesWaiting : meals.yes;
}

/** Where one stands: number in the line, or how long a seat is kept. */
function Standing({ meal }: { meal: Meal }) {
  const { words, language } = useLanguage();
  const { meals } = words;
  if (!meal.reply) return <p className="meal-standing">{meals.answer}</p>;
  const { state, waitingNumber, holdUntil } = meal.reply;
  return (
    <p className="meal-standing" role="status" data-state={state}>
      <b>{meals.states[state]}</b>
      {waitingNumber !== null && <span>{meals.waitingNumber(waitingNumber)}</span>}
      {holdUntil && (
        <>
          <span>{meals.holdUntil(fullTime(holdUntil, language))}</span>
          <HoldLeft until={holdUntil} />
        </>
      )}
    </p>
  );
}

const TICK_MS = 15_000;

/** Not read out again and again: the moment itself stands beside it. */
function HoldLeft({ until }: { until: string }) {
  const { words } = useLanguage();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const minutes = Math.max(0, Math.ceil((Date.parse(until) - now) / 60_000));
  return <span aria-hidden="true">{words.meals.holdLeft(minutes)}</span>;
}
