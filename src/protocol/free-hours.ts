/** Free hours: when a person usually has time during a week, in the person's time zone. */
import { z } from 'zod';
import { wireLimits } from './limits.ts';

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A free period in the week. It may extend past midnight, also from Sunday to Monday. */
export const freeHourSchema = z.object({
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  weekday: z.number().int().min(1).max(7),
  /** Minutes after midnight of that day. */
  startMinute: z
    .number()
    .int()
    .min(0)
    .max(DAY_MINUTES - 1),
  /** Length, at most 24 hours. */
  minutes: z.number().int().min(1).max(DAY_MINUTES),
});
export type FreeHour = z.infer<typeof freeHourSchema>;

/** Sorted from Monday on. Periods that touch or overlap are merged. */
export const freeHoursSchema = z.array(freeHourSchema).max(wireLimits.freeHours).overwrite(mergeFreeHours);

/** A period in minutes since the start of Monday. `end` may exceed the week and then means the next week. */
export interface WeekStretch {
  start: number;
  end: number;
}

/** Converts free hours to minutes of the week: sorted, merged, and split at the end of the week. */
export function stretchesOf(hours: readonly FreeHour[]): WeekStretch[] {
  const all = hours.flatMap(({ weekday, startMinute, minutes }) => {
    const start = (weekday - 1) * DAY_MINUTES + startMinute;
    return withinWeek({ start, end: start + minutes });
  });
  const merged: WeekStretch[] = [];
  for (const { start, end } of all.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** Moves the part after the end of the week to the beginning of the week. */
function withinWeek({ start, end }: WeekStretch): WeekStretch[] {
  if (end <= WEEK_MINUTES) return [{ start, end }];
  return [
    { start, end: WEEK_MINUTES },
    { start: 0, end: end - WEEK_MINUTES },
  ];
}

function mergeFreeHours(hours: FreeHour[]): FreeHour[] {
  // Also called for invalid input, and a period of a billion minutes would be split into very many pieces.
  if (hours.length > wireLimits.freeHours || !hours.every((hour) => freeHourSchema.safeParse(hour).success))
    return hours;
  const stretches = stretchesOf(hours);
  const [first, last] = [stretches[0], stretches.at(-1)];
  // Merges the part at the end of Sunday with the part at the start of Monday.
  if (first && last && first !== last && first.start === 0 && last.end === WEEK_MINUTES) {
    last.end += first.end;
    stretches.shift();
  }
  return stretches.flatMap(inDays);
}

/** Splits a stretch into pieces of at most one day. */
function inDays({ start, end }: WeekStretch): FreeHour[] {
  const pieces: FreeHour[] = [];
  for (let from = start; from < end; from += DAY_MINUTES) {
    const day = Math.floor(from / DAY_MINUTES);
    pieces.push({
      weekday: (day % 7) + 1,
      startMinute: from - day * DAY_MINUTES,
      minutes: Math.min(end - from, DAY_MINUTES),
    });
  }
  return pieces;
}
