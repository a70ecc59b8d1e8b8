/**
 * Values of `datetime-local` inputs in a chosen time zone. Times that a clock change (summer time) skips or repeats follow the
 * rule of the server: a skipped time is later by the length of the gap, and a repeated time is the first of the two.
 */
import { Temporal } from 'temporal-polyfill';

/** An instant as the value of an input. */
export function toZonedInput(iso: string, timeZone: string): string {
  const wall = Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return wall.toString({ smallestUnit: 'minute' });
}

/** The instant of an input's value; `null` if it is empty or invalid. */
export function fromZonedInput(text: string, timeZone: string): string | null {
  try {
    return new Date(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds).toISOString();
  } catch {
    return null;
  }
}

/** The time zones that this browser knows, and the given one. */
export function timeZones(own: string): string[] {
  return [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].sort();
}
