/** Home: recommended open topics of others, and what to show less of. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';
import { topicKindSchema } from './topics.ts';

/** What the person wants to see less of: the tags, the kind or the owner of a card. */
export const notInterestedAboutSchema = z.enum(['tags', 'kind', 'owner']);
export type NotInterestedAbout = z.infer<typeof notInterestedAboutSchema>;

export const addNotInterestedSchema = z.object({ topicId: idSchema, about: notInterestedAboutSchema });
export type AddNotInterested = z.infer<typeof addNotInterestedSchema>;

/** Something to show less of. Only the field that `about` names is set. Nobody else can see it. */
export const notInterestedSchema = z.object({
  id: idSchema,
  about: notInterestedAboutSchema,
  tags: z.array(z.string()),
  kind: topicKindSchema.nullable(),
  person: profileSummarySchema.nullable(),
  createdAt: timeSchema,
});
export type NotInterested = z.infer<typeof notInterestedSchema>;
