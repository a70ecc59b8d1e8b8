/**
 * The stored meal. Everything that decides about seats is in this one document: people who go, offers and the waiting list
 * change in one atomic write.
 */
import { Schema, type SchemaDefinition } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import { circleName } from '../kernel/circles.ts';
import type { Language } from '../protocol/common.ts';
import type { MealEvery, MealMode, SeatState } from '../protocol/meals.ts';
import { seesAddress } from './address.ts';

/** A person's answer to a meal and the state that follows from it. */
export interface Seat {
  personId: string;
  state: SeatState;
  /** When this state began. */
  since: Date;
  /** Orders the waiting list: lower numbers come first. Each number is given out once. */
  arrival: number;
  /** When the offer expires; null unless a seat is offered. */
  holdUntil: Date | null;
  isCoHost: boolean;
  /** Null until a host has recorded it. */
  attended: boolean | null;
}

/** What the host writes about a meal. The meals of a series share it. */
export interface MealDetails {
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

export interface MealDoc extends MealDetails {
  _id: string;
  tenantId: string;
  hostId: string;
  /** The circle whose members alone see the meal, such as `community:…`; null for everyone. */
  circle: string | null;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  state: 'open' | 'cancelled';
  /** The series of a repeating meal, and the meal's number in it, from 0. */
  seriesId: string | null;
  seriesIndex: number;
  every: MealEvery | null;
  roomId: string | null;
  seats: Seat[];
  /** The next value for `arrival`. */
  nextArrival: number;
  /** Derived from `seats` in the same write, for indexes: people who go, and everyone whom the meal concerns. */
  goingIds: string[];
  involvedIds: string[];
  /** Counts the changes of time, venue and state, for calendar programs. `movedAt` is the time of the last one. */
  calendarRevision: number;
  movedAt: Date | null;
  /** The same for the other words of a calendar event: title, description and notes. Absent in older documents. */
  wordsRevision?: number;
  wordsChangedAt?: Date | null;
  /** Sent to the guests with a cancellation. */
  cancelReason: string;
  /** Counts all writes, for optimistic locking: a change that started from an older revision is applied again. */
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

/** The schema fields of `MealDetails`, for meals and series. */
export const detailFields: SchemaDefinition<MealDetails> = {
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
  ...detailFields,
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
  wordsRevision: { type: Number, default: 0 },
  wordsChangedAt: { type: Date, default: null },
  cancelReason: { type: String, default: '' },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, state: 1, startsAt: 1, _id: 1, hostId: 1, endsAt: 1, circle: 1 });
schema.index({ tenantId: 1, state: 1, tags: 1, startsAt: 1, _id: 1 });
schema.index({ tenantId: 1, isPublic: 1, state: 1, startsAt: 1, _id: 1, endsAt: 1, circle: 1 });
schema.index({ tenantId: 1, circle: 1, state: 1, startsAt: 1, _id: 1 });
schema.index({ tenantId: 1, involvedIds: 1, startsAt: 1, _id: 1 });
schema.index({ tenantId: 1, 'seats.personId': 1, hostId: 1 });
schema.index({ tenantId: 1, goingIds: 1, startsAt: -1 });
schema.index({ tenantId: 1, hostId: 1, startsAt: 1 });
schema.index({ tenantId: 1, seriesId: 1, seriesIndex: 1 });

const tenantId = 'public';
const personId = newId();
const circle = circleName('community', newId());
const soonestFirst = { sort: { startsAt: 1, _id: 1 }, limit: 26 } as const;
const upcoming = {
  tenantId,
  state: 'open',
  startsAt: trusted({ $gt: new Date(0) }),
  endsAt: trusted({ $gt: new Date() }),
  hostId: trusted({ $nin: [personId] }),
  circle: trusted({ $in: [null, circle] }),
};

/** Without what the host has recorded. */
function mySeat(seats: readonly Seat[], me: string) {
  const seat = seats.find(({ personId }) => personId === me);
  return seat ? { state: seat.state, since: seat.since, isCoHost: seat.isCoHost } : null;
}

export const mealModel = defineModel<MealDoc>({
  name: 'Meal',
  collection: 'meals',
  schema,
  personal: {
    hostId: person.deletesDocument,
    title: withDocument,
    description: withDocument,
    tags: withDocument,
    venue: withDocument,
    costNote: withDocument,
    bringNote: withDocument,
    cancelReason: withDocument,
    'seats.personId': person.leaves,
    goingIds: person.leaves,
    involvedIds: person.leaves,
  },
  exported: exportedAs({
    file: 'meals',
    by: ['hostId', 'seats.personId'],
    copied: [
      'title',
      'description',
      'tags',
      'language',
      'mode',
      'capacity',
      'needsApproval',
      'isPublic',
      'costNote',
      'bringNote',
      'circle',
      'startsAt',
      'endsAt',
      'timeZone',
      'state',
      'seriesId',
      'every',
      'cancelReason',
      'createdAt',
      'updatedAt',
    ],
    people: { host: 'hostId' },
    made: {
      venue: {
        from: ['venue', 'hostId', 'goingIds'],
        as: (meal, me) =>
          meal.venue && { area: meal.venue.area, ...(seesAddress(meal, me) && { address: meal.venue.address }) },
      },
      mySeat: { from: ['seats'], as: ({ seats }, me) => mySeat(seats, me) },
    },
    without: ['involvedIds'],
    unlessApart: ['hostId'],
  }),
  hotQueries: [
    { name: 'upcoming meals, soonest first', filter: upcoming, ...soonestFirst },
    { name: 'upcoming meals by tag', filter: { ...upcoming, tags: 'wine' }, ...soonestFirst },
    {
      name: 'upcoming public meals',
      filter: {
        tenantId,
        isPublic: true,
        state: 'open',
        circle: null,
        startsAt: trusted({ $gte: new Date(0) }),
        endsAt: trusted({ $gt: new Date() }),
      },
      ...soonestFirst,
    },
    { name: 'upcoming meals of a circle', filter: { ...upcoming, circle }, ...soonestFirst },
    {
      name: 'new upcoming meals of my communities',
      filter: {
        tenantId,
        circle: trusted({ $in: [circle] }),
        state: 'open',
        startsAt: trusted({ $gt: new Date() }),
        hostId: trusted({ $nin: [personId] }),
        createdAt: trusted({ $gt: new Date(0) }),
      },
      limit: 100,
    },
    { name: 'meals that concern me', filter: { tenantId, involvedIds: personId }, ...soonestFirst },
    { name: 'meals I go to', filter: { tenantId, goingIds: personId }, sort: { startsAt: -1 }, limit: 300 },
    {
      name: 'number of upcoming meals that I host',
      filter: { tenantId, hostId: personId, startsAt: trusted({ $gt: new Date() }) },
    },
    {
      name: 'a meal and all later meals of its series',
      filter: { tenantId, seriesId: newId(), seriesIndex: trusted({ $gte: 3 }) },
    },
    { name: 'meals that a person answered', filter: { tenantId, 'seats.personId': personId } },
    { name: 'all meals of a circle', filter: { tenantId, circle } },
  ],
});
