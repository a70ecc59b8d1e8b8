/** Reads meals: pages, single meals with an access check, and the meals of a person. */

import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import { type FoundPage, findPage } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ListMeals, ListMyMeals } from '../protocol/meals.ts';
import type { MealDoc } from './meal-model.ts';
import { hostIdsOf, isHostOf } from './seats/meal-seats.ts';

export interface MealStoreOptions {
  meals: Model<MealDoc>;
  blockList: BlockList;
  circles: Pick<Circles, 'namesOf' | 'sees'>;
  clock: Clock;
  limits: Pick<Limits, 'mealLengthMs'>;
}

/** At most this many of a person's meals, those that start latest, count as circles: the list of circles must stay short. */
const MAX_MEAL_CIRCLES = 300;

const SOONEST_FIRST = { startsAt: 1, _id: 1 } as const;

export class MealStore {
  readonly #parts: MealStoreOptions;
  readonly #meals: Model<MealDoc>;

  constructor(parts: MealStoreOptions) {
    this.#parts = parts;
    this.#meals = parts.meals;
  }

  /**
   * Finds a meal that the actor may see.
   * @throws NotFoundError if it does not exist, its host and the actor are in a block, or the actor is not in its circle
   */
  async getVisible(actor: Actor, mealId: string): Promise<MealDoc> {
    const { tenantId, personId } = actor;
    const { blockList, circles } = this.#parts;
    const [meal, blocked] = await Promise.all([this.find(tenantId, mealId), blockList.blockedWith(actor)]);
    if (!meal || blocked.has(meal.hostId)) throw noSuchMeal();
    // The host keeps access after leaving the circle, to be able to cancel the meal.
    if (meal.hostId === personId || (await circles.sees(actor, meal.circle))) return meal;
    throw noSuchMeal().about({ isHidden: true });
  }

  /**
   * Like `getVisible`, but requires the actor to be the host or a co-host.
   * @throws NotFoundError, ForbiddenError `not_allowed`
   */
  async getHosted(actor: Actor, mealId: string): Promise<MealDoc> {
    const meal = await this.getVisible(actor, mealId);
    if (isHostOf(meal, actor.personId)) return meal;
    throw new ForbiddenError('not_allowed', 'Only the host and co-hosts of this meal can do this. Ask one of them.');
  }

  /** Finds a meal without checking access; null if it does not exist. */
  find(tenantId: string, mealId: string): Promise<MealDoc | null> {
    return this.#meals.findOne({ _id: mealId, tenantId }).lean<MealDoc>().exec();
  }

  /** Finds a meal that its host made public; null for other meals. */
  findPublic(tenantId: string, mealId: string): Promise<MealDoc | null> {
    return this.#meals.findOne({ _id: mealId, tenantId, isPublic: true, circle: null }).lean<MealDoc>().exec();
  }

  /** Coming meals that their hosts made public, soonest first. */
  listPublic(tenantId: string, max: number): Promise<MealDoc[]> {
    return this.#meals.find(this.#public(tenantId)).sort(SOONEST_FIRST).limit(max).lean<MealDoc[]>().exec();
  }

  /** As `listPublic`, only the ids of meals and hosts. */
  async publicIds(tenantId: string, max: number): Promise<{ id: string; hostId: string }[]> {
    const fields = { hostId: 1 } as const;
    const found = await this.#meals.find(this.#public(tenantId), fields).sort(SOONEST_FIRST).limit(max).lean();
    return found.map(({ _id: id, hostId }) => ({ id, hostId }));
  }

