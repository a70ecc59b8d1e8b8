/** Matches: two people who both want to talk. A match owns one conversation. Blocks end and prevent them. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';
import { topicSchema } from './topics.ts';

export const matchSchema = z.object({
  id: idSchema,
  /** The other person. */
  person: profileSummarySchema,
  /** The card it grew from; null once deleted. */
  topic: z.object({ id: idSchema, title: z.string() }).nullable(),
  conversationId: idSchema,
  createdAt: timeSchema,
});
export type Match = z.infer<typeof matchSchema>;

/** The topic as it now is; `match` where this press made one. */
export const interestResultSchema = z.object({ topic: topicSchema, match: matchSchema.nullable() });
export type InterestResult = z.infer<typeof interestResultSchema>;

export const blockSchema = z.object({ person: profileSummarySchema, createdAt: timeSchema });
export type Block = z.infer<typeof blockSchema>;
