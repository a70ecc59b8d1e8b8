/** The facts of a meal by name, as all who read it in full see them. */
import type { PublicMeal } from '@meshi/client';
import type { ReactNode } from 'react';
import { useLanguage } from '../../i18n/language.tsx';
import { mealTime } from './meal-times.ts';

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="meal-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** In the reader's zone, and in the meal's own where that differs. */
export function WhenFact({ meal }: { meal: Pick<PublicMeal, 'startsAt' | 'endsAt' | 'timeZone'> }) {
  const { words, language } = useLanguage();
  const here = mealTime(meal, language);
  const there = mealTime(meal, language, meal.timeZone);
  return (
    <Fact name={words.meals.when}>
      <time dateTime={meal.startsAt}>{here}</time>
      {here !== there && <p className="quiet">{words.meals.theirTime(there, meal.timeZone)}</p>}
    </Fact>
  );
}
