/** A meal as it is stored first. */

import { namesOf } from './meal-changes.ts';
import type { MealDoc, MealWords } from './meal-model.ts';

export type PlannedMeal = Pick<
  MealDoc,
  '_id' | 'tenantId' | 'hostId' | 'circle' | 'startsAt' | 'endsAt' | 'timeZone' | 'seriesId' | 'seriesIndex' | 'every'
> & { words: MealWords; now: Date };

/** The host has the first seat. */
export function newMeal({ words, now, ...planned }: PlannedMeal): MealDoc {
  const host = {
    ...{ personId: planned.hostId, state: 'going' as const, since: now, queue: 0 },
    ...{ holdUntil: null, isCoHost: false, attended: null },
  };
  const seats = [host];
  return {
    ...planned,
    ...words,
    ...{ state: 'open', roomId: null, seats, nextQueue: 1, ...namesOf({ seats }) },
    ...{ calendarRevision: 0, movedAt: null, cancelReason: '', revision: 0, createdAt: now, updatedAt: now },
  };
}

/** What a host wrote of it, without when it is and who comes. */
export function wordsOf(meal: MealWords): MealWords {
  const { title, description, tags, language, mode, place } = meal;
  const { capacity, needsApproval, isPublic, costNote, bringNote } = meal;
  return {
    ...{ title, description, tags, language, mode, place },
    ...{ capacity, needsApproval, isPublic, costNote, bringNote },
  };
}
