/** The buttons Yes, Maybe and No, with the current number of seats. */
import type { Meal, MealAnswer } from '@meshi/client';
import { useClock, useIsPast } from '../../i18n/clock.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import { useReply } from './meal-queries.ts';
import { mealWords } from './words.ts';

export function MealReply({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  const isOver = useIsPast(meal.endsAt);
  return (
    <section className="meal-answer" aria-label={words.answer}>
      <p className="meal-count" role="status">
        <b>{words.seatsLeft(meal.capacity - meal.seatsTaken)}</b>
        <span className="quiet">{words.seats(meal.seatsTaken, meal.capacity)}</span>
        {meal.waitingCount > 0 && <span className="quiet">{words.waitingCount(meal.waitingCount)}</span>}
      </p>
      {meal.state === 'cancelled' ? (
        <p>{words.isCancelled}</p>
      ) : isOver ? (
        <p>{words.over}</p>
      ) : (
        meal.role !== 'host' && <Answers meal={meal} />
      )}
    </section>
  );
}

function Answers({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  const reply = useReply(meal);
  const state = meal.reply?.state;
  const pressed = state && PRESSED[state];
  return (
    <>
      <ReplyState meal={meal} />
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
              {answer === 'yes' ? yesLabel(meal, words) : words[answer]}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Which button is shown as pressed. None for an offered seat, which still has to be taken. */
const PRESSED: Partial<Record<NonNullable<Meal['reply']>['state'], MealAnswer>> = {
  going: 'yes',
  waiting: 'yes',
  asked: 'yes',
  maybe: 'maybe',
  no: 'no',
};

function yesLabel(meal: Meal, words: WordsOf<typeof mealWords>): string {
  const state = meal.reply?.state;
  if (state === 'offered') return words.takeOffer;
  if (state === 'going') return words.yes;
  if (meal.needsApproval) return words.yesAsk;
  return meal.seatsTaken >= meal.capacity ? words.yesWaiting : words.yes;
}

/** The state of the reader's reply: the number on the waiting list, or how long a seat is kept. */
function ReplyState({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  const { language } = useLanguage();
  if (!meal.reply) return <p className="meal-reply-state">{words.answer}</p>;
  const { state, waitingNumber, holdUntil } = meal.reply;
  return (
    <p className="meal-reply-state" role="status" data-state={state}>
      <b>{words.states[state]}</b>
      {waitingNumber !== null && <span>{words.waitingNumber(waitingNumber)}</span>}
      {holdUntil && (
        <>
          <span>{words.holdUntil(fullTime(holdUntil, language))}</span>
          <HoldLeft until={holdUntil} />
        </>
      )}
    </p>
  );
}

/** Hidden from screen readers, which read the time beside it instead of every minute. */
function HoldLeft({ until }: { until: string }) {
  const words = useWords(mealWords);
  const minutes = useClock((now) => Math.max(0, Math.ceil((Date.parse(until) - now) / 60_000)));
  return <span aria-hidden="true">{words.holdLeft(minutes)}</span>;
}
