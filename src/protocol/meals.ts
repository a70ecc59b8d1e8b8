/** Meals (食事会): small gatherings, online, in person or both. A seat is never given to two people. */
import { z } from 'zod';
import { idSchema, languageSchema, pageQuerySchema, timeSchema, timeZoneSchema } from './common.ts';
import { editSchema } from './fields.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { lineSchema, tagSchema, tagsSchema, textSchema } from './text-schemas.ts';

/** both: people meet in person and others join by voice. */
export const mealModeSchema = z.enum(['online', 'in_person', 'both']);
export type MealMode = z.infer<typeof mealModeSchema>;

/** month: by weekday, such as the second Tuesday; a fifth weekday means the last one if the month has only four. */
export const mealEverySchema = z.enum(['week', 'two_weeks', 'month']);
export type MealEvery = z.infer<typeof mealEverySchema>;

/**
 * A person's state in a meal.
 * going: has a seat. offered: a seat is held until `holdUntil`. waiting: on the waiting list. asked: waits for the host's
 * approval. maybe, no: the person's answer. missed: did not accept an offered seat in time. refused: the host refused.
 */
export const seatStateSchema = z.enum(['going', 'offered', 'waiting', 'asked', 'maybe', 'no', 'missed', 'refused']);
export type SeatState = z.infer<typeof seatStateSchema>;

export const mealVenueSchema = z.object({
  /** City or district, for everyone who can see the meal. */
  area: z.string(),
  /** Missing if it is hidden and the reader has no seat. */
  address: z.string().optional(),
  /** Whether only people with a seat can see the address. */
  isAddressHidden: z.boolean(),
  /** A map of the address, or of the area if the address is not shown. */
  mapUrl: z.string(),
});
export type MealVenue = z.infer<typeof mealVenueSchema>;

export const mealReplySchema = z.object({
  state: seatStateSchema,
  /** My position in the waiting list, from 1; null if I am not in it. */
  waitingNumber: z.number().int().nullable(),
  /** How long an offered seat is held. */
  holdUntil: timeSchema.nullable(),
});

