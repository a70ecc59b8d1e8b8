/**
 * Pure rules: what a notification becomes whose state comes back, such as a request for a seat that was withdrawn and made again. A
 * state that is still unread is not news. A state that was read is news again, but only a few times in a row, so that going back
 * and forth cannot ring forever. Timely kinds, such as reminders, are news also while an earlier one is unread.
 */
import type { Limits } from '../kernel/config.ts';
import { findNotificationKind } from '../protocol/notification-kinds/index.ts';
import type { NotificationDoc } from './notification-model.ts';

export type RepeatLimits = Pick<Limits, 'notificationRepeats' | 'notificationRepeatMs'>;

/** Whether the stored notification becomes unread again and is announced and sent. Otherwise only its data changes. */
export function isNewsAgain(
  { kind, readAt, withdrawnAt, newsAt }: Pick<NotificationDoc, 'kind' | 'readAt' | 'withdrawnAt' | 'newsAt'>,
  now: Date,
  limits: RepeatLimits,
): boolean {
  const isUnread = readAt === null && !withdrawnAt;
  if (isUnread && !findNotificationKind(kind)?.isTimely) return false;
  return recent(newsAt, now, limits).length < limits.notificationRepeats;
}

/** The times at which it was news, with `now`, without those that no longer count. */
export function newsTimes(newsAt: readonly Date[], now: Date, limits: RepeatLimits): Date[] {
  return [...recent(newsAt, now, limits), now];
}

function recent(newsAt: readonly Date[], now: Date, { notificationRepeatMs }: RepeatLimits): Date[] {
  return newsAt.filter((at) => now.getTime() - at.getTime() < notificationRepeatMs);
}
