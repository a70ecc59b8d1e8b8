/** When the next round is: at the same hour by the clock on the wall, whatever summer time does. Rules without input or output. */
import { offsetAt } from '../profiles/free-time.ts';
import type { RoundEvery } from '../protocol/rounds.ts';

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
/** 1970 began on a Thursday. */
const FIRST_MONDAY = -3 * DAY;

/** How long from one round to the next, summer time aside. */
export function periodMs(every: RoundEvery): number {
  return every === 'week' ? 7 * DAY : 14 * DAY;
}

/** The first moment after `after` that is a whole number of periods after `at` by the zone's clock. */
export function nextRoundAt({
  at,
  every,
  timeZone,
  after,
}: {
  at: Date;
  every: RoundEvery;
  timeZone: string;
  after: Date;
}): Date {
  const wall = at.getTime() + offsetAt(timeZone, at.getTime());
  const period = periodMs(every);
  let periods = Math.max(0, Math.floor((after.getTime() - at.getTime()) / period) - 1);
  for (;;) {
    const next = momentOf(wall + periods * period, timeZone);
    if (next > after.getTime()) return new Date(next);
    periods += 1;
  }
}

/** The next moment of this weekday (1 is Monday) and hour in UTC. */
export function nextWeekday({ weekday, hour, after }: { weekday: number; hour: number; after: Date }): Date {
  const first = new Date(FIRST_MONDAY + (weekday - 1) * DAY + hour * HOUR);
  return nextRoundAt({ at: first, every: 'week', timeZone: 'UTC', after });
}

/** When the zone's clock shows this; an hour that the clock leaves out is the one after it. */
function momentOf(wall: number, timeZone: string): number {
  const guess = wall - offsetAt(timeZone, wall);
  return wall - offsetAt(timeZone, guess);
}
