/** A meal in a list: when, where, what, and how many seats are left. */
import type { Meal } from '@meshi/client';
import { Link } from 'react-router';
import { timeRange } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { listOfTag, TagList } from '../../ui/tag-list.tsx';
import { mealWords } from './words.ts';

export function MealSlip({ meal, to, isSelected }: { meal: Meal; to: string; isSelected: boolean }) {
  const words = useWords(mealWords);
  const { language } = useLanguage();
  const titleId = `meal-${meal.id}`;
  return (
    <article className="slip" aria-labelledby={titleId} data-selected={isSelected || undefined}>
      <MealFacts meal={meal} />
      <h2 className="slip-title" id={titleId}>
        <Link to={to}>{meal.title}</Link>
      </h2>
      <p className="meal-when">
        <time dateTime={meal.startsAt}>{timeRange(meal, language)}</time>
      </p>
      <TagList tags={meal.tags} to={(tag) => listOfTag('/meals', tag)} />
      <footer className="slip-foot">
        <PersonLink person={meal.host} />
        <span className="meal-seats">
          <b>{words.seatsLeft(meal.capacity - meal.seatsTaken)}</b>
          {meal.waitingCount > 0 && <span className="quiet">{words.waitingCount(meal.waitingCount)}</span>}
        </span>
      </footer>
    </article>
  );
}

/** Format, venue, repetition and the reader's state, in one line. */
export function MealFacts({ meal }: { meal: Meal }) {
  const { languages } = useWords();
  const words = useWords(mealWords);
  return (
    <p className="slip-facts">
      <span className={`stamp stamp-${meal.mode === 'online' ? 'ask' : 'teach'}`}>{words.modes[meal.mode]}</span>
      {meal.state === 'cancelled' && <span className="slip-state">{words.cancelled}</span>}
      {meal.venue && <span>{meal.venue.area}</span>}
      {meal.every && <span>{words.everyOf[meal.every]}</span>}
      <span>{languages[meal.language]}</span>
      {meal.state === 'open' && meal.reply && meal.role !== 'host' && (
        <span className="slip-state">{words.states[meal.reply.state]}</span>
      )}
      {meal.role === 'host' && <span className="slip-state">{words.host}</span>}
    </p>
  );
}
