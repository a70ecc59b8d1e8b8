/** Creates and edits meal documents. Pure functions, no I/O. */

import { ConflictError } from '../kernel/errors.ts';
import { withoutUndefined } from '../kernel/without-undefined.ts';
import type { EditMeal } from '../protocol/meals.ts';
import type { MealDetails, MealDoc } from './meal-model.ts';
import { checkPlan, checkShape, hasMoved, isReworded, type PlanLimits, venueOf } from './meal-rules.ts';
import { indexedIdsOf } from './seats/meal-changes.ts';
import { isSeated } from './seats/meal-seats.ts';

/** Omitted fields keep their values. */
export type MealEdits = Partial<Omit<EditMeal, 'scope'>>;

/**
 * Returns the meal with the given fields changed.
 * @throws InvalidInputError, ConflictError `meal_cancelled`, `capacity_taken`
 */
export function edited(meal: MealDoc, fields: MealEdits, limits: PlanLimits): MealDoc {
  if (meal.state !== 'open') {
    throw new ConflictError('meal_cancelled', 'This meal was cancelled and can no longer be changed.');
  }
  const { startsAt, endsAt, ...others } = fields;
  const next: MealDoc = { ...meal, ...withoutUndefined(others), ...newTimes(meal, { startsAt, endsAt }) };
  const after = { ...next, venue: venueOf(next) };
  if (after.capacity < after.seats.filter(isSeated).length) {
    throw new ConflictError('capacity_taken', 'More people already have a seat. Choose a higher number of seats.');
  }
  if (startsAt || endsAt) checkPlan(after, limits);
  else checkShape(after);
  const now = new Date(limits.nowMs);
  return {
    ...after,
    ...(hasMoved(meal, after) && { calendarRevision: meal.calendarRevision + 1, movedAt: now }),
    ...(isReworded(meal, after) && { wordsRevision: (meal.wordsRevision ?? 0) + 1, wordsChangedAt: now }),
  };
}

/** With only a new start, the meal keeps its length. */
function newTimes(meal: MealDoc, { startsAt, endsAt }: Pick<MealEdits, 'startsAt' | 'endsAt'>) {
  const start = startsAt ? new Date(startsAt) : meal.startsAt;
  const length = meal.endsAt.getTime() - meal.startsAt.getTime();
  const end = endsAt ? new Date(endsAt) : startsAt ? new Date(start.getTime() + length) : meal.endsAt;
  return { startsAt: start, endsAt: end };
}

export type PlannedMeal = Pick<
  MealDoc,
  '_id' | 'tenantId' | 'hostId' | 'circle' | 'startsAt' | 'endsAt' | 'timeZone' | 'seriesId' | 'seriesIndex' | 'every'
> & { details: MealDetails; now: Date };

/** A new meal, in which the host has the first seat. */
export function newMeal({ details, now, ...planned }: PlannedMeal): MealDoc {
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
    ...details,
    state: 'open',
    roomId: null,
    seats,
    nextArrival: 1,
    ...indexedIdsOf({ seats }),
    calendarRevision: 0,
    movedAt: null,
    wordsRevision: 0,
    wordsChangedAt: null,
    cancelReason: '',
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** Only the details of a meal: without its times and guests. */
export function detailsOf(meal: MealDetails): MealDetails {
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
