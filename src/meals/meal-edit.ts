/** A meal with some of its fields changed: a pure rule. */

import { ConflictError } from '../kernel/errors.ts';
import { withoutUndefined } from '../kernel/without-undefined.ts';
import type { EditMeal } from '../protocol/meals.ts';
import type { MealDoc, MealWords } from './meal-model.ts';
import { checkPlan, checkShape, hasMoved, type PlanLimits, venueOf } from './meal-rules.ts';
import { indexedIdsOf } from './seats/meal-changes.ts';
import { isSeated } from './seats/meal-seats.ts';

/** Fields that are left out stay as they are. */
export type Fields = Partial<Omit<EditMeal, 'scope'>>;

/** @throws InvalidInputError, ConflictError `meal_cancelled`, `capacity_taken` */
export function edited(meal: MealDoc, fields: Fields, limits: PlanLimits): MealDoc {
  if (meal.state !== 'open') {
    throw new ConflictError('meal_cancelled', 'This meal was cancelled. Nothing can be changed any more.');
  }
  const { startsAt, endsAt, ...words } = fields;
  const next: MealDoc = { ...meal, ...withoutUndefined(words), ...newTimes(meal, { startsAt, endsAt }) };
  const after = { ...next, venue: venueOf(next) };
  if (after.capacity < after.seats.filter(isSeated).length) {
    throw new ConflictError('capacity_taken', 'More people have a seat already. Choose a higher number of seats.');
  }
  if (startsAt || endsAt) checkPlan(after, limits);
  else checkShape(after);
  if (!hasMoved(meal, after)) return after;
  return { ...after, calendarRevision: meal.calendarRevision + 1, movedAt: new Date(limits.nowMs) };
}

/** Where only the start is given, it lasts as long as before. */
function newTimes(meal: MealDoc, { startsAt, endsAt }: Pick<Fields, 'startsAt' | 'endsAt'>) {
  const start = startsAt ? new Date(startsAt) : meal.startsAt;
  const length = meal.endsAt.getTime() - meal.startsAt.getTime();
  const end = endsAt ? new Date(endsAt) : startsAt ? new Date(start.getTime() + length) : meal.endsAt;
  return { startsAt: start, endsAt: end };
}

export type PlannedMeal = Pick<
  MealDoc,
  '_id' | 'tenantId' | 'hostId' | 'circle' | 'startsAt' | 'endsAt' | 'timeZone' | 'seriesId' | 'seriesIndex' | 'every'
> & { words: MealWords; now: Date };

/** The host has the first seat. */
export function newMeal({ words, now, ...planned }: PlannedMeal): MealDoc {
  const host = {
    personId: planned.hostId,
    state: 'going' as const,
    since: now,
    arrival: 0,
    holdUntil: null,
    isCoHost: false,
    attended: null,
  };
  const seats = [host];
  return {
    ...planned,
    ...words,
    state: 'open',
    roomId: null,
    seats,
    nextArrival: 1,
    ...indexedIdsOf({ seats }),
    calendarRevision: 0,
    movedAt: null,
    cancelReason: '',
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** What a host wrote of it, without when it is and who comes. */
export function wordsOf(meal: MealWords): MealWords {
  const { title, description, tags, language, mode, venue } = meal;
  const { capacity, needsApproval, isPublic, costNote, bringNote } = meal;
  return {
    title,
    description,
    tags,
    language,
    mode,
    venue,
    capacity,
    needsApproval,
    isPublic,
    costNote,
    bringNote,
  };
}
