/**
 * What visitors see, who have no account: things of the open space whose people allow it. The schemas are their own, so that a
 * field that is added elsewhere never becomes public by itself.
 */
import { z } from 'zod';
import { idSchema, languageSchema, timeSchema } from './common.ts';
import { communityJoiningSchema } from './communities.ts';
import { mealModeSchema } from './meals.ts';
import { topicKindSchema, topicLevelSchema } from './topics.ts';

/** A person who lets visitors see their name. */
export const publicPersonSchema = z.object({
  id: idSchema,
  handle: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
});
export type PublicPerson = z.infer<typeof publicPersonSchema>;

/** An open topic whose owner shows it to visitors. */
export const publicTopicSchema = z.object({
  id: idSchema,
  title: z.string(),
  body: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  kind: topicKindSchema,
  level: topicLevelSchema,
  link: z.string(),
  /** Null if visitors do not see the owner's name. */
  owner: publicPersonSchema.nullable(),
  createdAt: timeSchema,
});
export type PublicTopic = z.infer<typeof publicTopicSchema>;

/** An open room that everyone in the open space may join. */
export const publicRoomSchema = z.object({
  id: idSchema,
  title: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  /** How many people are inside. */
  peopleCount: z.number().int(),
  /** Those inside who let visitors see their name. */
  people: z.array(publicPersonSchema),
  createdAt: timeSchema,
});
export type PublicRoom = z.infer<typeof publicRoomSchema>;

/** A meal that its host has made public: without guests and without the address. */
export const publicMealSchema = z.object({
  id: idSchema,
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  mode: mealModeSchema,
  startsAt: timeSchema,
  endsAt: timeSchema,
  timeZone: z.string(),
  /** The offset of `timeZone` at the start, for clients that do not know the zone. */
  utcOffsetMinutes: z.number(),
  capacity: z.number().int(),
  seatsTaken: z.number().int(),
  state: z.enum(['open', 'cancelled']),
  /** City or district; null if the meal is online. */
  area: z.string().nullable(),
  /** Null if visitors do not see the host's name. */
  host: publicPersonSchema.nullable(),
});
export type PublicMeal = z.infer<typeof publicMealSchema>;

/** A public community. */
export const publicCommunitySchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  pictureUrl: z.string().nullable(),
  joining: communityJoiningSchema,
  memberCount: z.number().int(),
  createdAt: timeSchema,
});
export type PublicCommunity = z.infer<typeof publicCommunitySchema>;

/** A person who lets visitors see their name, with the topics that they show to visitors. */
export const publicProfileSchema = publicPersonSchema.extend({ topics: z.array(publicTopicSchema) });
export type PublicProfile = z.infer<typeof publicProfileSchema>;

/** Tonight's table: what is happening now. */
export const frontTableSchema = z.object({
  /** Rooms with people inside, those with most people first. */
  rooms: z.array(publicRoomSchema),
  /** Newest first. */
  topics: z.array(publicTopicSchema),
  /** Coming meals, soonest first. */
  meals: z.array(publicMealSchema),
  /** Newest first. */
  communities: z.array(publicCommunitySchema),
});
export type FrontTable = z.infer<typeof frontTableSchema>;

/** What an invitation link of a community shows before signing in. */
export const publicInvitationSchema = z.object({
  /** Null if the community is private: only people who are signed in see which one it is. */
  community: publicCommunitySchema.nullable(),
});
export type PublicInvitation = z.infer<typeof publicInvitationSchema>;
