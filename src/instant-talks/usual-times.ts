/** Computes when people usually wait for an instant talk, from how often they did in each hour of the week. */
import { HOUR_MS } from '../kernel/time.ts';

export const WEEK_HOURS = 7 * 24;
/** 1 January 1970 was a Thursday. Weeks are counted from the Monday before. */
const MONDAY_OFFSET_HOURS = 3 * 24;
const MAX_TIMES = 3;
/** Hours with fewer waits are not usual. */
const MIN_COUNT = 2;

/** The hour of the week in UTC: 0 is Monday, 0:00 to 1:00. */
export function hourOfWeek(at: Date): number {
  return (Math.floor(at.getTime() / HOUR_MS) + MONDAY_OFFSET_HOURS) % WEEK_HOURS;
}

/** The next occurrences of the busiest hours, soonest first. `counts` is by hour of the week. */
export function usualTimes(counts: ReadonlyMap<number, number>, now: Date): Date[] {
  const thisHour = Math.floor(now.getTime() / HOUR_MS);
  const busiest = [...counts].filter(([, count]) => count >= MIN_COUNT).sort(([, a], [, b]) => b - a);
  const starts = busiest.slice(0, MAX_TIMES).map(([hour]) => {
    const ahead = (hour - hourOfWeek(now) + WEEK_HOURS) % WEEK_HOURS;
    // For the current hour, the next occurrence is in a week.
    return (thisHour + (ahead === 0 ? WEEK_HOURS : ahead)) * HOUR_MS;
  });
  return starts.sort((a, b) => a - b).map((start) => new Date(start));
}
