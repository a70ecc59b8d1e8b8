/** Home: open topics of others in the order in which they are worth the reader's while, and what to show less of. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';
import { topicKindSchema } from './topics.ts';

/** What of a card one wants to see less: its tags, cards of its kind, or cards of its owner. */
export const lessAboutSchema = z.enum(['tags', 'kind', 'owner']);
export type LessAbout = z.infer<typeof lessAboutSchema>;

export const addLessLikeSchema = z.object({ topicId: idSchema, about: lessAboutSchema });
export type AddLessLike = z.infer<typeof addLessLikeSchema>;

/** Something to show less of; what it is about is set, the rest is empty. Nobody else learns of it. */
export const lessLikeSchema = z.object({
  id: idSchema,
  about: lessAboutSchema,
  tags: z.array(z.string()),
  kind: topicKindSchema.nullable(),
  person: profileSummarySchema.nullable(),
  createdAt: timeSchema,
});
export type LessLike = z.infer<typeof lessLikeSchema>;
