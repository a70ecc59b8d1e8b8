/** Dates and times in words, in the reader's language and time zone. Total functions, see `dateWords` of the SDK. */
import { dateWords } from '@meshi/client';
import type { UiLanguage } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time zone other than the reader's, and its offset for browsers that do not know it. */
export interface ShownZone {
  timeZone: string;
  offsetMinutes?: number;
}

const JUST_NOW: Record<UiLanguage, string> = { ja: 'たった今', en: 'just now' };

/** "3 minutes ago", "yesterday"; the date after a month. */
export function relativeTime(iso: string, language: UiLanguage, now = Date.now()): string {
  const elapsed = now - Date.parse(iso);
  if (elapsed < MINUTE) return JUST_NOW[language];
  if (!(elapsed < 30 * DAY)) return shortDate(iso, language, now);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const text =
    elapsed < HOUR
      ? format.format(-Math.floor(elapsed / MINUTE), 'minute')
      : elapsed < DAY
        ? format.format(-Math.floor(elapsed / HOUR), 'hour')
        : format.format(-Math.max(1, daysBetween(Date.parse(iso), now)), 'day');
  // `Intl` writes "3 日前".
  return language === 'ja' ? text.replaceAll(' ', '') : text;
}

/** The date, with the year when it is another year. */
export function shortDate(iso: string, language: UiLanguage, now?: number): string {
  return dateWords.shortDate(iso, { language, now });
}

/** "19:00". */
export function clockTime(iso: string, language: UiLanguage, zone?: ShownZone): string {
  return dateWords.clockTime(iso, { language, ...zone });
}

/** "Sat, Nov 28", "11月28日（土）", with the year when it is another year. */
export function weekdayDate(iso: string, language: UiLanguage, zone?: ShownZone): string {
  return dateWords.weekdayDate(iso, { language, ...zone });
}

/** "Sat, Nov 28, 19:00", "11月28日（土）19:00". */
export function fullTime(iso: string, language: UiLanguage, zone?: ShownZone): string {
  return dateWords.fullTime(iso, { language, ...zone });
}

/** "Sat, Nov 28, 19:00–22:00", "11月28日（土）19:00〜22:00", with both days when they differ. */
export function timeRange(time: { startsAt: string; endsAt: string }, language: UiLanguage, zone?: ShownZone): string {
  return dateWords.timeRange(time, { language, ...zone });
}

/** "Sat 19:00", "土 19:00": a time of the week. */
export function weekTime(iso: string, language: UiLanguage): string {
  return `${weekdayName(new Date(iso), language)} ${clockTime(iso, language)}`;
}

/** "Sat", "土", by the reader's time zone. */
export function weekdayName(at: Date, language: UiLanguage): string {
  return Number.isNaN(at.getTime()) ? '' : new Intl.DateTimeFormat(language, { weekday: 'short' }).format(at);
}

/** The current time in a time zone; empty when this browser does not know the zone. */
export function timeIn(timeZone: string, language: UiLanguage, now = Date.now()): string {
  if (!dateWords.knowsTimeZone(timeZone)) return '';
  return clockTime(new Date(now).toISOString(), language, { timeZone });
}

/** The name of a zone in which a time is shown: with its offset when this browser does not know the zone. */
export function zoneLabel({ timeZone, offsetMinutes = 0 }: ShownZone): string {
  return dateWords.knowsTimeZone(timeZone) ? timeZone : `${dateWords.offsetName(offsetMinutes)}, ${timeZone}`;
}

/** Whether two instants are on the same day in the reader's time zone. */
export function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** The name of a day: today, yesterday, or the date. */
export function dayName(
  iso: string,
  language: UiLanguage,
  names: { today: string; yesterday: string },
  now = Date.now(),
): string {
  const days = daysBetween(Date.parse(iso), now);
  if (days === 0) return names.today;
  if (days === 1) return names.yesterday;
  return weekdayDate(iso, language);
}

/** The number of midnights in the reader's time zone between two instants. */
function daysBetween(earlier: number, later: number): number {
  return (dayNumberOf(later) - dayNumberOf(earlier)) / DAY;
}

function dayNumberOf(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

/** A list of names, such as "Aki, Ben and Chie". */
export function nameList(names: readonly string[], language: UiLanguage): string {
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'short' }).format(names);
}
