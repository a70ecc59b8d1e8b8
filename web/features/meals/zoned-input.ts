/**
 * Values of `datetime-local` inputs in a chosen time zone. Times that a clock change (summer time) skips or repeats follow the
 * rule of the server: a skipped time is later by the length of the gap, and a repeated time is the first of the two.
 */
import { dateWords } from '@meshi/client';
import { Temporal } from 'temporal-polyfill';

/** A time zone, and its offset for browsers that do not know it. */
export interface InputZone {
  timeZone: string;
  offsetMinutes: number;
}

/** An instant as the value of an input; empty if it is invalid. */
export function toZonedInput(iso: string, zone: InputZone): string {
  try {
    const wall = Temporal.Instant.from(iso).toZonedDateTimeISO(knownZone(zone)).toPlainDateTime();
    return wall.toString({ smallestUnit: 'minute' });
  } catch {
    return '';
  }
}

/** The instant of an input's value; `null` if it is empty or invalid. */
export function fromZonedInput(text: string, zone: InputZone): string | null {
  try {
    const at = Temporal.PlainDateTime.from(text).toZonedDateTime(knownZone(zone));
    return new Date(at.epochMilliseconds).toISOString();
  } catch {
    return null;
  }
}

/** The zone, or its offset in the form `+09:00`. */
function knownZone({ timeZone, offsetMinutes }: InputZone): string {
  if (dateWords.knowsTimeZone(timeZone)) return timeZone;
  const { hours, minutes } = Temporal.Duration.from({ minutes: Math.abs(offsetMinutes) }).round({
    largestUnit: 'hours',
  });
  const two = (number: number) => String(number).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
