/** A meal in a list: when, where, what, and how many seats are left. */
import type { Meal } from '@meshi/client';
import { Link } from 'react-router';
import { useLanguage } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { mealTime } from './meal-times.ts';
import '../topics/topic-slip.css';

export function MealSlip({ meal, to, isSelected }: { meal: Meal; to: string; isSelected: boolean }) {
  const { words, language } = useLanguage();
  const titleId = `meal-${meal.id}`;
  return (
    <article className="slip" aria-labelledby={titleId} data-selected={isSelected || undefined}>
      <MealFacts meal={meal} />
      <h2 className="slip-title" id={titleId}>
        <Link to={to}>{meal.title}</Link>
      </h2>
      <p className="meal-when">
        <time dateTime={meal.startsAt}>{mealTime(meal, language)}</time>
      </p>
      {meal.tags.length > 0 && (
        <ul className="row slip-tags">
          {meal.tags.map((tag) => (
            <li className="chip" key={tag}>
              #{tag}
            </li>
          ))}
        </ul>
      )}
      <footer className="slip-foot">
        <PersonLink person={meal.host} />
        <span className="meal-seats">
          <b>{words.meals.seatsLeft(meal.capacity - meal.seatsTaken)}</b>
          {meal.waitingCount > 0 && <span className="quiet">{words.meals.waitingCount(meal.waitingCount)}</span>}
        </span>
      </footer>
    </article>
  );
}

/** How, where, how often, and where the reader stands, in one line. */
export function MealFacts({ meal }: { meal: Meal }) {
  const { words } = useLanguage();
  const { meals } = words;
  return (
    <p className="slip-facts">
      <span className={`stamp stamp-${meal.mode === 'online' ? 'ask' : 'teach'}`}>{meals[meal.mode]}</span>
      {meal.state === 'cancelled' && <span className="slip-state">{meals.cancelled}</span>}
      {meal.place && <span>{meal.place.area}</span>}
      {meal.every && <span>{meals.everyOf[meal.every]}</span>}
      <span>{words.languages[meal.language]}</span>
      {meal.state === 'open' && meal.reply && meal.role !== 'host' && (
        <span className="slip-state">{meals.states[meal.reply.state]}</span>
      )}
      {meal.role === 'host' && <span className="slip-state">{meals.host}</span>}
    </p>
  );
}
