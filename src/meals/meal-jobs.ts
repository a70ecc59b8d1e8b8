/** When something is due for a meal: reminders, its room, the end of an offer, and the next one of a series. */
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobKind, type Jobs } from '../kernel/jobs.ts';
import { HOUR_MS } from '../kernel/time.ts';
import type { MealDoc } from './meal-model.ts';

export const followUpJob = defineJob('meals.follow_up', z.object({ mealId: z.string() }));
/** `startsAt` is the start that the job was set for: it says nothing about a meal that was moved. */
export const reminderJob = defineJob(
  'meals.reminder',
  z.object({ mealId: z.string(), startsAt: z.string(), hours: z.union([z.literal(1), z.literal(24)]) }),
);
export const startJob = defineJob('meals.start', z.object({ mealId: z.string(), startsAt: z.string() }));
export const endJob = defineJob('meals.end', z.object({ mealId: z.string() }));

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
      this.#at(meal, startJob, start, { startsAt: meal.startsAt.toISOString() }),
      this.#at(meal, endJob, meal.endsAt.getTime() + this.#parts.limits.mealRoomGraceMs, {}),
    ]);
  }

  /** The next end of an offer; without offers none. */
  async scheduleHold(meal: MealDoc): Promise<void> {
    const holds = meal.seats.flatMap(({ state, holdUntil }) => (state === 'offered' && holdUntil ? [holdUntil] : []));
    const dueAt = Math.min(...holds.map((hold) => hold.getTime()));
    if (Number.isFinite(dueAt)) await this.#at(meal, followUpJob, dueAt, {});
    else await this.#parts.jobs.cancel(keyOf(meal, followUpJob));
  }

  /** A reminder whose time is past already would only surprise. */
  async #remind(meal: MealDoc, hours: 1 | 24): Promise<void> {
    const dueAt = meal.startsAt.getTime() - hours * HOUR_MS;
    const key = `${keyOf(meal, reminderJob)}:${hours}`;
    if (dueAt <= this.#parts.clock.now()) return this.#parts.jobs.cancel(key);
    const data = { mealId: meal._id, startsAt: meal.startsAt.toISOString(), hours };
    await this.#parts.jobs.schedule(reminderJob, { key, tenantId: meal.tenantId, dueAt: new Date(dueAt), data });
  }

  async #at<Data extends { mealId: string }>(
    meal: MealDoc,
    kind: JobKind<Data>,
    dueAt: number,
    data: Omit<Data, 'mealId'>,
  ): Promise<void> {
    const { _id: mealId, tenantId } = meal;
    // The compiler does not see that the two parts are `Data` again.
    const whole = { ...data, mealId } as unknown as Data;
    await this.#parts.jobs.schedule(kind, { key: keyOf(meal, kind), tenantId, dueAt: new Date(dueAt), data: whole });
  }
}

function keyOf({ _id }: MealDoc, { name }: { name: string }): string {
  return `${name}:${_id}`;
}
