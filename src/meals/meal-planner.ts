/**
 * Creates meals: the first one of a plan, and the following ones of a series. Each is created once, however often it is
 * tried.
 */
import { createHash } from 'node:crypto';
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError } from '../kernel/errors.ts';
import { type Quotas, quotaOf } from '../kernel/quotas.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import { wallTimeAt } from '../kernel/zoned-time.ts';
import type { MealEvery } from '../protocol/meals.ts';
import { detailsOf, newMeal, type PlannedMeal } from './meal-edit.ts';
import type { MealDoc } from './meal-model.ts';
import type { MealNotifications } from './meal-notifications.ts';
import type { MealFollowUp } from './seats/meal-follow-up.ts';
import { type SeriesDoc, timesOf } from './series.ts';

export interface MealPlannerOptions {
  meals: Model<MealDoc>;
  mealSeries: Model<SeriesDoc>;
  followUp: MealFollowUp;
  notifications: MealNotifications;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'comingMealsPerPerson'>;
}

type FirstMeal = Omit<PlannedMeal, '_id' | 'seriesId' | 'seriesIndex' | 'now'>;

export class MealPlanner {
  readonly #parts: MealPlannerOptions;

  constructor(parts: MealPlannerOptions) {
    this.#parts = parts;
  }

  /** Stores a meal and, if it repeats, the series that starts with it. @throws ConflictError `too_many_meals` */
  async plan(planned: FirstMeal): Promise<MealDoc> {
    const { clock, mealSeries, meals, followUp, quotas, limits } = this.#parts;
    const { tenantId, hostId, every } = planned;
    const seriesId = every ? newId() : null;
    const meal = newMeal({ ...planned, _id: newId(), seriesId, seriesIndex: 0, now: clock.date() });
    const spending = {
      write: async () => {
        if (seriesId && every) await mealSeries.create(seriesOf(meal, seriesId, every));
        await followUp.beforeFirst(meal);
        return insertOnce(meals, meal);
      },
      undo: async () => {
        await meals.deleteOne({ _id: meal._id, tenantId });
        if (seriesId) await mealSeries.deleteOne({ _id: seriesId, tenantId });
      },
    };
    const coming = () => ({ tenantId, hostId, startsAt: trusted({ $gt: clock.date() }), state: 'open' as const });
    const count = (max: number) => meals.countDocuments(coming()).limit(max).exec();
    await quotas.spend([quotaOf('meals', { tenantId, personId: hostId })], spending, [
      { count, max: limits.comingMealsPerPerson, error: tooManyMeals },
    ]);
    await followUp.afterFirst(meal);
    return meal;
  }

  /** Creates the meal after this one, if the series continues, and suggests it to the guests of this one. Idempotent. */
  async createNext(last: MealDoc): Promise<void> {
    const { mealSeries, notifications, clock } = this.#parts;
    const { tenantId, seriesId } = last;
    const series = seriesId && (await mealSeries.findOne({ _id: seriesId, tenantId }).lean<SeriesDoc>());
    if (!series) return;
    const index = nextIndex(series, last.seriesIndex + 1, clock.now());
    if (series.endsBefore !== null && index >= series.endsBefore) return;
    const meal = newMeal({
      _id: idInSeries(series._id, index),
      tenantId,
      hostId: series.hostId,
      circle: series.circle,
      ...timesOf(series, index),
      timeZone: series.timeZone,
      seriesId: series._id,
      seriesIndex: index,
      every: series.every,
      details: series.words,
      now: this.#parts.clock.date(),
    });
    if (!(await this.#store(meal))) return;
    await notifications.notifyNext(
      meal,
      last.goingIds.filter((id) => id !== meal.hostId),
    );
  }

  /**
   * Updates the series from this meal, so that later meals are created with its details and times. Null if it does not
   * repeat.
   */
  async rewrite(meal: MealDoc): Promise<SeriesDoc | null> {
    const { seriesId, tenantId } = meal;
    if (!seriesId || !meal.every) return null;
    const { _id, ...fields } = seriesOf(meal, seriesId, meal.every);
    return this.#parts.mealSeries
      .findOneAndUpdate(
        { _id, tenantId },
        { $set: { words: fields.words, ...timesIn(fields) } },
        { returnDocument: 'after' },
      )
      .lean<SeriesDoc>();
  }

  /** Ends the series before this meal: neither this number nor a later one will be created. */
  async endFrom({ seriesId, tenantId, seriesIndex }: MealDoc): Promise<void> {
    if (!seriesId) return;
    await this.#parts.mealSeries.updateOne({ _id: seriesId, tenantId }, { $set: { endsBefore: seriesIndex } });
  }

  /** This meal and the later meals of its series that have been created, in order. */
  async following({ _id, seriesId, seriesIndex, tenantId }: MealDoc): Promise<Pick<MealDoc, '_id' | 'seriesIndex'>[]> {
    if (!seriesId) return [{ _id, seriesIndex }];
    return this.#parts.meals
      .find({ tenantId, seriesId, seriesIndex: trusted({ $gte: seriesIndex }) }, { seriesIndex: 1 })
      .sort({ seriesIndex: 1 })
      .lean<Pick<MealDoc, '_id' | 'seriesIndex'>[]>();
  }

  /** Deletes the series of an erased host, or of a circle that has ended. */
  async removeSeries(tenantId: string, filter: { hostId: string } | { circle: string }): Promise<void> {
    await this.#parts.mealSeries.deleteMany({ tenantId, ...filter });
  }

  async #store(meal: MealDoc): Promise<boolean> {
    const { meals, followUp } = this.#parts;
    await followUp.beforeFirst(meal);
    // False if this meal of a series was stored before.
    if (!(await insertOnce(meals, meal))) return false;
    await followUp.afterFirst(meal);
    return true;
  }
}

function tooManyMeals(max: number): ConflictError {
  return new ConflictError(
    'too_many_meals',
    `You can host at most ${max} upcoming meals. Cancel one first, or wait until one has started.`,
    { max },
  );
}

/** The id is derived from the series and the number, so that the same meal cannot be created twice. */
function idInSeries(seriesId: string, index: number): string {
  return createHash('sha256').update(`${seriesId}:${index}`).digest('hex').slice(0, 24);
}

/**
 * The first number from `index` on whose meal starts in the future. Meals that were missed during an outage are not created.
 */
function nextIndex(series: SeriesDoc, index: number, nowMs: number): number {
  let next = index;
  while (timesOf(series, next).startsAt.getTime() <= nowMs) next += 1;
  return next;
}

function seriesOf(meal: MealDoc, seriesId: string, every: MealEvery): SeriesDoc {
  const { tenantId, hostId, circle, startsAt, endsAt, timeZone, seriesIndex } = meal;
  return {
    _id: seriesId,
    tenantId,
    hostId,
    circle,
    words: detailsOf(meal),
    every,
    timeZone,
    anchor: wallTimeAt(startsAt, timeZone).toString({ smallestUnit: 'minute' }),
    anchorIndex: seriesIndex,
    minutes: Math.round((endsAt.getTime() - startsAt.getTime()) / MINUTE_MS),
    endsBefore: null,
  };
}

function timesIn({ timeZone, anchor, anchorIndex, minutes }: Omit<SeriesDoc, '_id'>) {
  return { timeZone, anchor, anchorIndex, minutes };
}
