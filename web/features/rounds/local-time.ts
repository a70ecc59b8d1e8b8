/** Moments in the form of date fields, by the reader's clock. */

/** As a `datetime-local` field holds it. */
export function localMinute(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** As a `date` field holds it. */
export function localDay(at: Date): string {
  return localMinute(at).slice(0, 10);
}

/** The beginning of such a day, or so many days later; null where it is none. */
export function beginningOf(day: string, daysLater = 0): Date | null {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return null;
  at.setDate(at.getDate() + daysLater);
  return at;
}
