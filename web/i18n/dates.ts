/** Moments as people say them, by `Intl` in the reader's language and time zone. */
import type { UiLanguage } from './language.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 minutes ago", "yesterday"; from a month on the date. */
export function relativeTime(iso: string, language: UiLanguage, now = Date.now()): string {
  const elapsed = now - Date.parse(iso);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (elapsed < MINUTE) return format.format(0, 'second');
  if (elapsed < HOUR) return format.format(-Math.floor(elapsed / MINUTE), 'minute');
  if (elapsed < DAY) return format.format(-Math.floor(elapsed / HOUR), 'hour');
  if (elapsed < 30 * DAY) return format.format(-Math.floor(elapsed / DAY), 'day');
  return shortDate(iso, language);
}

/** The day, with the year where it is another one. */
export function shortDate(iso: string, language: UiLanguage, now = new Date()): string {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(date);
}

export function clockTime(iso: string, language: UiLanguage): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** The time of day now in a time zone; empty where the zone is unknown to this browser. */
export function timeIn(timeZone: string, language: UiLanguage): string {
  try {
    return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date());
  } catch {
    return '';
  }
}

/** Whether two moments fall on one day of the reader's calendar. */
export function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** The day of a separator: today and yesterday by name. */
export function dayName(iso: string, language: UiLanguage, names: { today: string; yesterday: string }): string {
  const now = new Date();
  if (isSameDay(iso, now.toISOString())) return names.today;
  if (isSameDay(iso, new Date(now.getTime() - DAY).toISOString())) return names.yesterday;
  return new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short' }).format(new Date(iso));
}

export function fullTime(iso: string, language: UiLanguage): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}

/** Names joined as the language joins them. */
export function nameList(names: readonly string[], language: UiLanguage): string {
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'short' }).format(names);
}
