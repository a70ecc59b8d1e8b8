/** The definition of a kind of notification: its data, its link, and its texts in both languages. */
import { z } from 'zod';

/**
 * Groups that people turn on and off for push and e-mail. `messages` are the messages of a match or a meal, and `channels` those
 * of the channels of communities.
 */
export const notificationGroupSchema = z.enum([
  'messages',
  'channels',
  'interests',
  'matches',
  'meals',
  'communities',
  'suggestions',
  'operators',
]);
export type NotificationGroup = z.infer<typeof notificationGroupSchema>;

/** The text of a notification on the screen, in a push message and in a mail. */
export interface NotificationWords {
  title: string;
  /** One or several lines; may be empty. */
  body: string;
}

/** Input for the texts of a kind. */
export interface WordsInput {
  /** The name of the person it is about; empty if it is about nobody. */
  name: string;
  /** Formats a time in the language and the time zone of the reader. */
  time(iso: string): string;
}

type Write<Data> = (data: Data, input: WordsInput) => NotificationWords;

export interface NotificationKindDefinition<Data extends z.ZodObject = z.ZodObject> {
  group: NotificationGroup;
  /**
   * If it has a `personId`, the notification is about this person, and not sent to people in a block with them, unless
   * `ignoresBlocks` is set.
   */
  data: Data;
  /** The sender or the recipient acts for a community or a meal, so a block between the two does not apply. */
  ignoresBlocks?: true;
  /** The path of the screen that the notification links to. */
  path(data: z.output<Data>): string;
  /** It is also read when the conversation with the person whom it is about was opened. */
  isReadInConversation?: true;
  words: { ja: Write<z.output<Data>>; en: Write<z.output<Data>> };
  /** A letter of its own tells of it, so it is not mailed with the others. */
  hasOwnLetter?: true;
  /** It is only useful immediately, such as a reminder, so quiet hours do not delay it. */
  isTimely?: true;
}

/** Declares a kind, with type checks of its functions. */
export function kind<Data extends z.ZodObject>(
  definition: NotificationKindDefinition<Data>,
): NotificationKindDefinition<Data> {
  return definition;
}
