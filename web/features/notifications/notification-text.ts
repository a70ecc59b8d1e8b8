/** What a notification says on the screen, and where it leads. Its words come with the SDK, as push and mail have them. */
import { type Notification, type NotificationWords, notificationPath, notificationWords } from '@meshi/client';
import { fullTime } from '../../i18n/dates.ts';
import type { UiLanguage, Words } from '../../i18n/language.ts';

interface Reader {
  shared: Words;
  language: UiLanguage;
  /** For a kind that this version of the app does not know yet. */
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
