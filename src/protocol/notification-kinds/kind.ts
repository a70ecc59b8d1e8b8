/** What one kind of notification is: its data, where it leads, and its words in both languages. */
import { z } from 'zod';

/** What people switch on and off for push and e-mail. */
export const notificationGroupSchema = z.enum(['interests', 'matches', 'meals', 'communities', 'suggestions']);
export type NotificationGroup = z.infer<typeof notificationGroupSchema>;

/** The words of a notification: on the screen, in a push message and in a mail. */
export interface NotificationWords {
  title: string;
  /** More in one or several lines; may be empty. */
  body: string;
}

/** What the words of a kind are made with. */
export interface WordsInput {
  /** The name of the person it is about; empty if it is about nobody. */
  name: string;
  /** A moment in the language and the time zone of the reader. */
  time(iso: string): string;
}

type Write<Data> = (data: Data, input: WordsInput) => NotificationWords;

export interface NotificationKindDefinition<Data extends z.ZodObject = z.ZodObject> {
  group: NotificationGroup;
  /** `personId` in it is the person it is about: nobody is notified about someone they are in a block with. */
  data: Data;
  /** The path of the screen where the person can do something about it. */
  path(data: z.output<Data>): string;
  words: { ja: Write<z.output<Data>>; en: Write<z.output<Data>> };
  /** It is about this very hour, such as a reminder: quiet hours do not delay it. */
  isTimely?: true;
}

/** Checks a kind and gives its functions the type of its data. */
export function kind<Data extends z.ZodObject>(
  definition: NotificationKindDefinition<Data>,
): NotificationKindDefinition<Data> {
  return definition;
}
