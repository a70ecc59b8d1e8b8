/** Time spans in milliseconds, and weeks in UTC. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** 1 January 1970 was a Thursday. */
const FIRST_MONDAY = -3 * DAY_MS;

/** The last Monday, 00:00 UTC, at or before this instant. */
export function startOfUtcWeek(at: number): number {
  return Math.floor((at - FIRST_MONDAY) / WEEK_MS) * WEEK_MS + FIRST_MONDAY;
}
