/** The text of a notification and its screen. The words come from the SDK: push notifications and emails have the same. */
import { type Notification, type NotificationWords, notificationPath, notificationWords } from '@meshi/client';
import { fullTime } from '../../i18n/dates.ts';
import type { UiLanguage, Words } from '../../i18n/language.ts';

interface Reader {
  shared: Words;
  language: UiLanguage;
  /** The title for a kind that this version of the app does not know. */
  unknown: string;
}

/** In the reader's language and time zone. */
export function textOf(notification: Notification, { shared, language, unknown }: Reader): NotificationWords {
  const words = notificationWords(notification, language, {
    name: notification.person?.displayName ?? shared.person.deleted,
    time: (iso) => fullTime(iso, language),
  });
  return words ?? { title: unknown, body: '' };
}

export function pathOf(notification: Notification): string {
  return notificationPath(notification) ?? '/notifications';
}
