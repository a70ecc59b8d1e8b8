/** Quiet hours, in the person's time zone. */
import { nextTimeOfDay, wallTimeAt } from '../../kernel/zoned-time.ts';
import type { NotificationSettings } from '../../protocol/notifications.ts';

/** When the quiet hours that include this instant end; null if it is outside the quiet hours. */
export function quietUntil(at: Date, quietHours: NotificationSettings['quietHours'], timeZone: string): Date | null {
  if (!quietHours) return null;
  const { from, to } = quietHours;
  // Times of day in the form `hh:mm` can be compared as strings.
  const now = wallTimeAt(at, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
  const isQuiet = from <= to ? from <= now && now < to : from <= now || now < to;
  return isQuiet ? nextTimeOfDay(to, timeZone, at) : null;
}
