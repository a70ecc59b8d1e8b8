/** Reports: telling those who are responsible about a person, a topic, a meal, a room or a message. */
import { z } from 'zod';
import { idSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import type { RouteTable } from './routes/route-table.ts';
import { textSchema } from './text-schemas.ts';

/** What can be reported. */
export const reportKindSchema = z.enum(['person', 'topic', 'meal', 'room', 'message']);
export type ReportKind = z.infer<typeof reportKindSchema>;

/** Why something is reported. Few, so that people can choose without reading twice. */
export const reportReasonSchema = z.enum([
  /** Insults, threats, following someone around. */
  'harassment',
  /** Advertising, and recruiting for a business, an investment or a group. */
  'solicitation',
  'hate',
  'sexual',
  /** Publishing what others want to keep private. */
  'privacy',
  /** Pretending to be someone else. */
  'impersonation',
  'other',
]);
export type ReportReason = z.infer<typeof reportReasonSchema>;

export const newReportSchema = z.object({
  kind: reportKindSchema,
  /** The id of the person, topic, meal, room or message. */
  id: idSchema,
  reason: reportReasonSchema,
  words: textSchema(0, wireLimits.reasonChars).default(''),
});
export type NewReport = z.infer<typeof newReportSchema>;

/** What happens next with a report. */
export const filedReportSchema = z.object({
  /** Who reads it: the moderators of the community whose channel it is, or the operators of this server. */
  receivedBy: z.enum(['moderators', 'operators']),
  /** False if I had reported it before. Operators then have my new reason and words instead of the earlier ones. */
  isNew: z.boolean(),
});
export type FiledReport = z.infer<typeof filedReportSchema>;

export const reportRoutes = {
  'reports.create': {
    method: 'post',
    path: '/reports',
    auth: 'required',
    limit: 'write',
    body: newReportSchema,
    output: filedReportSchema,
    status: 201,
    summary:
      'Reports a person, topic, meal, room or message of another person that I can see, with a copy of it as it is now. The other person is not told.',
  },
} satisfies RouteTable;
