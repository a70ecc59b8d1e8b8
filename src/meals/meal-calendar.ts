/** Meals as events of calendar files and feeds. */

import { calendarText } from '../calendar/index.ts';
import type { CalendarFile } from '../http/route-handlers.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Limits } from '../kernel/config.ts';
import type { CalendarEvent, Interval } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { MealDoc } from './meal-model.ts';
import { venueFor } from './meal-rules.ts';
import type { MealStore } from './meal-store.ts';
import { seatOf } from './seats/meal-seats.ts';

export interface MealCalendarOptions {
  mealStore: MealStore;
  publicUrl: () => string;
  limits: Pick<Limits, 'mealLengthMs'>;
}

/** At most this many meals are read, those with the latest start first. */
const MAX_MEALS = 200;

export class MealCalendar {
  readonly #parts: MealCalendarOptions;

  constructor(parts: MealCalendarOptions) {
    this.#parts = parts;
  }

  /** A calendar file with one meal. @throws NotFoundError if it does not exist or the actor cannot see it */
  async file(actor: Actor, mealId: string): Promise<CalendarFile> {
    const meal = await this.#parts.mealStore.getVisible(actor, mealId);
    const events = [this.#event(meal, actor.personId)];
    return { fileName: `meshi-${mealId}.ics`, text: calendarText({ events }) };
  }

  /** The meals that this person has a seat at and that start at `from` or later, cancelled ones included. */
  async eventsOf({ tenantId, personId }: Person, from: Date): Promise<CalendarEvent[]> {
    const meals = await this.#parts.mealStore.goingFrom({ tenantId, personId }, from, MAX_MEALS);
    return meals.map((meal) => this.#event(meal, personId));
  }

  /** The times of this person's meals that overlap with the interval, cancelled meals excluded. */
  async committedTimes(person: Person, { from, to }: Interval): Promise<Interval[]> {
    const earliest = new Date(from.getTime() - this.#parts.limits.mealLengthMs);
    const meals = await this.#parts.mealStore.goingFrom(person, earliest, MAX_MEALS);
    return meals
      .filter(({ state, startsAt, endsAt }) => state === 'open' && startsAt < to && endsAt > from)
      .map(({ startsAt, endsAt }) => ({ from: startsAt, to: endsAt }));
  }

  #event(meal: MealDoc, readerId: string): CalendarEvent {
    const venue = venueFor(meal, readerId);
    const url = `${this.#parts.publicUrl()}/meals/${meal._id}`;
    const notes = [meal.description, meal.costNote, meal.bringNote].filter(Boolean);
    return {
      uid: `meal-${meal._id}@meshi`,
      from: meal.startsAt,
      to: meal.endsAt,
      title: meal.title,
      url,
      description: [...notes, url].join('\n\n'),
      location: venue?.address ?? venue?.area ?? null,
      state: stateOf(meal, readerId),
      revision: meal.calendarRevision + (meal.wordsRevision ?? 0),
      changedAt: lastChange(meal, readerId),
    };
  }
}

/** The last change of what the reader's calendar shows. With a seat, the state and the venue may change. */
function lastChange(meal: MealDoc, readerId: string): Date {
  const changes = [meal.createdAt, meal.movedAt, meal.wordsChangedAt, seatOf(meal, readerId)?.since];
  return new Date(Math.max(...changes.map((at) => at?.getTime() ?? 0)));
}

function stateOf({ state, goingIds }: MealDoc, readerId: string): NonNullable<CalendarEvent['state']> {
  if (state === 'cancelled') return 'cancelled';
  return goingIds.includes(readerId) ? 'confirmed' : 'tentative';
}
