/** Free hours: when in a week someone usually has time, by the clock of the own time zone. */
import { z } from 'zod';
import { wireLimits } from './limits.ts';

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A stretch of the week. It may run past midnight, on Sunday into Monday. */
export const freeHourSchema = z.object({
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  weekday: z.number().int().min(1).max(7),
  /** Minutes after midnight of that day. */
  startMinute: z
    .number()
    .int()
    .min(0)
    .max(DAY_MINUTES - 1),
  /** How long, up to a whole day. */
  minutes: z.number().int().min(1).max(DAY_MINUTES),
});
export type FreeHour = z.infer<typeof freeHourSchema>;

/** Ordered from Monday on; those that touch or overlap become one. */
export const freeHoursSchema = z.array(freeHourSchema).max(wireLimits.freeHours).overwrite(mergeFreeHours);

/** A stretch of the week as minutes after its Monday began; past the end of the week it goes on in the next. */
export interface WeekStretch {
  start: number;
  end: number;
}

/** As minutes of the week, ordered, none touching another, none running past the week's end. */
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

/** The part after the week's end belongs to its beginning. */
function withinWeek({ start, end }: WeekStretch): WeekStretch[] {
  if (end <= WEEK_MINUTES) return [{ start, end }];
  return [
    { start, end: WEEK_MINUTES },
    { start: 0, end: end - WEEK_MINUTES },
  ];
}

function mergeFreeHours(hours: FreeHour[]): FreeHour[] {
  // Asked also for what is refused by then; an hour of a billion minutes would be a billion pieces.
  if (hours.length > wireLimits.freeHours || !hours.every((hour) => freeHourSchema.safeParse(hour).success))
    return hours;
  const stretches = stretchesOf(hours);
  const [first, last] = [stretches[0], stretches.at(-1)];
  // Sunday night that goes on into Monday is one stretch again.
  if (first && last && first !== last && first.start === 0 && last.end === WEEK_MINUTES) {
    last.end += first.end;
    stretches.shift();
  }
  return stretches.flatMap(inDays);
}

/** In pieces of a day at most. */
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
