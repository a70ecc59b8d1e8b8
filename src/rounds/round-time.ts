/** Computes the time of the next round: always the same wall time in the schedule's time zone. Pure functions. */
import { DAY_MS, HOUR_MS, startOfUtcWeek, WEEK_MS } from '../kernel/time.ts';
import { instantOf, parseWallTime } from '../kernel/zoned-time.ts';
import type { RoundEvery } from '../protocol/rounds.ts';
import type { RoundScheduleDoc } from './round-schedule-model.ts';

/** The time from one round to the next, ignoring changes to or from summer time. */
export function periodMs(every: RoundEvery): number {
  return weeksOf(every) * WEEK_MS;
}

/** The first round after `after`. Rounds are counted from the wall time `anchor`. */
export function nextRoundAt(
  { anchor, every, timeZone }: Pick<RoundScheduleDoc, 'anchor' | 'every' | 'timeZone'>,
  after: Date,
): Date {
  const first = parseWallTime(anchor);
  const roundAt = (periods: number) => instantOf(first.add({ weeks: periods * weeksOf(every) }), timeZone);
  const passed = Math.floor((after.getTime() - roundAt(0).getTime()) / periodMs(every));
  // A change to or from summer time can make the number of passed periods wrong by one.
  let periods = Math.max(0, passed - 1);
  while (roundAt(periods) <= after) periods += 1;
  return roundAt(periods);
}

/** The next time that it is this weekday (1 is Monday) and hour in UTC. */
export function nextWeekday({ weekday, hour, after }: { weekday: number; hour: number; after: Date }): Date {
  const thisWeek = startOfUtcWeek(after.getTime()) + (weekday - 1) * DAY_MS + hour * HOUR_MS;
  return new Date(thisWeek > after.getTime() ? thisWeek : thisWeek + WEEK_MS);
}

function weeksOf(every: RoundEvery): number {
  return every === 'week' ? 1 : 2;
}
