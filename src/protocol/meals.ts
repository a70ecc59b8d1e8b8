/** Meals (食事会): gatherings of a few people, online, in person, or both; a seat is never given away twice. */
import { z } from 'zod';
import {
  idSchema,
  languageSchema,
  nameSchema,
  pageQuerySchema,
  tagSchema,
  tagsSchema,
  textSchema,
  timeSchema,
  timeZoneSchema,
} from './common.ts';
import { editSchema } from './fields.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';

/** both: people meet in person and others join by voice. */
export const mealModeSchema = z.enum(['online', 'in_person', 'both']);
export type MealMode = z.infer<typeof mealModeSchema>;

/** month: by weekday, such as every second Tuesday; where a month has no fifth one, on its last. */
export const mealEverySchema = z.enum(['week', 'two_weeks', 'month']);
export type MealEvery = z.infer<typeof mealEverySchema>;

/**
 * Where someone stands with a meal.
 * going: has a seat. offered: a seat is kept until `holdUntil` for a yes. waiting: on the waiting list. asked: waits for the host's yes.
 * maybe, no: said so. missed: did not say yes in time. refused: the host said no.
 */
export const seatStateSchema = z.enum(['going', 'offered', 'waiting', 'asked', 'maybe', 'no', 'missed', 'refused']);
export type SeatState = z.infer<typeof seatStateSchema>;

export const mealVenueSchema = z.object({
  /** City or quarter, for everyone who sees the meal. */
  area: z.string(),
  /** Left out while it is only for people who have a seat, and the reader has none. */
  address: z.string().optional(),
  /** Only who has a seat sees the address. */
  isAddressHidden: z.boolean(),
  /** A map of the address, or of the area where the address is not shown. */
  mapUrl: z.string(),
});
export type MealVenue = z.infer<typeof mealVenueSchema>;

export const mealReplySchema = z.object({
  state: seatStateSchema,
  /** My position in the waiting list, from 1; null outside of it. */
  waitingNumber: z.number().int().nullable(),
  /** Until when an offered seat is kept. */
  holdUntil: timeSchema.nullable(),
});

