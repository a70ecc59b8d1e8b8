/**
 * Wall times (what clocks in a time zone show) and instants. All calculations with time zones on the server go through this
 * file. It uses Temporal: the one of the runtime, or the polyfill.
 *
 * Changes of the clock follow Temporal's rule "compatible", like calendar programs. A skipped wall time means the instant that
 * is later by the length of the gap: 02:30 becomes 03:30. A repeated wall time means the first of its two instants.
 *
 * A stored zone that this runtime does not know, because another one with newer time zones has written it, counts as UTC.
 */
import { Temporal } from 'temporal-polyfill';
import { knowsTimeZone } from '../protocol/date-words.ts';

export type WallTime = Temporal.PlainDateTime;

/** The wall time in the zone at this instant. */
export function wallTimeAt(at: Date, timeZone: string): WallTime {
  return zoned(at.getTime(), timeZone).toPlainDateTime();
}

/** Parses the output of `WallTime.toString`, such as `2026-04-03T19:00`. */
export function parseWallTime(text: string): WallTime {
  return Temporal.PlainDateTime.from(text);
}

/** The instant of a wall time, according to the rule above. */
export function instantOf(wall: WallTime, timeZone: string): Date {
  return new Date(wall.toZonedDateTime(known(timeZone)).epochMilliseconds);
}

/** How many minutes clocks in the zone are ahead of UTC at this instant. */
export function offsetMinutesAt(at: Date, timeZone: string): number {
  return zoned(at.getTime(), timeZone).offsetNanoseconds / NANOSECONDS_PER_MINUTE;
}

const NANOSECONDS_PER_MINUTE = 60_000_000_000;

/** The first instant after `after` at which clocks in the zone show this time of day, such as `07:00`. */
export function nextTimeOfDay(time: string, timeZone: string, after: Date): Date {
  const today = wallTimeAt(after, timeZone).toPlainDate();
  const instants = [today, today.add({ days: 1 })].flatMap((day) => {
    const wall = day.toPlainDateTime(time);
    // `later` is the second instant of a repeated wall time; for other wall times the two are equal.
    const zone = known(timeZone);
    return [wall.toZonedDateTime(zone), wall.toZonedDateTime(zone, { disambiguation: 'later' })];
  });
  const upcoming = instants.map(({ epochMilliseconds }) => epochMilliseconds).filter((at) => at > after.getTime());
  return new Date(Math.min(...upcoming));
}

/** A time span without a change of the zone's offset. In milliseconds; `end` is exclusive. */
export interface OffsetSpan {
  start: number;
  end: number;
  /** How far the zone is ahead of UTC. */
  offset: number;
}

/** Splits a time span at the changes of the zone's offset. */
export function offsetSpans(timeZone: string, { start, end }: { start: number; end: number }): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  for (let at: Temporal.ZonedDateTime | null = zoned(start, timeZone); at && at.epochMilliseconds < end; ) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition('next');
    spans.push({
      start: at.epochMilliseconds,
      end: Math.min(next?.epochMilliseconds ?? end, end),
      offset: at.offsetNanoseconds / 1_000_000,
    });
    at = next;
  }
  return spans;
}

function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(known(timeZone));
}

function known(timeZone: string): string {
  return knowsTimeZone(timeZone) ? timeZone : 'UTC';
}
