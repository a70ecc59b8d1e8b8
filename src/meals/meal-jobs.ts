/** Schedules the jobs of a meal: reminders, opening and closing its room, expiring offers, and the next meal of the series. */
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobKind, type Jobs } from '../kernel/jobs.ts';
import { HOUR_MS } from '../kernel/time.ts';
import type { MealDoc } from './meal-model.ts';

/** Expires offers, and repeats the follow-up of a change after a crash. A meal has at most one such job. */
export const followUpJob = defineJob('meals.follow_up', z.object({ mealId: z.string() }));
/** `startsAt` is the start for which the job was scheduled. If the meal was moved since, the job does nothing. */
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

  /** Schedules the jobs for the meal's current times and replaces earlier ones. */
  async schedule(meal: MealDoc): Promise<void> {
    const start = meal.startsAt.getTime();
    await Promise.all([
      this.#remind(meal, 24),
      this.#remind(meal, 1),
      this.#at(meal, startJob, start, { startsAt: meal.startsAt.toISOString() }),
      this.#at(meal, endJob, meal.endsAt.getTime() + this.#parts.limits.mealRoomGraceMs, {}),
    ]);
  }

  /** Schedules the follow-up job for the next offer that expires; without offers, cancels it. */
  async scheduleHold(meal: MealDoc): Promise<void> {
    const holds = meal.seats.flatMap(({ state, holdUntil }) => (state === 'offered' && holdUntil ? [holdUntil] : []));
    const dueAt = Math.min(...holds.map((hold) => hold.getTime()));
    if (Number.isFinite(dueAt)) await this.#at(meal, followUpJob, dueAt, {});
    else await this.#parts.jobs.cancel(keyOf(meal, followUpJob));
  }

  /** Schedules a reminder, or cancels it if it would be due in the past: a late reminder would only confuse. */
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
    // TypeScript cannot infer that `data` with `mealId` is `Data` again.
    const allData = { ...data, mealId } as unknown as Data;
    await this.#parts.jobs.schedule(kind, { key: keyOf(meal, kind), tenantId, dueAt: new Date(dueAt), data: allData });
  }
}

function keyOf({ _id }: MealDoc, { name }: { name: string }): string {
  return `${name}:${_id}`;
}
