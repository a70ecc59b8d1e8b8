/** Named facts of a meal. */
import type { PublicMeal } from '@meshi/client';
import type { ReactNode } from 'react';
import { timeRange, zoneLabel } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { mealWords } from './words.ts';

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="meal-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The time in the reader's time zone, and in the meal's time zone if that is different. */
export function WhenFact({
  meal,
}: {
  meal: Pick<PublicMeal, 'startsAt' | 'endsAt' | 'timeZone' | 'utcOffsetMinutes'>;
}) {
  const words = useWords(mealWords);
  const { language } = useLanguage();
  const here = timeRange(meal, language);
  const zone = { timeZone: meal.timeZone, offsetMinutes: meal.utcOffsetMinutes };
  const there = timeRange(meal, language, zone);
  return (
    <Fact name={words.when}>
      <time dateTime={meal.startsAt}>{here}</time>
      {here !== there && <p className="quiet">{words.theirTime(there, zoneLabel(zone))}</p>}
    </Fact>
  );
}
