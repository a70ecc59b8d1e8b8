/**
 * Wall times (what the clocks of a time zone show) and instants. Everything that the server calculates with time zones goes
 * through this file, on Temporal: the runtime's own, or the polyfill if it has none.
 *
 * One rule for changes of the clock, Temporal's "compatible", which calendar programs follow too. A wall time that is skipped
 * stands for the instant later by the length of the gap: 02:30 becomes 03:30. A wall time that is repeated stands for the
 * first of its two instants.
 */
import { Temporal } from 'temporal-polyfill';

export type WallTime = Temporal.PlainDateTime;

/** What the clocks of the zone show at this instant. */
export function wallTimeAt(at: Date, timeZone: string): WallTime {
  return zoned(at.getTime(), timeZone).toPlainDateTime();
}

/** Reads what `toString` of a wall time writes, such as `2026-04-03T19:00`. */
export function parseWallTime(text: string): WallTime {
  return Temporal.PlainDateTime.from(text);
}

/** The instant of a wall time, by the rule above. */
export function instantOf(wall: WallTime, timeZone: string): Date {
  return new Date(wall.toZonedDateTime(timeZone).epochMilliseconds);
}

/** The first instant after `after` at which the clocks show this time of day, such as `07:00`. */
export function nextTimeOfDay(time: string, timeZone: string, after: Date): Date {
  const today = wallTimeAt(after, timeZone).toPlainDate();
  const instants = [today, today.add({ days: 1 })].flatMap((day) => {
    const wall = day.toPlainDateTime(time);
    // `later` is the second instant of a repeated wall time; otherwise the two are the same.
    return [wall.toZonedDateTime(timeZone), wall.toZonedDateTime(timeZone, { disambiguation: 'later' })];
  });
  const upcoming = instants.map(({ epochMilliseconds }) => epochMilliseconds).filter((at) => at > after.getTime());
  return new Date(Math.min(...upcoming));
}

/** A time span in which the offset of a zone does not change. Milliseconds; `end` is exclusive. */
export interface OffsetSpan {
  start: number;
  end: number;
  /** How far the clocks are ahead of UTC. */
  offset: number;
}

/** Divides a time span at the changes of the zone's clock. */
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
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}