  #public(tenantId: string) {
    const { clock, limits } = this.#parts;
    const now = clock.date();
    // As in `#page`: the condition on the start bounds the scan of the index.
    const earliest = new Date(now.getTime() - limits.mealLengthMs);
    return {
      tenantId,
      isPublic: true,
      state: 'open' as const,
      circle: null,
      startsAt: trusted({ $gte: earliest }),
      endsAt: trusted({ $gt: now }),
    };
  }

  /** Meals that the actor may see, without cancelled ones. */
  async list(actor: Actor, query: ListMeals): Promise<FoundPage<MealDoc>> {
    const { tenantId } = actor;
    const { blockList, circles } = this.#parts;
    const [blocked, communities] = await Promise.all([
      blockList.blockedWith(actor),
      circles.namesOf(actor, 'community'),
    ]);
    const { communityId, mode, tag, language } = query;
    const wanted = communityId === undefined ? null : circleName('community', communityId);
    if (wanted && !communities.includes(wanted)) return { docs: [], nextCursor: null };
    const filter = {
      tenantId,
      state: 'open',
      hostId: trusted({ $nin: [...blocked] }),
      circle: wanted ?? trusted({ $in: [null, ...communities] }),
      ...(mode && { mode: trusted({ $in: [mode, 'both'] }) }),
      ...(tag && { tags: tag }),
      ...(language && { language }),
    };
    return this.#page(filter, query);
  }

  /** Meals that concern the actor: as host, with a seat, an offer or a request, on the waiting list, or with a maybe. */
  async listMine({ tenantId, personId }: Actor, query: ListMyMeals): Promise<FoundPage<MealDoc>> {
    const blocked = await this.#parts.blockList.blockedWith({ tenantId, personId });
    return this.#page({ tenantId, involvedIds: personId, hostId: trusted({ $nin: [...blocked] }) }, query);
  }

  /** Meals that the person goes to and that start at `from` or later, latest first, cancelled ones included. */
  goingFrom({ tenantId, personId }: Person, from: Date, max: number): Promise<MealDoc[]> {
    return this.#meals
      .find({ tenantId, goingIds: personId, startsAt: trusted({ $gte: from }) })
      .sort({ startsAt: -1 })
      .limit(max)
      .lean<MealDoc[]>()
      .exec();
  }

  /** How many upcoming meals of others in the person's communities were planned after `since`, counted up to `max`. */
  async countNew(person: Person, { since, max }: { since: Date; max: number }): Promise<number> {
    const { blockList, circles, clock } = this.#parts;
    const { tenantId, personId } = person;
    const [blocked, communities] = await Promise.all([
      blockList.blockedWith(person),
      circles.namesOf(person, 'community'),
    ]);
    return this.#meals
      .countDocuments({
        tenantId,
        circle: trusted({ $in: communities }),
        state: 'open',
        startsAt: trusted({ $gt: clock.date() }),
        hostId: trusted({ $nin: [...blocked, personId] }),
        createdAt: trusted({ $gt: since }),
      })
      .limit(max)
      .exec();
  }

  /** When the next meal of a circle begins, without those of hosts in a block with the person; null if none is planned. */
  async nextInCircle({ tenantId, personId }: Person, circle: string): Promise<Date | null> {
    const blocked = await this.#parts.blockList.blockedWith({ tenantId, personId });
    const next = await this.#meals
      .findOne({
        tenantId,
        circle,
        state: 'open' as const,
        startsAt: trusted({ $gt: this.#parts.clock.date() }),
        hostId: trusted({ $nin: [...blocked] }),
      })
      .sort(SOONEST_FIRST)
      .lean<MealDoc>();
    return next?.startsAt ?? null;
  }

  /** For `Circles`: ids of the meals that the person goes to. */
  async idsOf({ tenantId, personId }: Person): Promise<string[]> {
    const found = await this.#meals
      .find({ tenantId, goingIds: personId }, { _id: 1 })
      .sort({ startsAt: -1 })
      .limit(MAX_MEAL_CIRCLES)
      .lean();
    return found.map(({ _id }) => _id);
  }

  /** For `Circles`: ids of the people who go. */
  async members(tenantId: string, mealId: string): Promise<string[]> {
    const found = await this.#meals.findOne({ _id: mealId, tenantId }, { goingIds: 1 }).lean<MealDoc>();
    return found?.goingIds ?? [];
  }

  /** For `Circles`: ids of the host and the co-hosts. */
  async managers(tenantId: string, mealId: string): Promise<string[]> {
    const meal = await this.find(tenantId, mealId);
    return meal ? hostIdsOf(meal) : [];
  }

  /** Ids of the meals that match the filter. */
  idsWith(tenantId: string, filter: Record<string, unknown>): Promise<string[]> {
    return this.#meals.distinct('_id', { tenantId, ...filter }).exec();
  }

  #page(filter: Record<string, unknown>, { when, cursor, limit }: ListMyMeals): Promise<FoundPage<MealDoc>> {
    const now = this.#parts.clock.date();
    const ends = trusted(when === 'coming' ? { $gt: now } : { $lte: now });
    // The condition on the end implies this one, which keeps the index scan from reading meals that are long past or far ahead.
    const earliest = new Date(now.getTime() - this.#parts.limits.mealLengthMs);
    const starts = trusted(when === 'coming' ? { $gte: earliest } : { $lte: now });
    return findPage({
      model: this.#meals,
      filter: { ...filter, startsAt: starts, endsAt: ends },
      order: ['startsAt', when === 'coming' ? 1 : -1],
      cursor,
      limit,
    });
  }
}

export function noSuchMeal(): NotFoundError {
  return new NotFoundError('This meal does not exist, or you cannot see it.');
}
