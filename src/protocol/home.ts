/** Home: open topics of others in the order in which they are worth the reader's while, and what to show less of. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';
import { topicKindSchema } from './topics.ts';

/** What of a card one wants to see less: its tags, cards of its kind, or cards of its owner. */
export const notInterestedAboutSchema = z.enum(['tags', 'kind', 'owner']);
export type NotInterestedAbout = z.infer<typeof notInterestedAboutSchema>;

export const addNotInterestedSchema = z.object({ topicId: idSchema, about: notInterestedAboutSchema });
export type AddNotInterested = z.infer<typeof addNotInterestedSchema>;

/** Something to show less of; what it is about is set, the rest is empty. Nobody else learns of it. */
export const notInterestedSchema = z.object({
  id: idSchema,
  about: notInterestedAboutSchema,
  tags: z.array(z.string()),
  kind: topicKindSchema.nullable(),
  person: profileSummarySchema.nullable(),
  createdAt: timeSchema,
});
export type NotInterested = z.infer<typeof notInterestedSchema>;
