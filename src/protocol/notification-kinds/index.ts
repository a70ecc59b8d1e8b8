/** All kinds of notifications. Shared by the server (push and mail) and clients, so that texts are written once. */
import type { z } from 'zod';
import { communityKinds } from './communities.ts';
import type { NotificationKindDefinition, NotificationWords, WordsInput } from './kind.ts';
import { mealKinds } from './meals.ts';
import { operatorKinds } from './operators.ts';
import { peopleKinds } from './people.ts';
import { roundKinds } from './rounds.ts';

export { type NotificationGroup, type NotificationWords, notificationGroupSchema } from './kind.ts';

export const notificationKinds = { ...peopleKinds, ...communityKinds, ...roundKinds, ...mealKinds, ...operatorKinds };

export type NotificationKind = keyof typeof notificationKinds;

export const allNotificationKinds = Object.keys(notificationKinds) as readonly NotificationKind[];
/** The data of a notification of this kind. */
export type NotificationData<Kind extends NotificationKind> = z.output<(typeof notificationKinds)[Kind]['data']>;
/** Any kind with its data. */
export type NotificationContent = {
  [Kind in NotificationKind]: { kind: Kind; data: NotificationData<Kind> };
}[NotificationKind];

/** The definition of a kind; null for a kind that this client does not know, because the server is newer. */
export function findNotificationKind(kind: string): NotificationKindDefinition | null {
  // The functions of a kind need the data of that kind; callers pass kind and data together.
  return Object.hasOwn(notificationKinds, kind)
    ? (notificationKinds[kind as NotificationKind] as unknown as NotificationKindDefinition)
    : null;
}

/** Whether a block between the recipient and the person whom a notification of this kind is about withholds it. */
export function isWithheldByBlocks(kind: string): boolean {
  return !findNotificationKind(kind)?.ignoresBlocks;
}

/** The languages that notifications are written in. */
export type NotificationLanguage = 'ja' | 'en';

/** The text of a notification in a language; null for a kind that this client does not know. */
export function notificationWords(
  { kind, data }: NotificationContent,
  language: NotificationLanguage,
  input: WordsInput,
): NotificationWords | null {
  return findNotificationKind(kind)?.words[language](data, input) ?? null;
}

/** The path of the screen that a notification links to; null for a kind that this client does not know. */
export function notificationPath({ kind, data }: NotificationContent): string | null {
  return findNotificationKind(kind)?.path(data) ?? null;
}

/** A screen that a person has opened. */
export interface OpenedScreen {
  /** The path of the screen, such as `/conversations/652f…`. */
  path: string;
  /** The other person, if it is the conversation of a match. */
  personId?: string | undefined;
}

/** Whether a notification is read because the screen was opened: it links there or to a screen above it. */
export function isReadByOpening(content: NotificationContent, { path, personId }: OpenedScreen): boolean {
  const target = notificationPath(content);
  if (target !== null && (path === target || path.startsWith(`${target}/`))) return true;
  if (!personId || !findNotificationKind(content.kind)?.isReadInConversation) return false;
  return 'personId' in content.data && content.data.personId === personId;
}
