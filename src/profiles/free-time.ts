/**
 * Free time: converts a person's weekly free hours, in wall time, to instants. An instant is free exactly if the clock in the
 * person's time zone shows a free hour at that instant. This direction is never ambiguous: an hour that the clock skips has
 * no instants, and an hour that it repeats is free twice.
 */
import type { Interval } from '../kernel/hooks.ts';
import { DAY_MS, MINUTE_MS, startOfUtcWeek, WEEK_MS } from '../kernel/time.ts';
import { type OffsetSpan, offsetSpans, wallTimeAt } from '../kernel/zoned-time.ts';
import { type FreeHour, stretchesOf, type WeekStretch } from '../protocol/free-hours.ts';

/** A person's free hours and appointments. */
export interface WeeklyTime {
  weekly: readonly FreeHour[];
  timeZone: string;
  /** Times that are taken, in any order; they may overlap. */
  busy: readonly Interval[];
}

export interface SlotsWanted extends Interval {
  minutes: 30 | 60;
}

/** Milliseconds since 1970; `end` is exclusive. */
interface Span {
  start: number;
  end: number;
}

const DAY_MINUTES = DAY_MS / MINUTE_MS;
/** Slots start at quarters of an hour: the offsets of all time zones in use are multiples of it. */
const STEP = 15 * MINUTE_MS;

/** Slots of the given length in which the person is free. Slots do not overlap. */
export function freeSlots({ from, to, minutes, ...time }: WeeklyTime & SlotsWanted): Interval[] {
  return slotsIn(freeSpans(time, { start: from.getTime(), end: to.getTime() }), minutes);
}

/** As `freeSlots`, for the times when both people are free. */
export function sharedSlots(a: WeeklyTime, b: WeeklyTime, { from, to, minutes }: SlotsWanted): Interval[] {
  const whole = { start: from.getTime(), end: to.getTime() };
  return slotsIn(intersect(freeSpans(a, whole), freeSpans(b, whole)), minutes);
}

/** A person's free hours as minutes of the UTC week that contains `atMs` (milliseconds since 1970). For `sharedMinutes`. */
export function weekInUtc({ weekly, timeZone }: Omit<WeeklyTime, 'busy'>, atMs: number): readonly WeekStretch[] {
  if (weekly.length === 0) return [];
  const start = startOfUtcWeek(atMs);
  const spans = freeSpans({ weekly, timeZone, busy: [] }, { start, end: start + WEEK_MS });
  return spans.map((span) => ({ start: (span.start - start) / MINUTE_MS, end: (span.end - start) / MINUTE_MS }));
}

/** Whether this instant is in the person's weekly free hours; null if the person has none. */
export function isFreeAt({ weekly, timeZone }: Omit<WeeklyTime, 'busy'>, at: Date): boolean | null {
  if (weekly.length === 0) return null;
  const { dayOfWeek, hour, minute } = wallTimeAt(at, timeZone);
  const minuteOfWeek = (dayOfWeek - 1) * DAY_MINUTES + hour * 60 + minute;
  return stretchesOf(weekly).some(({ start, end }) => start <= minuteOfWeek && minuteOfWeek < end);
}

/** The number of minutes in a week in which both people are free. */
export function sharedMinutes(a: readonly WeekStretch[], b: readonly WeekStretch[]): number {
  return intersect(a, b).reduce((sum, { start, end }) => sum + end - start, 0);
}

function freeSpans({ weekly, timeZone, busy }: WeeklyTime, whole: Span): Span[] {
  const stretches = stretchesOf(weekly);
  if (stretches.length === 0 || !(whole.start < whole.end)) return [];
  const free = offsetSpans(timeZone, whole).flatMap((span) => freeWithin(span, stretches));
  return without(joined(free), busy);
}

/** The free spans within a span of constant UTC offset. */
function freeWithin({ start, end, offset }: OffsetSpan, stretches: readonly WeekStretch[]): Span[] {
  const spans: Span[] = [];
  for (let monday = startOfUtcWeek(start + offset) - offset; monday < end; monday += WEEK_MS) {
    for (const stretch of stretches) {
      const span = {
        start: Math.max(start, monday + stretch.start * MINUTE_MS),
        end: Math.min(end, monday + stretch.end * MINUTE_MS),
      };
      if (span.start < span.end) spans.push(span);
    }
  }
  return spans;
}

/** Joins spans that touch or overlap. The input must be sorted by start. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { start, end } of spans) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

function without(spans: readonly Span[], busy: readonly Interval[]): Span[] {
  const taken = busy
    .map(({ from, to }) => ({ start: from.getTime(), end: to.getTime() }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let { start } = span;
    for (const { start: from, end: to } of taken) {
      if (from >= span.end) break;
      if (from > start) left.push({ start, end: from });
      start = Math.max(start, to);
    }
    if (start < span.end) left.push({ start, end: span.end });
    return left;
  });
}

function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (let i = 0, j = 0; ; ) {
    const [one, other] = [a[i], b[j]];
    if (!one || !other) return result;
    const both = { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) };
    if (both.start < both.end) result.push(both);
    if (one.end < other.end) i += 1;
    else j += 1;
  }
}

function slotsIn(spans: readonly Span[], minutes: number): Interval[] {
  const length = minutes * MINUTE_MS;
  return spans.flatMap(({ start, end }) => {
    const slots: Interval[] = [];
    for (let at = Math.ceil(start / STEP) * STEP; at + length <= end; at += length) {
      slots.push({ from: new Date(at), to: new Date(at + length) });
    }
    return slots;
  });
}
