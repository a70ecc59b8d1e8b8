/** Dates and times in words, by `Intl` in the reader's language and time zone. */
import type { UiLanguage } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const JUST_NOW: Record<UiLanguage, string> = { ja: 'たった今', en: 'just now' };

/** "3 minutes ago", "yesterday"; the date after a month. */
export function relativeTime(iso: string, language: UiLanguage, now = Date.now()): string {
  const elapsed = now - Date.parse(iso);
  if (elapsed < MINUTE) return JUST_NOW[language];
  if (elapsed >= 30 * DAY) return shortDate(iso, language);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const text =
    elapsed < HOUR
      ? format.format(-Math.floor(elapsed / MINUTE), 'minute')
      : elapsed < DAY
        ? format.format(-Math.floor(elapsed / HOUR), 'hour')
        : format.format(-Math.floor(elapsed / DAY), 'day');
  // `Intl` writes "3 日前".
  return language === 'ja' ? text.replaceAll(' ', '') : text;
}

/** The date, with the year when it is another year. */
export function shortDate(iso: string, language: UiLanguage, now = new Date()): string {
  const date = new Date(iso);
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    ...yearUnless(date.getFullYear() === now.getFullYear()),
  }).format(date);
}

function yearUnless(isThisYear: boolean): Intl.DateTimeFormatOptions {
  return isThisYear ? {} : { year: 'numeric' };
}

/** "19:00". */
export function clockTime(iso: string, language: UiLanguage, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone && { timeZone }),
  }).format(new Date(iso));
}

/** "Sat, Nov 28", "11月28日（土）", with the year when it is another year. */
export function weekdayDate(iso: string, language: UiLanguage, timeZone?: string): string {
  const date = new Date(iso);
  const text = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: language === 'ja' ? 'long' : 'short',
    day: 'numeric',
    ...yearUnless(date.getFullYear() === new Date().getFullYear()),
    ...(timeZone && { timeZone }),
  }).format(date);
  return text.replace('(', '（').replace(')', '）');
}

/** "Sat, Nov 28, 19:00", "11月28日（土）19:00". */
export function fullTime(iso: string, language: UiLanguage, timeZone?: string): string {
  const separator = language === 'ja' ? '' : ', ';
  return weekdayDate(iso, language, timeZone) + separator + clockTime(iso, language, timeZone);
}

/** "Sat, Nov 28, 19:00–22:00", "11月28日（土）19:00〜22:00", with both days when they differ. */
export function timeRange(
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  language: UiLanguage,
  timeZone?: string,
): string {
  const isOneDay = weekdayDate(startsAt, language, timeZone) === weekdayDate(endsAt, language, timeZone);
  const end = isOneDay ? clockTime(endsAt, language, timeZone) : fullTime(endsAt, language, timeZone);
  return fullTime(startsAt, language, timeZone) + (language === 'ja' ? '〜' : '–') + end;
}

/** The current time in a time zone; empty when this browser does not know the zone. */
export function timeIn(timeZone: string, language: UiLanguage): string {
  try {
    return clockTime(new Date().toISOString(), language, timeZone);
  } catch {
    return '';
  }
}

/** Whether two instants are on the same day in the reader's time zone. */
export function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** The name of a day: today, yesterday, or the date. */
export function dayName(iso: string, language: UiLanguage, names: { today: string; yesterday: string }): string {
  const now = new Date();
  if (isSameDay(iso, now.toISOString())) return names.today;
  if (isSameDay(iso, new Date(now.getTime() - DAY).toISOString())) return names.yesterday;
  return weekdayDate(iso, language);
}

/** A list of names, such as "Aki, Ben and Chie". */
export function nameList(names: readonly string[], language: UiLanguage): string {
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'short' }).format(names);
}
