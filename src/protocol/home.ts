/** Home: who waits for me, who talks now, what is new, recommended open topics of others, and what to show less of. */
import { z } from 'zod';
import { circleSchema, idSchema, timeSchema } from './common.ts';
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

const meeting = { startsAt: timeSchema, endsAt: timeSchema };

/**
 * Something that waits for the reader, or begins soon. New kinds may be added: clients must ignore kinds that they do not know.
 */
export const homeWaitingSchema = z.discriminatedUnion('kind', [
  /**
   * People who wait for my answer to their interest in one of my topics, newest first: some of them, and how many they are. Of
   * all my topics, only the newest interest is counted (`homeReads` in the limits of the server).
   */
  z.object({
    kind: z.literal('interest'),
    topicId: idSchema,
    topicTitle: z.string(),
    people: z.array(profileSummarySchema),
    count: z.number().int(),
    /** When the newest one pressed "Interested". */
    at: timeSchema,
  }),
  /** A time that the other person proposed. */
  z.object({ kind: z.literal('proposal'), conversationId: idSchema, person: profileSummarySchema, ...meeting }),
  /** An appointment that begins soon or is running. `roomId`: its room while it is open. */
  z.object({
    kind: z.literal('appointment'),
    conversationId: idSchema,
    person: profileSummarySchema,
    roomId: idSchema.nullable(),
    ...meeting,
  }),
  /** A meal with my seat that begins soon or is running. */
  z.object({
    kind: z.literal('meal'),
    mealId: idSchema,
    title: z.string(),
    roomId: idSchema.nullable(),
    ...meeting,
  }),
  /** A seat that is held for me until `holdUntil`. */
  z.object({ kind: z.literal('meal_offer'), mealId: idSchema, title: z.string(), holdUntil: timeSchema, ...meeting }),
  /** People who ask for a seat at a meal that I host. */
  z.object({
    kind: z.literal('meal_requests'),
    mealId: idSchema,
    title: z.string(),
    count: z.number().int(),
    ...meeting,
  }),
  /**
   * People who ask to join a community and whose requests I can answer, newest first: some of them, and how many they are. Of
   * the requests to all my communities, only the newest are counted (`homeReads` in the limits of the server).
   */
  z.object({
    kind: z.literal('community_requests'),
    communityId: idSchema,
    communityName: z.string(),
    people: z.array(profileSummarySchema),
    count: z.number().int(),
    /** When the newest one asked. */
    at: timeSchema,
  }),
]);
export type HomeWaiting = z.infer<typeof homeWaitingSchema>;

/** A room in which people talk now. */
export const homeRoomSchema = z.object({
  id: idSchema,
  title: z.string(),
  circle: circleSchema.nullable(),
  /** The two people of a running instant talk, after whom its room is named; null for other rooms. */
  between: z.array(profileSummarySchema).nullable(),
  /** Some of the people inside, without the reader and those in a block with the reader. */
  people: z.array(profileSummarySchema),
  /** How many people are inside. */
  count: z.number().int(),
});
export type HomeRoom = z.infer<typeof homeRoomSchema>;

const newCount = z.number().int();

/** What is new since a time. Each number is counted up to `wireLimits.homeNews`. */
export const homeNewsSchema = z.object({
  /** The time from which things were counted: later than asked for if that was long ago. */
  since: timeSchema,
  /** New matches that are still running. */
  matches: newCount,
  /** Interest in the reader's topics that waits for an answer. One person can be interested in many topics. */
  interests: newCount,
  /** New topics with tags that fit to the profile. */
  topics: newCount,
  /** Upcoming meals that were planned in the reader's communities. */
  meals: newCount,
});
export type HomeNews = z.infer<typeof homeNewsSchema>;

export const homeOverviewQuerySchema = z.object({
  /** When the reader was on Home before; without it, nothing is counted as new. */
  since: timeSchema.optional(),
});
export type HomeOverviewQuery = z.infer<typeof homeOverviewQuerySchema>;

export const homeOverviewSchema = z.object({
  /** What begins soonest or expires soonest first, then interest and requests to join, newest first. At most `wireLimits.homeWaiting`. */
  waiting: z.array(homeWaitingSchema),
  /** Those with most people first, without rooms of people in a block with the reader. At most `wireLimits.homeRooms`. */
  live: z.array(homeRoomSchema),
  news: homeNewsSchema.nullable(),
});
export type HomeOverview = z.infer<typeof homeOverviewSchema>;
