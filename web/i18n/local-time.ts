/**
 * The reader's time zone, and values of date and time inputs in it. `Date` follows the rule of the server for times that a
 * clock change skips or repeats: a skipped time is later by the length of the gap, and a repeated time is the first of two.
 */

import { MeshiError } from '@meshi/client';

/** The IANA name of the browser's time zone; if the browser knows none, a zone with its offset. */
export function readerTimeZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return /^[A-Z]/.test(timeZone ?? '') && timeZone !== 'Etc/Unknown' ? timeZone : offsetTimeZone();
}

/** A zone that has the browser's current offset and that every server knows; `UTC` if there is none. */
export function offsetTimeZone(at = new Date()): string {
  const hours = -at.getTimezoneOffset() / 60;
  if (!Number.isInteger(hours) || hours === 0) return 'UTC';
  // The sign is reversed: east of Greenwich is minus.
  return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}

/** Calls `send` with the reader's time zone; if the server does not know that zone, again with one of the same offset. */
export async function withReaderTimeZone<Result>(send: (timeZone: string) => Promise<Result>): Promise<Result> {
  try {
    return await send(readerTimeZone());
  } catch (error) {
    const { problems = [] } = MeshiError.from(error).details;
    if (!problems.some(({ path }) => path === 'body.timeZone')) throw error;
    return send(offsetTimeZone());
  }
}

/** The time zones that this browser knows, and the given one. */
export function timeZones(own: string): string[] {
  return [...new Set([own, ...(Intl.supportedValuesOf?.('timeZone') ?? [readerTimeZone(), 'UTC'])])].sort();
}

/** An instant as the value of a `datetime-local` input. */
export function toLocalInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant of a `datetime-local` input's value; `null` if it is empty or invalid. */
export function fromLocalInput(text: string): Date | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** An instant as the value of a `date` input. */
export function toDayInput(at: Date): string {
  return toLocalInput(at).slice(0, 10);
}

/** The start of a `date` input's day, or of the day `daysLater` days later; `null` if the value is empty or invalid. */
export function startOfDay(day: string, daysLater = 0): Date | null {
  const at = fromLocalInput(`${day}T00:00`);
  at?.setDate(at.getDate() + daysLater);
  return at;
}
