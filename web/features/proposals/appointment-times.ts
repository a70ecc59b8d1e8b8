/** Times of appointments: in the reader's time zone, and in the other person's if that is different. */
import { dateWords, type SharedSlots } from '@meshi/client';
import { timeRange, weekdayDate } from '../../i18n/dates.ts';
import type { UiLanguage } from '../../i18n/words.ts';

/** The other person of an appointment. */
export interface AppointmentPartner {
  id: string;
  name: string;
  timeZone: string | undefined;
}

const QUARTER_MS = 15 * 60_000;

/** A time in the other person's time zone; `null` if it is the same, or if this browser does not know the zone. */
export function theirAppointmentTime(
  time: { startsAt: string; endsAt: string },
  language: UiLanguage,
  timeZone: string | undefined,
): string | null {
  if (!timeZone || !dateWords.knowsTimeZone(timeZone)) return null;
  const theirs = timeRange(time, language, { timeZone });
  return theirs === timeRange(time, language) ? null : theirs;
}

type Slot = SharedSlots['slots'][number];

/** Groups times by day, in the reader's time zone. */
export function byDay(slots: readonly Slot[], language: UiLanguage): { day: string; slots: Slot[] }[] {
  const days = Map.groupBy(slots, ({ startsAt }) => weekdayDate(startsAt, language));
  return [...days].map(([day, ofDay]) => ({ day, slots: ofDay }));
}

export function isQuarter(at: Date): boolean {
  return at.getTime() % QUARTER_MS === 0;
}
