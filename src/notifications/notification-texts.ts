/** Texts of notifications for push messages and mails, in the language and time zone of the recipient. */
import type { Language } from '../protocol/common.ts';
import { fullTime, zoneName } from '../protocol/date-words.ts';
import {
  type NotificationLanguage,
  type NotificationWords,
  notificationPath,
  notificationWords,
} from '../protocol/notification-kinds/index.ts';
import type { NotificationContent } from '../protocol/notifications.ts';

export interface NotificationText extends NotificationWords {
  /** The page that it links to, relative to the public URL. */
  path: string;
}

export interface NotificationReader {
  language: NotificationLanguage;
  timeZone: string;
}

/** The language of texts for a person, chosen by the first language of the profile. */
export function writtenLanguage(languages: readonly Language[]): NotificationLanguage {
  return languages[0] === 'ja' ? 'ja' : 'en';
}

/** `name` is the name of the person whom the notification is about; empty if it is about nobody. */
export function notificationText(
  { language, timeZone }: NotificationReader,
  content: NotificationContent,
  name: string,
): NotificationText {
  const time = (iso: string) => `${fullTime(iso, { language, timeZone })} ${zoneName(iso, { language, timeZone })}`;
  const words = notificationWords(content, language, { name, time });
  const path = notificationPath(content);
  if (!words || !path) throw new Error(`There are no texts for notifications of the kind ${content.kind}`);
  return { ...words, path };
}