export const mealSchema = z.object({
  id: idSchema,
  host: profileSummarySchema,
  coHosts: z.array(profileSummarySchema),
  /** The community whose members alone see it; null for everyone. */
  communityId: idSchema.nullable(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  mode: mealModeSchema,
  venue: mealVenueSchema.nullable(),
  startsAt: timeSchema,
  endsAt: timeSchema,
  /** Where it is planned; clients show times in the reader's own zone. */
  timeZone: z.string(),
  /** Seats, the host's included. */
  capacity: z.number().int(),
  /** Seats of people who go or have an offer. */
  seatsTaken: z.number().int(),
  waitingCount: z.number().int(),
  maybeCount: z.number().int(),
  needsApproval: z.boolean(),
  /** Everyone who has its link may read it, signed in or not. */
  isPublic: z.boolean(),
  costNote: z.string(),
  bringNote: z.string(),
  state: z.enum(['open', 'cancelled']),
  every: mealEverySchema.nullable(),
  /** What the reader is to it; null for someone without a seat. */
  role: z.enum(['host', 'co_host', 'guest']).nullable(),
  /** Null where the reader has said nothing. */
  reply: mealReplySchema.nullable(),
  /** The conversation of those who go, for them. */
  conversationId: idSchema.nullable(),
  /** Its voice room while that is open, for those who go. */
  roomId: idSchema.nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type Meal = z.infer<typeof mealSchema>;

const venueInputSchema = z.object({
  area: nameSchema(wireLimits.mealAreaChars),
  address: textSchema(0, wireLimits.mealAddressChars).default(''),
  isAddressHidden: z.boolean().default(false),
});

const capacitySchema = z.number().int().min(2).max(wireLimits.mealSeats);

/** What the host writes on a meal. */
export const mealFields = {
  title: nameSchema(wireLimits.titleChars),
  description: textSchema(0, wireLimits.mealDescriptionChars).default(''),
  tags: tagsSchema.default([]),
  language: languageSchema.default('ja'),
  mode: mealModeSchema.default('online'),
  /** Needed unless it is online. */
  venue: venueInputSchema.nullable().default(null),
  startsAt: timeSchema,
  /** After the start, by 24 hours at most. */
  endsAt: timeSchema,
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
  capacity: capacitySchema.default(6),
  needsApproval: z.boolean().default(false),
  /** Only for a meal of everyone. */
  isPublic: z.boolean().default(false),
  costNote: textSchema(0, wireLimits.mealNoteChars).default(''),
  bringNote: textSchema(0, wireLimits.mealNoteChars).default(''),
};

export const createMealSchema = z.object({
  ...mealFields,
  every: mealEverySchema.nullable().default(null),
  /** A community of mine whose members alone see it; it stays there. Null for everyone. */
  communityId: idSchema.nullable().default(null),
});
export type CreateMeal = z.infer<typeof createMealSchema>;

/** This one, or this one and all that follow in its series. */
export const mealScopeSchema = z.enum(['one', 'following']).default('one');

/** Fields that are left out stay as they are. */
export const editMealSchema = editSchema(mealFields).extend({ scope: mealScopeSchema });
export type EditMeal = z.infer<typeof editMealSchema>;

export const cancelMealSchema = z.object({
  scope: mealScopeSchema,
  /** Told to everyone who answered. */
  reason: textSchema(0, wireLimits.mealNoteChars).default(''),
});
export type CancelMeal = z.infer<typeof cancelMealSchema>;

/** Coming ones, the soonest first; past ones, the last first. */
export const listMealsSchema = pageQuerySchema.extend({
  when: z.enum(['coming', 'past']).default('coming'),
  /** Those in a venue, or those one can join from anywhere; what is both is in both. */
  mode: z.enum(['online', 'in_person']).optional(),
  tag: tagSchema.optional(),
  language: languageSchema.optional(),
  /** Only what belongs to this community. */
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
  /** Marked by a host, told to hosts; null while nothing was marked. */
  attended: z.boolean().nullable(),
  since: timeSchema,
});
export type MealGuest = z.infer<typeof mealGuestSchema>;

/** Those who go, for everyone who sees the meal; everyone who answered, for its hosts. */
export const mealGuestsSchema = z.object({ items: z.array(mealGuestSchema) });

/** Fields that are left out stay as they are. `isCoHost` is for the host alone to give. */
export const changeMealGuestSchema = z.object({
  /** true: gives a seat, or an entry in the waiting list, to someone who asked. false: takes either away for good. */
  isAccepted: z.boolean().optional(),
  isCoHost: z.boolean().optional(),
  attended: z.boolean().nullable().optional(),
});
export type ChangeMealGuest = z.infer<typeof changeMealGuestSchema>;

/** A word of the host to all who go, wait or have an offer. */
export const tellMealSchema = z.object({ text: textSchema(1, wireLimits.mealTellChars) });

/** A meal as anyone with its link reads it: no people but the host's name, no address where that is hidden. */
export const publicMealSchema = mealSchema
  .pick({
    id: true,
    title: true,
    description: true,
    tags: true,
    language: true,
    mode: true,
    startsAt: true,
    endsAt: true,
    timeZone: true,
    capacity: true,
    seatsTaken: true,
    state: true,
  })
  .extend({
    hostName: z.string(),
    area: z.string().nullable(),
  });
export type PublicMeal = z.infer<typeof publicMealSchema>;

export const watchMealSchema = z.object({ mealId: idSchema });

/** What changes while one looks at a meal: news of seats at once, and a reason to read the rest again. */
export const mealChangedSchema = z.object({
  mealId: idSchema,
  capacity: z.number().int(),
  seatsTaken: z.number().int(),
  waitingCount: z.number().int(),
  state: z.enum(['open', 'cancelled']),
});
export type MealChanged = z.infer<typeof mealChangedSchema>;
