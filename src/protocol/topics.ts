/** Topics: cards about what a person wants to talk about (話したいこと), and the interest (気になる) of others in them. */
import { z } from 'zod';
import { idSchema, languageSchema, pageQuerySchema, timeSchema } from './common.ts';
import { editSchema, withoutDefaults } from './fields.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { lineSchema, optionalLinkSchema, tagSchema, tagsSchema, textSchema } from './text-schemas.ts';

/** teach: I can teach this; ask: I want to ask about this; discuss: I want to talk about this. */
export const topicKindSchema = z.enum(['teach', 'ask', 'discuss']);
export const topicLevelSchema = z.enum(['any', 'beginner', 'intermediate', 'advanced']);
/** Only open topics are listed, and people can only show interest in open ones. */
export const topicStateSchema = z.enum(['open', 'closed', 'expired']);

const points = { points: z.number().int() };

/**
 * Why a card is ranked as it is for the reader, with the points of each reason. Clients translate it into text. New kinds may
 * be added: clients must ignore kinds that they do not know.
 */
export const topicReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared_tags'), tags: z.array(z.string()), ...points }),
  /** Tags that people often use together with the reader's tag `of`. */
  z.object({
    kind: z.literal('neighbouring_tags'),
    tags: z.array(z.object({ tag: z.string(), of: z.string() })),
    ...points,
  }),
  z.object({ kind: z.literal('you_want_to_learn'), tags: z.array(z.string()), ...points }),
  z.object({ kind: z.literal('you_can_teach'), tags: z.array(z.string()), ...points }),
  /** Skills that the reader wants to learn and the owner can teach, according to their profiles. */
  z.object({ kind: z.literal('owner_can_teach'), skills: z.array(z.string()), ...points }),
  z.object({ kind: z.literal('owner_wants_to_learn'), skills: z.array(z.string()), ...points }),
  z.object({ kind: z.literal('interested_in_yours'), ...points }),
  z.object({ kind: z.literal('common_communities'), communityIds: z.array(idSchema), ...points }),
  /** How many people both have a match with, but not who. */
  z.object({ kind: z.literal('people_in_common'), count: z.number().int(), ...points }),
  /** Minutes per week when both are usually free, but not which. */
  z.object({ kind: z.literal('shared_free_time'), minutes: z.number().int(), ...points }),
  z.object({ kind: z.literal('same_language'), language: languageSchema, ...points }),
  z.object({ kind: z.literal('other_language'), language: languageSchema, ...points }),
  z.object({ kind: z.literal('new'), ...points }),
  /** The owner's cards were rarely shown recently. */
  z.object({ kind: z.literal('rarely_shown'), ...points }),
  z.object({ kind: z.literal('already_matched'), ...points }),
  /** The reader asked to see less of the tags, the kind or the owner of this card. */
  z.object({
    kind: z.literal('not_interested'),
    tags: z.array(z.string()),
    isKind: z.boolean(),
    isOwner: z.boolean(),
    ...points,
  }),
]);
export type TopicReason = z.infer<typeof topicReasonSchema>;

/** The fields of a topic that its owner edits. */
export const topicFields = {
  title: lineSchema(wireLimits.titleChars),
  body: textSchema(0, wireLimits.topicBodyChars).default(''),
  tags: tagsSchema.default([]),
  language: languageSchema.default('ja'),
  kind: topicKindSchema.default('discuss'),
  level: topicLevelSchema.default('any'),
  /** A web page about the topic, such as an article or a repository; empty if there is none. */
  link: optionalLinkSchema.default(''),
  /**
   * Whether visitors without an account may see it, as long as `showsTopicsToVisitors` of its owner's profile is true. Only
   * possible for topics of the open space without a community.
   */
  isPublic: z.boolean().default(false),
};

export const topicSchema = z.object({
  id: idSchema,
  owner: profileSummarySchema,
  /** Only members of this community can see the topic; null: everyone. */
  communityId: idSchema.nullable(),
  ...withoutDefaults(topicFields),
  state: topicStateSchema,
  expiresAt: timeSchema.nullable(),
  interestCount: z.number().int(),
  isMine: z.boolean(),
  /** Whether the reader showed interest (気になる). */
  isInterested: z.boolean(),
  /** The reader's match with the owner; null if there is none. */
  matchId: idSchema.nullable(),
  /** Strongest first; empty on the reader's own topics. */
  reasons: z.array(topicReasonSchema),
  /** The sum of the reasons' points. */
  score: z.number().int(),
  /** Whether new interest is rejected at the moment, because too many people wait for the owner's answer. */
  isCrowded: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type Topic = z.infer<typeof topicSchema>;

export const createTopicSchema = z.object({
  ...topicFields,
  /** A time in the future; null: does not expire. */
  expiresAt: timeSchema.nullable().default(null),
  /** A community of mine: only its members can see the topic. It cannot be changed later. Null: everyone. */
  communityId: idSchema.nullable().default(null),
});
export type CreateTopic = z.infer<typeof createTopicSchema>;

/** Missing fields stay unchanged. */
export const editTopicSchema = editSchema(topicFields).extend({ expiresAt: timeSchema.nullable().optional() });
export type EditTopic = z.infer<typeof editTopicSchema>;

/** Open topics of others, newest first. `q` searches title, body and tags, also in Japanese. */
export const listTopicsSchema = pageQuerySchema.extend({
  q: textSchema(1, 100).optional(),
  tag: tagSchema.optional(),
  kind: topicKindSchema.optional(),
  language: languageSchema.optional(),
  /** Only this person's topics. */
  ownerId: idSchema.optional(),
  /** Only topics of this community. */
  communityId: idSchema.optional(),
});
export type ListTopics = z.infer<typeof listTopicsSchema>;

/** What helps me to decide whether to talk with a person. Nothing that the profile and my own communities do not show me. */
export const interestedPersonSchema = z.object({
  bio: z.string(),
  canTeach: z.array(z.string()),
  wantsToLearn: z.array(z.string()),
  languages: z.array(languageSchema),
  /** Tags that both our profiles have. */
  sharedTags: z.array(z.string()),
  /** Communities that we are both members of, among the first `wireLimits.comparedCommunities` of mine. */
  sharedCommunities: z.array(z.object({ id: idSchema, name: z.string() })),
});
export type InterestedPerson = z.infer<typeof interestedPersonSchema>;

/** A person's interest in one of my topics. */
export const interestSchema = z.object({
  topicId: idSchema,
  topicTitle: z.string(),
  person: profileSummarySchema,
  about: interestedPersonSchema,
  /** Whether I passed the person, who is not told. */
  isPassed: z.boolean(),
  /** My match with the person; null if there is none. */
  matchId: idSchema.nullable(),
  createdAt: timeSchema,
});
export type Interest = z.infer<typeof interestSchema>;
