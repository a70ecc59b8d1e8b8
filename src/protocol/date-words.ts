/**
 * Dates and times in words, for screens, mails and shared pages: `11月28日（土）19:00〜22:00`, `Sat, Nov 28, 19:00–22:00`, with
 * the year when it is another year. Total functions: a page must not fail because of a date. An invalid time is an empty text,
 * and a time zone that this runtime does not know is replaced by its offset.
 */

export interface DateReader {
  /** `ja`, or any other language that `Intl` knows. */
  language: string;
  /** By default the zone of the runtime. */
  timeZone?: string | undefined;
  /** The offset of `timeZone` at that time, for runtimes that do not know the zone. By default 0. */
  offsetMinutes?: number | undefined;
  /** The current time in milliseconds, which decides whether the year is named. */
  now?: number | undefined;
}

const MINUTE_MS = 60_000;
/** The last time that a `Date` can hold. */
const MAX_TIME_MS = 8.64e15;

/** "19:00". */
export function clockTime(iso: string, reader: DateReader): string {
  return formatted(iso, reader, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "Sat, Nov 28", "11月28日（土）". */
export function weekdayDate(iso: string, reader: DateReader): string {
  const month = isJapanese(reader) ? 'long' : 'short';
  const text = formatted(iso, reader, { weekday: 'short', month, day: 'numeric', ...yearOf(iso, reader) });
  return isJapanese(reader) ? text.replace('(', '（').replace(')', '）') : text;
}

/** "Nov 28", "11月28日". */
export function shortDate(iso: string, reader: DateReader): string {
  return formatted(iso, reader, { month: 'short', day: 'numeric', ...yearOf(iso, reader) });
}

/** "Sat, Nov 28, 19:00", "11月28日（土）19:00". */
export function fullTime(iso: string, reader: DateReader): string {
  const separator = isJapanese(reader) ? '' : ', ';
  return [weekdayDate(iso, reader), clockTime(iso, reader)].filter(Boolean).join(separator);
}

/** "Sat, Nov 28, 19:00–22:00", "11月28日（土）19:00〜22:00", with both days when they differ. */
export function timeRange({ startsAt, endsAt }: { startsAt: string; endsAt: string }, reader: DateReader): string {
  const isOneDay = weekdayDate(startsAt, reader) === weekdayDate(endsAt, reader);
  const end = isOneDay ? clockTime(endsAt, reader) : fullTime(endsAt, reader);
  return [fullTime(startsAt, reader), end].filter(Boolean).join(isJapanese(reader) ? '〜' : '–');
}

/** The short name of the reader's zone at that time, such as `JST` or `GMT+9`; the offset if the zone is not known. */
export function zoneName(iso: string, reader: DateReader): string {
  if (!knowsTimeZone(reader.timeZone)) return offsetName(reader.offsetMinutes ?? 0);
  const { language, timeZone } = reader;
  const form = formOf(language, { timeZoneName: 'short', ...(timeZone && { timeZone }) });
  const parts = form.formatToParts(new Date(Date.parse(iso) || 0));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** Whether this runtime knows the zone. */
export function knowsTimeZone(timeZone: string | undefined): boolean {
  if (timeZone === undefined) return true;
  const known = knownZones.get(timeZone);
  if (known !== undefined) return known;
  const isKnown = accepts(timeZone);
  if (knownZones.size >= MAX_KNOWN_ZONES) knownZones.clear();
  knownZones.set(timeZone, isKnown);
  return isKnown;
}

/** "UTC+09:00". */
export function offsetName(offsetMinutes: number): string {
  if (!offsetMinutes) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  return `UTC${offsetMinutes < 0 ? '−' : '+'}${two(hours)}:${two(minutes)}`;
}

/** Names come from other people, so the cache is bounded. */
const MAX_KNOWN_ZONES = 1_000;
const knownZones = new Map<string, boolean>();

function accepts(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function isJapanese({ language }: DateReader): boolean {
  return language === 'ja';
}

function yearOf(iso: string, reader: DateReader): Intl.DateTimeFormatOptions {
  const now = new Date(reader.now ?? Date.now()).toISOString();
  const year: Intl.DateTimeFormatOptions = { year: 'numeric' };
  return formatted(iso, reader, year) === formatted(now, reader, year) ? {} : year;
}

function formatted(iso: string, { language, timeZone, offsetMinutes = 0 }: DateReader, form: Form): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  if (knowsTimeZone(timeZone)) return formOf(language, { ...form, ...(timeZone && { timeZone }) }).format(at);
  const shifted = Math.max(-MAX_TIME_MS, Math.min(MAX_TIME_MS, at + offsetMinutes * MINUTE_MS));
  return formOf(language, { ...form, timeZone: 'UTC' }).format(shifted);
}

type Form = Intl.DateTimeFormatOptions;

function formOf(language: string, form: Form): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, form);
}
