/** Quiet hours, in the time zone of whoever wants quiet. */
import type { NotificationSettings } from '../../protocol/notifications.ts';

const DAY_MIN = 24 * 60;
const MIN_MS = 60_000;

/** When the quiet that holds at this moment ends; null where none holds. */
export function quietUntil(at: Date, quietHours: NotificationSettings['quietHours'], timeZone: string): Date | null {
  if (!quietHours) return null;
  const [from, to] = [minutesOf(quietHours.from), minutesOf(quietHours.to)];
  const now = minuteIn(timeZone, at);
  if (after(from, now) >= after(from, to)) return null;
  const begun = Math.floor(at.getTime() / MIN_MS) * MIN_MS;
  const end = new Date(begun + after(now, to) * MIN_MS);
  // Where clocks are changed meanwhile, the hour on the wall comes earlier or later.
  const late = after(to, minuteIn(timeZone, end));
  return new Date(end.getTime() - (late > DAY_MIN / 2 ? late - DAY_MIN : late) * MIN_MS);
}

/** From one minute of the day to the next time it is the other. */
function after(from: number, to: number): number {
  return (to - from + DAY_MIN) % DAY_MIN;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function minuteIn(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return minutesOf(parts.format(at));
}
