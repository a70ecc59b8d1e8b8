/** Every kind of notification. Shared by the server (push and mail) and by clients, so that words are written once. */
import type { z } from 'zod';
import { communityKinds } from './communities.ts';
import type { NotificationKindDefinition, NotificationWords, WordsInput } from './kind.ts';
import { mealKinds } from './meals.ts';
import { peopleKinds } from './people.ts';
import { roundKinds } from './rounds.ts';

export { type NotificationGroup, type NotificationWords, notificationGroupSchema } from './kind.ts';

export const notificationKinds = { ...peopleKinds, ...communityKinds, ...roundKinds, ...mealKinds };

export type NotificationKind = keyof typeof notificationKinds;
/** The data of a notification of this kind. */
export type NotificationData<Kind extends NotificationKind> = z.output<(typeof notificationKinds)[Kind]['data']>;
/** Any kind with its data. */
export type NotificationContent = {
  [Kind in NotificationKind]: { kind: Kind; data: NotificationData<Kind> };
}[NotificationKind];

/** The definition of a kind; null for one that a newer server knows and this client does not. */
export function findNotificationKind(kind: string): NotificationKindDefinition | null {
  // Each kind's functions take its own data, which the caller passes together with the kind.
  return Object.hasOwn(notificationKinds, kind)
    ? (notificationKinds[kind as NotificationKind] as unknown as NotificationKindDefinition)
    : null;
}

/** The languages that notifications are written in. */
export type NotificationLanguage = 'ja' | 'en';

/** What a notification says, in one of the two languages; null for a kind that this client does not know. */
export function notificationWords(
  { kind, data }: NotificationContent,
  language: NotificationLanguage,
  input: WordsInput,
): NotificationWords | null {
  return findNotificationKind(kind)?.words[language](data, input) ?? null;
}

/** The path of the screen where the person can do something about it; null for a kind that this client does not know. */
export function notificationPath({ kind, data }: NotificationContent): string | null {
  return findNotificationKind(kind)?.path(data) ?? null;
}
