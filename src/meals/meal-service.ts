/** Creates, lists, edits and cancels meals. Replies and guests are in `guest-service.ts`. */

import type { Model } from 'mongoose';
import type { ConversationService } from '../conversations/index.ts';
import { trusted } from '../database/models.ts';
import type { FoundPage } from '../database/page.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Page } from '../protocol/common.ts';
import type { CancelMeal, CreateMeal, EditMeal, ListMeals, ListMyMeals, Meal } from '../protocol/meals.ts';
import { edited, type MealEdits } from './meal-edit.ts';
import type { MealDoc } from './meal-model.ts';
import type { MealPlanner } from './meal-planner.ts';
import { checkPlan, venueOf } from './meal-rules.ts';
import type { MealStore } from './meal-store.ts';
import { type ComingMeal, comingMeal, type MealViews, type PublicMealFacts, publicFactsOf } from './meal-views.ts';
import type { MealChanges } from './seats/meal-changes.ts';
import { without } from './seats/meal-seats.ts';
import { timesOf } from './series.ts';

export interface MealServiceOptions {
  meals: Model<MealDoc>;
  mealStore: MealStore;
  changes: MealChanges;
  planner: MealPlanner;
  views: MealViews;
  circles: Pick<Circles, 'sees'>;
  circleRooms: CircleRooms;
  conversations: Pick<ConversationService, 'removeOfCircle'>;
  clock: Clock;
  limits: Limits;
}

export class MealService {
  readonly #parts: MealServiceOptions;

  constructor(parts: MealServiceOptions) {
    this.#parts = parts;
  }

  /** Meals for everyone and for the actor's communities: upcoming ones, soonest first, or past ones, latest first. */
  async list(actor: Actor, query: ListMeals): Promise<Page<Meal>> {
    return this.#page(actor, await this.#parts.mealStore.list(actor, query));
  }

  /** Meals that concern the actor, cancelled ones included. */
  async listMine(actor: Actor, query: ListMyMeals): Promise<Page<Meal>> {
    return this.#page(actor, await this.#parts.mealStore.listMine(actor, query));
  }

  /** The actor's part in the coming meals that concern the actor, soonest first, at most `max`, without cancelled ones. */
  async listComing(actor: Actor, max: number): Promise<ComingMeal[]> {
    const { docs } = await this.#parts.mealStore.listMine(actor, { when: 'coming', limit: max });
    return docs.filter(({ state }) => state === 'open').map((meal) => comingMeal(meal, actor.personId));
  }

  /** How many upcoming meals of others in the person's communities were planned after `since`, counted up to `max`. */
  countNew(person: Person, news: { since: Date; max: number }): Promise<number> {
    return this.#parts.mealStore.countNew(person, news);
  }

  /** @throws NotFoundError */
  async get(actor: Actor, mealId: string): Promise<Meal> {
    return this.#parts.views.viewOf(actor, await this.#parts.mealStore.getVisible(actor, mealId));
  }

  /** A public meal, for anyone, signed in or not; null for other meals. Meals of organisations are never public. */
  async findPublic(mealId: string): Promise<PublicMealFacts | null> {
    const meal = await this.#parts.mealStore.findPublic(PUBLIC_TENANT, mealId);
    return meal && publicFactsOf(meal);
  }

