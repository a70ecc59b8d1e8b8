/** Meals in calendar files. */

import { calendarText } from '../calendar/index.ts';
import type { CalendarFile } from '../http/route-handlers.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Limits } from '../kernel/config.ts';
import type { CalendarEvent, Interval } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { MealDoc } from './meal-model.ts';
import { venueFor } from './meal-rules.ts';
import type { MealStore } from './meal-store.ts';

export interface MealCalendarOptions {
  mealStore: MealStore;
  publicUrl: () => string;
  limits: Pick<Limits, 'mealLengthMs'>;
}

/** So many of someone's newest meals are in the feed. */
const FEED_MEALS = 200;

export class MealCalendar {
  readonly #parts: MealCalendarOptions;

  constructor(parts: MealCalendarOptions) {
    this.#parts = parts;
  }

  /** One meal as a file. @throws NotFoundError */
  async file(actor: Actor, mealId: string): Promise<CalendarFile> {
    const meal = await this.#parts.mealStore.getVisible(actor, mealId);
    const events = [this.#event(meal, actor.personId)];
    return { fileName: `meshi-${mealId}.ics`, text: calendarText({ events }) };
  }

  /** What someone goes to, from a moment on. */
  async eventsOf({ tenantId, personId }: Person, from: Date): Promise<CalendarEvent[]> {
    const meals = await this.#parts.mealStore.goingFrom({ tenantId, personId }, from, FEED_MEALS);
    return meals.map((meal) => this.#event(meal, personId));
  }

  /** When someone is taken by meals, as far as that touches this time. */
  async committedTimes(person: Person, { from, to }: Interval): Promise<Interval[]> {
    const earliest = new Date(from.getTime() - this.#parts.limits.mealLengthMs);
    const meals = await this.#parts.mealStore.goingFrom(person, earliest, FEED_MEALS);
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
      place: venue?.address ?? venue?.area ?? null,
      state: stateOf(meal, readerId),
      revision: meal.calendarRevision,
      changedAt: meal.movedAt ?? meal.createdAt,
    };
  }
}

function stateOf({ state, goingIds }: MealDoc, readerId: string): NonNullable<CalendarEvent['state']> {
  if (state === 'cancelled') return 'cancelled';
  return goingIds.includes(readerId) ? 'confirmed' : 'tentative';
}
