/** Reading meals: pages, by id for someone who may see it, and who goes to which. */

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
import { isHostOf } from './seats/meal-seats.ts';

export interface MealStoreOptions {
  meals: Model<MealDoc>;
  blockList: BlockList;
  circles: Pick<Circles, 'of' | 'sees'>;
  clock: Clock;
  limits: Pick<Limits, 'mealLengthMs'>;
}

/** Meals whose people still count as a circle: the newest, so that the list of someone's circles stays short. */
const CIRCLES_OF_PERSON = 300;

export class MealStore {
  readonly #parts: MealStoreOptions;
  readonly #meals: Model<MealDoc>;

  constructor(parts: MealStoreOptions) {
    this.#parts = parts;
    this.#meals = parts.meals;
  }

  /** @throws NotFoundError where it is not there, its host and the reader are in a block, or it is of a circle they are not in */
  async getVisible(actor: Actor, mealId: string): Promise<MealDoc> {
    const { tenantId, personId } = actor;
    const { blockList, circles } = this.#parts;
    const [meal, blocked] = await Promise.all([this.find(tenantId, mealId), blockList.blockedWith(actor)]);
    if (!meal || blocked.has(meal.hostId)) throw noSuchMeal();
    // One's own can be cancelled after one has left, too.
    if (meal.hostId === personId || (await circles.sees(actor, meal.circle))) return meal;
    throw noSuchMeal();
  }

  /** The meal, for its host or a co-host. @throws NotFoundError as `getVisible`, ForbiddenError `not_allowed` */
  async getHosted(actor: Actor, mealId: string): Promise<MealDoc> {
    const meal = await this.getVisible(actor, mealId);
    if (isHostOf(meal, actor.personId)) return meal;
    throw new ForbiddenError('not_allowed', 'Only the host and the co-hosts of a meal can do this.');
  }

  /** A meal of the tenant, or null. Does not ask who may see it. */
  find(tenantId: string, mealId: string): Promise<MealDoc | null> {
    return this.#meals.findOne({ _id: mealId, tenantId }).lean<MealDoc>().exec();
  }

  /** One that its host made public by its link, or null. */
  findPublic(tenantId: string, mealId: string): Promise<MealDoc | null> {
    return this.#meals.findOne({ _id: mealId, tenantId, isPublic: true, circle: null }).lean<MealDoc>().exec();
  }

  /** Meals that the reader may see. Cancelled ones are left out. */
  async list(actor: Actor, query: ListMeals): Promise<FoundPage<MealDoc>> {
    const { tenantId } = actor;
    const { blockList, circles } = this.#parts;
    const [blocked, mine] = await Promise.all([blockList.blockedWith(actor), circles.of(actor)]);
    const { communityId, mode, tag, language } = query;
    const wanted = communityId === undefined ? null : circleName('community', communityId);
    if (wanted && !mine.has(wanted)) return { docs: [], nextCursor: null };
    const communities = [...mine].filter((circle) => circle.startsWith('community:'));
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

  /** Meals that concern the reader: as host, with a seat, on the waiting list, or with a maybe. */
  async listMine({ tenantId, personId }: Actor, query: ListMyMeals): Promise<FoundPage<MealDoc>> {
    const blocked = await this.#parts.blockList.blockedWith({ tenantId, personId });
    return this.#page({ tenantId, involvedIds: personId, hostId: trusted({ $nin: [...blocked] }) }, query);
  }

  /** What someone goes to, from a moment on; for calendars. */
  goingFrom({ tenantId, personId }: Person, from: Date, max: number): Promise<MealDoc[]> {
    return this.#meals
      .find({ tenantId, goingIds: personId, startsAt: trusted({ $gte: from }) })
      .sort({ startsAt: -1 })
      .limit(max)
      .lean<MealDoc[]>()
      .exec();
  }

  /** For `Circles`: the meals that this person goes to. */
  async idsOf({ tenantId, personId }: Person): Promise<string[]> {
    const found = await this.#meals
      .find({ tenantId, goingIds: personId }, { _id: 1 })
      .sort({ startsAt: -1 })
      .limit(CIRCLES_OF_PERSON)
      .lean();
    return found.map(({ _id }) => _id);
  }

  /** For `Circles`: who goes. */
  async members(tenantId: string, mealId: string): Promise<string[]> {
    const found = await this.#meals.findOne({ _id: mealId, tenantId }, { goingIds: 1 }).lean<MealDoc>();
    return found?.goingIds ?? [];
  }

  /** Ids of the meals in which this person answered, or that one hosts. */
  idsWith(tenantId: string, filter: Record<string, unknown>): Promise<string[]> {
    return this.#meals.distinct('_id', { tenantId, ...filter }).exec();
  }

  #page(filter: Record<string, unknown>, { when, cursor, limit }: ListMyMeals): Promise<FoundPage<MealDoc>> {
    const now = this.#parts.clock.date();
    const ends = trusted(when === 'coming' ? { $gt: now } : { $lte: now });
    // Implied by the end, but with it a scan passes over nothing that is long past, or far ahead.
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
