/** When something is due for a meal: reminders, its room, the end of an offer, and the next one of a series. */
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { MealDoc } from './meal-model.ts';

export const MEAL_FOLLOW_UP = 'meal:follow-up';
export const MEAL_REMINDER = 'meal:reminder';
export const MEAL_START = 'meal:start';
export const MEAL_END = 'meal:end';

const HOUR_MS = 3_600_000;

export interface MealJobsOptions {
  jobs: Pick<Jobs, 'schedule' | 'cancel'>;
  clock: Clock;
  limits: Pick<Limits, 'mealRoomGraceMs'>;
}

export class MealJobs {
  readonly #parts: MealJobsOptions;

  constructor(parts: MealJobsOptions) {
    this.#parts = parts;
  }

  /** Sets the jobs to the meal's times, in place of those before. */
  async schedule(meal: MealDoc): Promise<void> {
    const start = meal.startsAt.getTime();
    await Promise.all([
      this.#remind(meal, 24),
      this.#remind(meal, 1),
      this.#at(meal, { kind: MEAL_START, dueAt: start }),
      this.#at(meal, { kind: MEAL_END, dueAt: meal.endsAt.getTime() + this.#parts.limits.mealRoomGraceMs }),
    ]);
  }

  /** The next end of an offer; without offers none. */
  async scheduleHold(meal: MealDoc): Promise<void> {
    const holds = meal.seats.flatMap(({ state, holdUntil }) => (state === 'offered' && holdUntil ? [holdUntil] : []));
    const dueAt = Math.min(...holds.map((hold) => hold.getTime()));
    if (Number.isFinite(dueAt)) await this.#at(meal, { kind: MEAL_FOLLOW_UP, dueAt });
    else await this.#parts.jobs.cancel(keyOf(meal, MEAL_FOLLOW_UP));
  }

  /** A reminder whose time is past already would only surprise. */
  async #remind(meal: MealDoc, hours: 1 | 24): Promise<void> {
    const dueAt = meal.startsAt.getTime() - hours * HOUR_MS;
    if (dueAt > this.#parts.clock.now()) await this.#at(meal, { kind: MEAL_REMINDER, dueAt, hours });
    else await this.#parts.jobs.cancel(keyOf(meal, MEAL_REMINDER, hours));
  }

  async #at(meal: MealDoc, { kind, dueAt, hours }: { kind: string; dueAt: number; hours?: number }): Promise<void> {
    const { _id: mealId, tenantId, startsAt } = meal;
    const data = { mealId, startsAt: startsAt.toISOString(), ...(hours && { hours }) };
    await this.#parts.jobs.schedule({ key: keyOf(meal, kind, hours), tenantId, kind, dueAt: new Date(dueAt), data });
  }
}

function keyOf({ _id }: MealDoc, kind: string, hours?: number): string {
  return hours ? `${kind}:${_id}:${hours}` : `${kind}:${_id}`;
}