export const mealSchema = z.object({
  id: idSchema,
  host: profileSummarySchema,
  coHosts: z.array(profileSummarySchema),
  /** Only members of this community can see the meal; null: everyone. */
  communityId: idSchema.nullable(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  mode: mealModeSchema,
  venue: mealVenueSchema.nullable(),
  startsAt: timeSchema,
  endsAt: timeSchema,
  /** The time zone for planning and repeating. Clients show times in the reader's time zone. */
  timeZone: z.string(),
  /** The offset of `timeZone` at the start, for clients that do not know the zone. */
  utcOffsetMinutes: z.number(),
  /** Number of seats, including the host's. */
  capacity: z.number().int(),
  /** Seats of people who are going or have an offer. */
  seatsTaken: z.number().int(),
  waitingCount: z.number().int(),
  maybeCount: z.number().int(),
  needsApproval: z.boolean(),
  /** Whether visitors without an account see it, on the front page and by its link. */
  isPublic: z.boolean(),
  costNote: z.string(),
  bringNote: z.string(),
  state: z.enum(['open', 'cancelled']),
  every: mealEverySchema.nullable(),
  /** The reader's role; null without a seat. */
  role: z.enum(['host', 'co_host', 'guest']).nullable(),
  /** Null if the reader has not answered. */
  reply: mealReplySchema.nullable(),
  /** The conversation of the people with a seat; null for others. */
  conversationId: idSchema.nullable(),
  /** The voice room while it is open; null for people without a seat. */
  roomId: idSchema.nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type Meal = z.infer<typeof mealSchema>;

const venueInputSchema = z.object({
  area: lineSchema(wireLimits.mealAreaChars),
  address: textSchema(0, wireLimits.mealAddressChars).default(''),
  isAddressHidden: z.boolean().default(false),
});

const capacitySchema = z.number().int().min(2).max(wireLimits.mealSeats);

/** The fields of a meal that hosts edit. */
export const mealFields = {
  title: lineSchema(wireLimits.titleChars),
  description: textSchema(0, wireLimits.mealDescriptionChars).default(''),
  tags: tagsSchema.default([]),
  language: languageSchema.default('ja'),
  mode: mealModeSchema.default('online'),
  /** Required unless `mode` is `online`. */
  venue: venueInputSchema.nullable().default(null),
  startsAt: timeSchema,
  /** At most 24 hours after the start. */
  endsAt: timeSchema,
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
  capacity: capacitySchema.default(6),
  needsApproval: z.boolean().default(false),
  /** Only possible for meals without a community. */
  isPublic: z.boolean().default(false),
  costNote: textSchema(0, wireLimits.mealNoteChars).default(''),
  bringNote: textSchema(0, wireLimits.mealNoteChars).default(''),
};

export const createMealSchema = z.object({
  ...mealFields,
  every: mealEverySchema.nullable().default(null),
  /** A community of mine: only its members can see the meal. It cannot be changed later. Null: everyone. */
  communityId: idSchema.nullable().default(null),
});
export type CreateMeal = z.infer<typeof createMealSchema>;

/** Only this meal, or also all following meals of its series. */
export const mealScopeSchema = z.enum(['one', 'following']).default('one');

/** Missing fields stay unchanged. */
export const editMealSchema = editSchema(mealFields).extend({ scope: mealScopeSchema });
export type EditMeal = z.infer<typeof editMealSchema>;

export const cancelMealSchema = z.object({
  scope: mealScopeSchema,
  /** Sent to everyone who answered. */
  reason: textSchema(0, wireLimits.mealNoteChars).default(''),
});
export type CancelMeal = z.infer<typeof cancelMealSchema>;

/** Upcoming meals, soonest first; or past meals, latest first. */
export const listMealsSchema = pageQuerySchema.extend({
  when: z.enum(['coming', 'past']).default('coming'),
  /** Meals with the mode `both` are included in both. */
  mode: z.enum(['online', 'in_person']).optional(),
  tag: tagSchema.optional(),
  language: languageSchema.optional(),
  /** Only meals of this community. */
  communityId: idSchema.optional(),
});
export type ListMeals = z.infer<typeof listMealsSchema>;

export const listMyMealsSchema = pageQuerySchema.extend({ when: z.enum(['coming', 'past']).default('coming') });
export type ListMyMeals = z.infer<typeof listMyMealsSchema>;

export const replyToMealSchema = z.object({ answer: z.enum(['yes', 'no', 'maybe']) });
export type MealAnswer = z.infer<typeof replyToMealSchema>['answer'];

export const mealGuestSchema = z.object({
  person: profileSummarySchema,
  role: z.enum(['host', 'co_host', 'guest']),
  state: seatStateSchema,
  waitingNumber: z.number().int().nullable(),
  holdUntil: timeSchema.nullable(),
  /** Recorded by a host and only visible to hosts; null if not recorded. */
  attended: z.boolean().nullable(),
  since: timeSchema,
});
export type MealGuest = z.infer<typeof mealGuestSchema>;

/** For hosts, everyone who answered; for others, the people with a seat. */
export const mealGuestsSchema = z.object({ items: z.array(mealGuestSchema) });

/** Missing fields stay unchanged. Only the host can change `isCoHost`. */
export const changeMealGuestSchema = z.object({
  /** true: gives a person who asked a seat or a place in the waiting list. false: removes either permanently. */
  isAccepted: z.boolean().optional(),
  isCoHost: z.boolean().optional(),
  attended: z.boolean().nullable().optional(),
});
export type ChangeMealGuest = z.infer<typeof changeMealGuestSchema>;

/** A message of a host to everyone who has a seat, waits or has an offer. */
export const tellMealSchema = z.object({ text: textSchema(1, wireLimits.mealTellChars) });

export const watchMealSchema = z.object({ mealId: idSchema });

/** The current seats of a meal. Clients read other fields of the meal again. */
export const mealChangedSchema = z.object({
  mealId: idSchema,
  capacity: z.number().int(),
  seatsTaken: z.number().int(),
  waitingCount: z.number().int(),
  state: z.enum(['open', 'cancelled']),
});
export type MealChanged = z.infer<typeof mealChangedSchema>;
