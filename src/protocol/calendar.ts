/** The calendar link: a secret URL from which calendar programs read a person's appointments and meals. */
import { z } from 'zod';
import { timeSchema } from './common.ts';

export const calendarTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected a calendar link');

/** When the link was created; null if there is none. The link itself is only returned when it is created. */
export const calendarLinkSchema = z.object({
  createdAt: timeSchema.nullable(),
  /** Whether the link stopped working when the password was changed or all sessions were ended. Create a new one. */
  isEnded: z.boolean(),
  /** When a calendar program read the link last, within an hour; null if none has. */
  lastReadAt: timeSchema.nullable(),
});
export type CalendarLink = z.infer<typeof calendarLinkSchema>;

/** `url` is returned only once: the server stores only a hash of it. */
export const newCalendarLinkSchema = z.object({ url: z.string(), createdAt: timeSchema });
export type NewCalendarLink = z.infer<typeof newCalendarLinkSchema>;
