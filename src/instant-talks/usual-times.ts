/** When people usually wait for a talk, from how often they did in each hour of the week. */
import { HOUR_MS } from '../kernel/time.ts';

export const WEEK_HOURS = 7 * 24;
/** 1970 began on a Thursday; weeks are counted from the Monday before. */
const MONDAY_OFFSET_HOURS = 3 * 24;
const SHOWN = 3;
/** Fewer are no habit. */
const LEAST = 2;

/** The hour of the week in UTC: 0 is Monday, 0:00 to 1:00. */
export function hourOfWeek(at: Date): number {
  return (Math.floor(at.getTime() / HOUR_MS) + MONDAY_OFFSET_HOURS) % WEEK_HOURS;
}

/** When the busiest hours come next, soonest first. `counts` is by hour of the week. */
export function usualTimes(counts: ReadonlyMap<number, number>, now: Date): Date[] {
  const thisHour = Math.floor(now.getTime() / HOUR_MS);
  const busiest = [...counts].filter(([, count]) => count >= LEAST).sort(([, a], [, b]) => b - a);
  const starts = busiest.slice(0, SHOWN).map(([hour]) => {
    const ahead = (hour - hourOfWeek(now) + WEEK_HOURS) % WEEK_HOURS;
    // An hour that has begun comes again next week.
    return (thisHour + (ahead === 0 ? WEEK_HOURS : ahead)) * HOUR_MS;
  });
  return starts.sort((a, b) => a - b).map((start) => new Date(start));
}
