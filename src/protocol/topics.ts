/** Topics: cards of what someone wants to talk about (話したいこと), and the interest (気になる) of others in them. */
import { z } from 'zod';
import {
  idSchema,
  languageSchema,
  nameSchema,
  optionalLinkSchema,
  pageQuerySchema,
  tagSchema,
  tagsSchema,
  textSchema,
  timeSchema,
} from './common.ts';
import { editSchema, withoutDefaults } from './fields.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';

/** teach: I can teach it; ask: I want to ask; discuss: just talk. */
export const topicKindSchema = z.enum(['teach', 'ask', 'discuss']);
export const topicLevelSchema = z.enum(['any', 'beginner', 'intermediate', 'advanced']);
/** Only an open topic is listed and can be pressed. */
export const topicStateSchema = z.enum(['open', 'closed', 'expired']);

const points = { points: z.number().int() };

/**
 * Why a card stands where it does for this reader, with its points and what they rest on; the client puts it in words. New
 * kinds may come: clients pass over those they do not know.
 */
export const topicReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared_tags'), tags: z.array(z.string()), ...points }),
  /** Tags that people often put beside the reader's tag `of`. */
  z.object({
    kind: z.literal('neighbouring_tags'),
    tags: z.array(z.object({ tag: z.string(), of: z.string() })),
    ...points,
  }),
  z.object({ kind: z.literal('you_want_to_learn'), tags: z.array(z.string()), ...points }),
  z.object({ kind: z.literal('you_can_teach'), tags: z.array(z.string()), ...points }),
  /** What the reader wants to learn and the owner can teach, by their profiles. */
  z.object({ kind: z.literal('owner_can_teach'), skills: z.array(z.string()), ...points }),
  z.object({ kind: z.literal('owner_wants_to_learn'), skills: z.array(z.string()), ...points }),
  z.object({ kind: z.literal('interested_in_yours'), ...points }),
  z.object({ kind: z.literal('common_communities'), communityIds: z.array(idSchema), ...points }),
  /** How many people both talk with; never who. */
  z.object({ kind: z.literal('people_in_common'), count: z.number().int(), ...points }),
  /** Minutes of a week in which both are usually free; never which. */
  z.object({ kind: z.literal('shared_free_time'), minutes: z.number().int(), ...points }),
  z.object({ kind: z.literal('same_language'), language: languageSchema, ...points }),
  z.object({ kind: z.literal('other_language'), language: languageSchema, ...points }),
  z.object({ kind: z.literal('new'), ...points }),
  /** Its owner's cards were rarely shown lately. */
  z.object({ kind: z.literal('rarely_shown'), ...points }),
  z.object({ kind: z.literal('already_matched'), ...points }),
  /** What the reader asked to see less of, and this card is: its tags, its kind, its owner. */
  z.object({
    kind: z.literal('not_interested'),
    tags: z.array(z.string()),
    isKind: z.boolean(),
    isOwner: z.boolean(),
    ...points,
  }),
]);
export type TopicReason = z.infer<typeof topicReasonSchema>;

/** What the owner writes on a topic. */
export const topicFields = {
  title: nameSchema(wireLimits.titleChars),
  body: textSchema(0, wireLimits.topicBodyChars).default(''),
  tags: tagsSchema.default([]),
  language: languageSchema.default('ja'),
  kind: topicKindSchema.default('discuss'),
  level: topicLevelSchema.default('any'),
  /** A page that it is about, such as an article or a repository; empty for none. */
  link: optionalLinkSchema.default(''),
};

export const topicSchema = z.object({
  id: idSchema,
  owner: profileSummarySchema,
  /** The community whose members alone see it; null for everyone. */
  communityId: idSchema.nullable(),
  ...withoutDefaults(topicFields),
  state: topicStateSchema,
  expiresAt: timeSchema.nullable(),
  interestCount: z.number().int(),
  isMine: z.boolean(),
  /** Whether the reader pressed 「気になる」. */
  isInterested: z.boolean(),
  /** The reader's running match with the owner. */
  matchId: idSchema.nullable(),
  /** The strongest first; none on the reader's own topics. */
  reasons: z.array(topicReasonSchema),
  /** The sum of the reasons' points. */
  score: z.number().int(),
  /** So many wait for the owner's answer that no further press is taken for now. */
  isCrowded: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type Topic = z.infer<typeof topicSchema>;

export const createTopicSchema = z.object({
  ...topicFields,
  /** A moment in the future, or null for none. */
  expiresAt: timeSchema.nullable().default(null),
  /** A community of mine whose members alone see it; it stays there. Null for everyone. */
  communityId: idSchema.nullable().default(null),
});
export type CreateTopic = z.infer<typeof createTopicSchema>;

/** Fields that are left out stay as they are. */
export const editTopicSchema = editSchema(topicFields).extend({ expiresAt: timeSchema.nullable().optional() });
export type EditTopic = z.infer<typeof editTopicSchema>;

/** Open topics of others, newest first. `q` looks into title, body and tags, Japanese included. */
export const listTopicsSchema = pageQuerySchema.extend({
  q: textSchema(1, 100).optional(),
  tag: tagSchema.optional(),
  kind: topicKindSchema.optional(),
  language: languageSchema.optional(),
  /** Only this person's topics. */
  ownerId: idSchema.optional(),
  /** Only what was put up in this community. */
  communityId: idSchema.optional(),
});
export type ListTopics = z.infer<typeof listTopicsSchema>;

/** Someone's interest in one of my topics. */
export const interestSchema = z.object({
  topicId: idSchema,
  topicTitle: z.string(),
  person: profileSummarySchema,
  /** I passed; the other one does not learn of it. */
  isPassed: z.boolean(),
  /** The running match with that person. */
  matchId: idSchema.nullable(),
  createdAt: timeSchema,
});
export type Interest = z.infer<typeof interestSchema>;
