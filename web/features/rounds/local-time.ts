/** Moments as the values of date inputs, in the reader's time zone. */

/** The value of a `datetime-local` input. */
export function localMinute(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The value of a `date` input. */
export function localDay(at: Date): string {
  return localMinute(at).slice(0, 10);
}

/** The beginning of a day, or of `daysLater` days later; `null` when the value is empty or not valid. */
export function beginningOf(day: string, daysLater = 0): Date | null {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return null;
  at.setDate(at.getDate() + daysLater);
  return at;
}
