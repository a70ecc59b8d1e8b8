/**
 * When people have time: from the weekly hours of each, by the clock of the own time zone, to moments in UTC. A moment is
 * free exactly where the clock on the wall shows a free hour, so that a change to or from summer time needs no rule: an
 * hour that the clock leaves out is nobody's, one that it shows twice is free twice.
 */
import type { Interval } from '../kernel/hooks.ts';
import { type FreeHour, stretchesOf, type WeekStretch } from '../protocol/free-hours.ts';

/** What is known of someone's time. */
export interface WeeklyTime {
  weekly: readonly FreeHour[];
  timeZone: string;
  /** What is taken already, in any order; it may overlap. */
  busy: readonly Interval[];
}

export interface SlotsWanted extends Interval {
  minutes: 30 | 60;
}

/** Stretches of milliseconds since 1970. */
interface Span {
  start: number;
  end: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;
/** 1970 began on a Thursday: the Monday before, as the week of the wall clock counts. */
const FIRST_MONDAY = -3 * DAY;
/** Slots begin at a quarter of an hour: every time zone in use is a multiple of one away from UTC. */
const STEP = 15 * MINUTE;

/** Slots of the length, one after the other, none overlapping, in which the person is free. Nobody's hours: no slots. */
export function freeSlots({ from, to, minutes, ...time }: WeeklyTime & SlotsWanted): Interval[] {
  return slotsIn(freeSpans(time, { start: from.getTime(), end: to.getTime() }), minutes);
}

/** As `freeSlots`, where both are free. */
export function sharedSlots(a: WeeklyTime, b: WeeklyTime, { from, to, minutes }: SlotsWanted): Interval[] {
  const whole = { start: from.getTime(), end: to.getTime() };
  return slotsIn(intersect(freeSpans(a, whole), freeSpans(b, whole)), minutes);
}

/** Someone's usual week in minutes of the UTC week that `atMs` lies in; compare two by `sharedMinutes`. */
export function weekInUtc({ weekly, timeZone }: Omit<WeeklyTime, 'busy'>, atMs: number): readonly WeekStretch[] {
  if (weekly.length === 0) return [];
  const start = mondayBefore(atMs);
  const spans = freeSpans({ weekly, timeZone, busy: [] }, { start, end: start + WEEK });
  return spans.map((span) => ({ start: (span.start - start) / MINUTE, end: (span.end - start) / MINUTE }));
}

/** For how many minutes of a week both are free. */
export function sharedMinutes(a: readonly WeekStretch[], b: readonly WeekStretch[]): number {
  return intersect(a, b).reduce((sum, { start, end }) => sum + end - start, 0);
}

function freeSpans({ weekly, timeZone, busy }: WeeklyTime, whole: Span): Span[] {
  const stretches = stretchesOf(weekly);
  if (stretches.length === 0 || !(whole.start < whole.end)) return [];
  const free = sameOffset(timeZone, whole).flatMap((stretch) => onTheWall(stretches, stretch));
  return without(joined(free), busy);
}

/** Where the wall clock, which is `offset` ahead of UTC all the while, shows the hours. */
function onTheWall(stretches: readonly WeekStretch[], { start, end, offset }: Span & { offset: number }): Span[] {
  const spans: Span[] = [];
  for (let monday = mondayBefore(start + offset) - offset; monday < end; monday += WEEK) {
    for (const stretch of stretches) {
      const span = {
        start: Math.max(start, monday + stretch.start * MINUTE),
        end: Math.min(end, monday + stretch.end * MINUTE),
      };
      if (span.start < span.end) spans.push(span);
    }
  }
  return spans;
}

/** The whole in stretches in which the zone's offset stays the same. */
function sameOffset(timeZone: string, whole: Span): (Span & { offset: number })[] {
  const stretches: (Span & { offset: number })[] = [];
  let [start, offset] = [whole.start, offsetAt(timeZone, whole.start)];
  for (let at = whole.start; at < whole.end; at += DAY) {
    // Zones change at most once a day.
    const next = Math.min(at + DAY, whole.end);
    const nextOffset = offsetAt(timeZone, next);
    if (nextOffset === offset) continue;
    const change = changeBetween(timeZone, at, next);
    stretches.push({ start, end: change, offset });
    [start, offset] = [change, nextOffset];
  }
  stretches.push({ start, end: whole.end, offset });
  return stretches.filter((stretch) => stretch.start < stretch.end);
}

/** The first millisecond with the later offset, by halving; zones change on the full second. */
function changeBetween(timeZone: string, before: number, after: number): number {
  const offset = offsetAt(timeZone, before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clock is ahead of UTC, in milliseconds. */
export function offsetAt(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    // As many as there are zones; their names were checked when they were stored.
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes, seconds] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE + Number(seconds ?? 0) * 1_000;
  return sign === '-' ? -ahead : ahead;
}

function mondayBefore(at: number): number {
  return Math.floor((at - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY;
}

/** Ordered spans, those that touch as one. */
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
  const length = minutes * MINUTE;
  return spans.flatMap(({ start, end }) => {
    const slots: Interval[] = [];
    for (let at = Math.ceil(start / STEP) * STEP; at + length <= end; at += length) {
      slots.push({ from: new Date(at), to: new Date(at + length) });
    }
    return slots;
  });
}
