/** What a notification says, and where it leads. */
import type { Notification, NotificationContent } from '@meshi/client';
import { fullTime } from '../../i18n/dates.ts';
import type { UiLanguage, Words } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import type { notificationWords } from './words.ts';

interface Reader {
  shared: Words;
  words: WordsOf<typeof notificationWords>;
  language: UiLanguage;
}

type Said = { name: string; time(iso: string): string };

/** In the reader's language and time zone. */
export function notificationText({ kind, data, person }: Notification, { shared, words, language }: Reader): string {
  const said: Said = {
    name: person?.displayName ?? shared.person.deleted,
    time: (iso) => fullTime(iso, language),
  };
  // The table gives each kind the words for its own data.
  const text = words.texts[kind] as ((data: NotificationContent['data'], said: Said) => string) | undefined;
  // A kind that this version of the app does not know yet.
  return text?.(data, said) ?? words.title;
}

/** The screen where one can do something about it. */
export function notificationPath({ kind, data }: NotificationContent): string {
  if (kind === 'interest_shown') return `/topics/mine/${data.topicId}`;
  if (kind === 'round_left_out' || kind === 'round_did_you_meet') return '/rounds';
  if (kind === 'room_waiting') return `/rooms/${data.roomId}`;
  if ('conversationId' in data) return `/conversations/${data.conversationId}`;
  if ('mealId' in data) return `/meals/${data.mealId}`;
  if ('communityId' in data) return `/communities/${data.communityId}`;
  return '/notifications';
}