  /** Coming public meals, soonest first. */
  async listPublic(max: number): Promise<PublicMealFacts[]> {
    return (await this.#parts.mealStore.listPublic(PUBLIC_TENANT, max)).map(publicFactsOf);
  }

  /** As `listPublic`, only the ids of meals and hosts. */
  publicIds(max: number): Promise<{ id: string; hostId: string }[]> {
    return this.#parts.mealStore.publicIds(PUBLIC_TENANT, max);
  }

  /**
   * Plans a meal.
   * @throws InvalidInputError, NotFoundError if the actor is not in the community, ConflictError `too_many_meals`
   */
  async create(actor: Actor, input: CreateMeal): Promise<Meal> {
    const { startsAt, endsAt, timeZone, every, communityId, ...details } = input;
    const { tenantId, personId: hostId } = actor;
    const circle = communityId === null ? null : circleName('community', communityId);
    if (!(await this.#parts.circles.sees(actor, circle))) {
      throw new NotFoundError('This community does not exist, or you cannot see it.');
    }
    const times = { startsAt: new Date(startsAt), endsAt: new Date(endsAt), timeZone };
    checkPlan({ ...details, ...times, circle }, this.#planLimits());
    const planned = { tenantId, hostId, circle, every, ...times };
    const meal = await this.#parts.planner.plan({ ...planned, details: { ...details, venue: venueOf(details) } });
    return this.#parts.views.viewOf(actor, meal);
  }

  /**
   * Changes the given fields of this meal, or with scope `following` also of all later meals of its series.
   * @throws NotFoundError, ForbiddenError, InvalidInputError, ConflictError
   */
  async edit(actor: Actor, mealId: string, { scope, ...fields }: EditMeal): Promise<Meal> {
    const meal = await this.#parts.mealStore.getHosted(actor, mealId);
    const changed = await this.#edit(meal, fields);
    const series = scope === 'following' ? await this.#parts.planner.rewrite(changed) : null;
    if (series) {
      const others = (await this.#parts.planner.following(meal)).filter(({ _id }) => _id !== mealId);
      for (const { _id, seriesIndex } of others) {
        // One after the other: each edit is a write and notifies the guests.
        const times = fields.startsAt || fields.endsAt || fields.timeZone ? timesOf(series, seriesIndex) : {};
        await this.#edit({ ...meal, _id }, { ...fields, ...isoTimes(times) });
      }
    }
    return this.#parts.views.viewOf(actor, changed);
  }

  /**
   * Cancels this meal, or with scope `following` also all later meals of its series. Idempotent.
   * @throws NotFoundError, ForbiddenError
   */
  async cancel(actor: Actor, mealId: string, { scope, reason }: CancelMeal): Promise<Meal> {
    const meal = await this.#parts.mealStore.getHosted(actor, mealId);
    if (meal.hostId !== actor.personId)
      throw new ForbiddenError('not_allowed', 'Only the host can cancel this meal. Ask the host.');
    const all = scope === 'following' ? await this.#parts.planner.following(meal) : [meal];
    if (scope === 'following') await this.#parts.planner.endFrom(meal);
    for (const { _id } of all) {
      // One after the other, this meal first.
      await this.#cancel(meal.tenantId, _id, reason);
    }
    return this.get(actor, mealId);
  }

  /** After a block between two people: removes each of them from the meals that the other hosts. Idempotent. */
  async endBetween({ tenantId, personId }: Person, otherId: string): Promise<void> {
    const { mealStore } = this.#parts;
    for (const [hostId, guestId] of [
      [personId, otherId],
      [otherId, personId],
    ] as const) {
      const mealIds = await mealStore.idsWith(tenantId, { hostId, 'seats.personId': guestId });
      for (const mealId of mealIds) await this.#remove({ tenantId, personId: guestId }, mealId);
    }
  }

  /**
   * After a person left a circle: gives back the person's seats at its meals, and cancels the meals the person hosts.
   * Idempotent.
   */
  async leaveCircle({ tenantId, personId }: Person, circle: string): Promise<void> {
    const { mealStore, planner, clock } = this.#parts;
    const mealIds = await mealStore.idsWith(tenantId, {
      circle,
      'seats.personId': personId,
      endsAt: trusted({ $gt: clock.date() }),
    });
    for (const mealId of mealIds) {
      const meal = await mealStore.find(tenantId, mealId);
      if (meal?.hostId === personId) {
        await planner.endFrom(meal);
        await this.#cancel(tenantId, mealId, '');
      } else await this.#remove({ tenantId, personId }, mealId);
    }
  }

  /** When the next meal of a circle begins, as the person sees it; null if none is planned. */
  nextInCircle(person: Person, circle: string): Promise<Date | null> {
    return this.#parts.mealStore.nextInCircle(person, circle);
  }

  /** Deletes all meals and series of a circle that has ended. */
  async endCircle(tenantId: string, circle: string): Promise<void> {
    await this.#parts.planner.removeSeries(tenantId, { circle });
    await this.#removeAll(tenantId, { circle });
  }

  /** Deletes the meals and series of an erased person, and gives back the person's seats at other meals. Idempotent. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    const { mealStore, planner } = this.#parts;
    await planner.removeSeries(tenantId, { hostId: personId });
    await this.#removeAll(tenantId, { hostId: personId });
    const mealIds = await mealStore.idsWith(tenantId, { 'seats.personId': personId });
    for (const mealId of mealIds) await this.#remove({ tenantId, personId }, mealId);
  }

  /** Cancels each meal that has not ended, so that its guests are notified, and then deletes it with its conversation. */
  async #removeAll(tenantId: string, filter: Record<string, unknown>): Promise<void> {
    const { meals, mealStore, conversations, circleRooms, clock } = this.#parts;
    for (const mealId of await mealStore.idsWith(tenantId, filter)) {
      const meal = await mealStore.find(tenantId, mealId);
      if (meal && meal.endsAt.getTime() > clock.now()) await this.#cancel(tenantId, mealId, '');
      const circle = circleName('meal', mealId);
      await conversations.removeOfCircle(tenantId, circle);
      await circleRooms.remove(tenantId, circle);
      // Last: a repeated call finds the others by it.
      await meals.deleteOne({ _id: mealId, tenantId });
    }
  }

  #remove({ tenantId, personId }: Person, mealId: string): Promise<MealDoc> {
    const { changes, limits } = this.#parts;
    return changes.change(tenantId, mealId, (meal, nowMs) => without(meal, personId, { nowMs, limits }));
  }

  #edit(meal: MealDoc, fields: MealEdits): Promise<MealDoc> {
    return this.#parts.changes.change(meal.tenantId, meal._id, (current) =>
      edited(current, fields, this.#planLimits()),
    );
  }

  async #cancel(tenantId: string, mealId: string, reason: string): Promise<void> {
    const { changes, circleRooms } = this.#parts;
    await changes.change(tenantId, mealId, (meal, nowMs) =>
      meal.state === 'cancelled'
        ? meal
        : {
            ...meal,
            state: 'cancelled',
            roomId: null,
            cancelReason: reason,
            calendarRevision: meal.calendarRevision + 1,
            movedAt: new Date(nowMs),
          },
    );
    await circleRooms.close(tenantId, circleName('meal', mealId));
  }

  async #page(actor: Actor, { docs, nextCursor }: FoundPage<MealDoc>): Promise<Page<Meal>> {
    return { items: await this.#parts.views.viewsOf(actor, docs), nextCursor };
  }

  #planLimits() {
    const { clock, limits } = this.#parts;
    return { nowMs: clock.now(), aheadMs: limits.mealAheadMs, lengthMs: limits.mealLengthMs };
  }
}

function isoTimes({ startsAt, endsAt }: { startsAt?: Date; endsAt?: Date }): MealEdits {
  return startsAt && endsAt ? { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() } : {};
}
