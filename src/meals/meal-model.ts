/**
 * Meals as they are stored. Everything that decides about seats is in the meal's one document: who goes, who has an offer
 * and the waiting list change together or not at all.
 */
import { Schema, type SchemaDefinition } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { circleName } from '../kernel/circles.ts';
import type { Language } from '../protocol/common.ts';
import type { MealEvery, MealMode, SeatState } from '../protocol/meals.ts';

/** What someone answered, and where that puts them. */
export interface Seat {
  personId: string;
  state: SeatState;
  /** Since when it is so. */
  since: Date;
  /** The order of arrival in the waiting list: lower ones come first. Never given out twice. */
  arrival: number;
  holdUntil: Date | null;
  isCoHost: boolean;
  attended: boolean | null;
}

/** What a host writes about a meal; the same for all of a series. */
export interface MealWords {
  title: string;
  description: string;
  tags: string[];
  language: Language;
  mode: MealMode;
  venue: { area: string; address: string; isAddressHidden: boolean } | null;
  capacity: number;
  needsApproval: boolean;
  isPublic: boolean;
  costNote: string;
  bringNote: string;
}

export interface MealDoc extends MealWords {
  _id: string;
  tenantId: string;
  hostId: string;
  /** Who alone sees it, such as `community:…`; null for everyone. */
  circle: string | null;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  state: 'open' | 'cancelled';
  /** Of a repeating meal: its series, and the how manieth it is. */
  seriesId: string | null;
  seriesIndex: number;
  every: MealEvery | null;
  roomId: string | null;
  seats: Seat[];
  /** The next order of arrival. */
  nextArrival: number;
  /** From `seats`, written with them: who has a seat, and everyone whom the meal concerns. */
  goingIds: string[];
  involvedIds: string[];
  /** Counts the changes of time, venue and state, for calendars; and when the last one was. */
  calendarRevision: number;
  movedAt: Date | null;
  /** Told with a cancellation. */
  cancelReason: string;
  /** Counts all changes: one that was made from an older version must look again. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

const seatSchema = new Schema<Seat>(
  {
    personId: { type: String, required: true },
    state: { type: String, required: true },
    since: { type: Date, required: true },
    arrival: { type: Number, required: true },
    holdUntil: { type: Date, default: null },
    isCoHost: { type: Boolean, default: false },
    attended: { type: Boolean, default: null },
  },
  { _id: false },
);

const venueSchema = new Schema(
  {
    area: { type: String, required: true },
    address: { type: String, default: '' },
    isAddressHidden: { type: Boolean, default: false },
  },
  { _id: false },
);

/** The fields of `MealWords`, for a meal and for a series. */
export const wordsFields: SchemaDefinition<MealWords> = {
  title: { type: String, required: true },
  description: { type: String, default: '' },
  tags: { type: [String], default: [] },
  language: { type: String, required: true },
  mode: { type: String, required: true },
  venue: { type: venueSchema, default: null },
  capacity: { type: Number, required: true },
  needsApproval: { type: Boolean, default: false },
  isPublic: { type: Boolean, default: false },
  costNote: { type: String, default: '' },
  bringNote: { type: String, default: '' },
};

const schema = new Schema<MealDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  hostId: { type: String, required: true },
  circle: { type: String, default: null },
  ...wordsFields,
  startsAt: { type: Date, required: true },
  endsAt: { type: Date, required: true },
  timeZone: { type: String, required: true },
  state: { type: String, required: true },
  seriesId: { type: String, default: null },
  seriesIndex: { type: Number, default: 0 },
  every: { type: String, default: null },
  roomId: { type: String, default: null },
  seats: { type: [seatSchema], default: [] },
  nextArrival: { type: Number, default: 1 },
  goingIds: { type: [String], default: [] },
  involvedIds: { type: [String], default: [] },
  calendarRevision: { type: Number, default: 0 },
  movedAt: { type: Date, default: null },
  cancelReason: { type: String, default: '' },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, state: 1, startsAt: 1, _id: 1, hostId: 1, endsAt: 1, circle: 1 });
schema.index({ tenantId: 1, state: 1, tags: 1, startsAt: 1, _id: 1 });
schema.index({ tenantId: 1, circle: 1, state: 1, startsAt: 1, _id: 1 });
schema.index({ tenantId: 1, involvedIds: 1, startsAt: 1, _id: 1 });
schema.index({ tenantId: 1, 'seats.personId': 1, hostId: 1 });
schema.index({ tenantId: 1, goingIds: 1, startsAt: -1 });
schema.index({ tenantId: 1, hostId: 1, startsAt: 1 });
schema.index({ tenantId: 1, seriesId: 1, seriesIndex: 1 });

const tenantId = 'public';
const personId = newId();
const circle = circleName('community', newId());
const soonest = { sort: { startsAt: 1, _id: 1 }, limit: 26 } as const;
const coming = {
  tenantId,
  state: 'open',
  startsAt: trusted({ $gt: new Date(0) }),
  endsAt: trusted({ $gt: new Date() }),
  hostId: trusted({ $nin: [personId] }),
  circle: trusted({ $in: [null, circle] }),
};

export const mealModel = defineModel<MealDoc>({
  name: 'Meal',
  collection: 'meals',
  schema,
  hotQueries: [
    { name: 'coming meals, the soonest first', filter: coming, ...soonest },
    { name: 'coming meals by tag', filter: { ...coming, tags: 'wine' }, ...soonest },
    { name: 'coming meals of a circle', filter: { ...coming, circle }, ...soonest },
    { name: 'meals of mine', filter: { tenantId, involvedIds: personId }, ...soonest },
    { name: 'meals I go to', filter: { tenantId, goingIds: personId }, sort: { startsAt: -1 }, limit: 300 },
    {
      name: 'how many coming meals I host',
      filter: { tenantId, hostId: personId, startsAt: trusted({ $gt: new Date() }) },
    },
    {
      name: 'a series from one of its meals on',
      filter: { tenantId, seriesId: newId(), seriesIndex: trusted({ $gte: 3 }) },
    },
    { name: 'meals where one answered', filter: { tenantId, 'seats.personId': personId } },
    { name: 'all meals of a circle', filter: { tenantId, circle } },
  ],
});
