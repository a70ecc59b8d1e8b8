/** The calendar link: a secret address at which a calendar program reads what one goes to. */
import { z } from 'zod';
import { timeSchema } from './common.ts';

export const calendarTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected a calendar link');

/** Whether I have a link. The link itself is told once, when it is made. */
export const calendarLinkSchema = z.object({ createdAt: timeSchema.nullable() });
export type CalendarLink = z.infer<typeof calendarLinkSchema>;

/** `url` is shown this once: the server keeps only its hash. */
export const newCalendarLinkSchema = z.object({ url: z.string(), createdAt: timeSchema });
export type NewCalendarLink = z.infer<typeof newCalendarLinkSchema>;
