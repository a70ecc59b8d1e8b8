/** Matches: pairs of people who both want to talk. A match has one conversation. A block ends a match and prevents a new one. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';
import { topicSchema } from './topics.ts';

export const matchSchema = z.object({
  id: idSchema,
  /** The other person. */
  person: profileSummarySchema,
  /** The card that the match started from; null if it was deleted. */
  topic: z.object({ id: idSchema, title: z.string() }).nullable(),
  conversationId: idSchema,
  createdAt: timeSchema,
});
export type Match = z.infer<typeof matchSchema>;

/** The updated topic, and the match if this interest created one. */
export const interestResultSchema = z.object({ topic: topicSchema, match: matchSchema.nullable() });
export type InterestResult = z.infer<typeof interestResultSchema>;

export const blockSchema = z.object({ person: profileSummarySchema, createdAt: timeSchema });
export type Block = z.infer<typeof blockSchema>;
