/** The schedules of rounds in the database. Each write is one atomic step. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../database/ids.ts';
import { insertOnce, upsertOnce } from '../database/insert-once.ts';
import { defineJob, type Jobs } from '../kernel/jobs.ts';
import { wallTimeAt } from '../kernel/zoned-time.ts';
import type { OddOneOut, RoundEvery } from '../protocol/rounds.ts';
import type { RoundScheduleDoc } from './round-schedule-model.ts';
import { nextRoundAt, nextWeekday } from './round-time.ts';

export interface RoundSchedulesOptions {
  roundSchedules: Model<RoundScheduleDoc>;
  jobs: Pick<Jobs, 'schedule' | 'cancel'>;
  limits: { tenantRoundWeekday: number; tenantRoundHourUtc: number };
}

/** The job that holds a round. */
export const holdJob = defineJob('rounds.hold', z.object({ scheduleId: z.string(), number: z.number() }));

export type RoundSettings = { every: RoundEvery; oddOneOut: OddOneOut; timeZone: string; nextAt: Date };

export class RoundSchedules {
  readonly #parts: RoundSchedulesOptions;
  readonly #schedules: Model<RoundScheduleDoc>;

  constructor(parts: RoundSchedulesOptions) {
    this.#parts = parts;
    this.#schedules = parts.roundSchedules;
  }

  find(tenantId: string, circle: string | null): Promise<RoundScheduleDoc | null> {
    return this.#schedules.findOne({ tenantId, circle }).lean<RoundScheduleDoc>().exec();
  }

  findById(tenantId: string, scheduleId: string): Promise<RoundScheduleDoc | null> {
    return this.#schedules.findOne({ _id: scheduleId, tenantId }).lean<RoundScheduleDoc>().exec();
  }

  /** The schedule for everyone before the first yes stores it. Nobody has to open these rounds. */
  defaultForEveryone(tenantId: string, now: Date): RoundScheduleDoc {
    const { tenantRoundWeekday: weekday, tenantRoundHourUtc: hour } = this.#parts.limits;
    const nextAt = nextWeekday({ weekday, hour, after: now });
    const timeZone = 'UTC';
    return {
      _id: '',
      tenantId,
      circle: null,
      isOpen: true,
      every: 'week',
      oddOneOut: 'trio',
      timeZone,
      anchor: anchorOf(nextAt, timeZone),
      nextAt,
      nextNumber: 1,
      createdAt: now,
    };
  }

  /** Opens rounds with these settings, or changes the settings of open rounds. The numbering of rounds continues. */
  async open(tenantId: string, circle: string | null, settings: RoundSettings, now: Date): Promise<RoundScheduleDoc> {
    const change = {
      $set: { ...settings, anchor: anchorOf(settings.nextAt, settings.timeZone), isOpen: true },
      $setOnInsert: { _id: newId(), nextNumber: 1, createdAt: now },
    };
    await upsertOnce(() => this.#schedules.updateOne({ tenantId, circle }, change, { upsert: true }));
    return this.#scheduleNext(tenantId, circle);
  }

  /** Stores the schedule for everyone if it does not exist. Called when a person says yes. */
  async ensureForEveryone(tenantId: string, now: Date): Promise<RoundScheduleDoc> {
    await insertOnce(this.#schedules, { ...this.defaultForEveryone(tenantId, now), _id: newId() });
    return this.#scheduleNext(tenantId, null);
  }

  async close(schedule: RoundScheduleDoc): Promise<void> {
    await this.#schedules.updateOne({ _id: schedule._id, tenantId: schedule.tenantId }, { $set: { isOpen: false } });
    await this.#parts.jobs.cancel(jobKey(schedule));
  }

  /** Moves the schedule to the next round. Idempotent for the same `nextNumber`. */
  async advance(schedule: RoundScheduleDoc, now: Date): Promise<RoundScheduleDoc> {
    const { _id, tenantId, circle, nextNumber } = schedule;
    const nextAt = nextRoundAt(schedule, now);
    await this.#schedules.updateOne({ _id, tenantId, nextNumber }, { $set: { nextAt }, $inc: { nextNumber: 1 } });
    return this.#scheduleNext(tenantId, circle);
  }

  /** Schedules the job that holds the next round. */
  async #scheduleNext(tenantId: string, circle: string | null): Promise<RoundScheduleDoc> {
    const schedule = await this.find(tenantId, circle);
    if (!schedule) throw new Error('The stored schedule is missing');
    const { _id: scheduleId, nextAt: dueAt, nextNumber: number, isOpen } = schedule;
    const data = { scheduleId, number };
    if (isOpen) await this.#parts.jobs.schedule(holdJob, { key: jobKey(schedule), tenantId, dueAt, data });
    return schedule;
  }
}

function anchorOf(roundAt: Date, timeZone: string): string {
  return wallTimeAt(roundAt, timeZone).toString();
}

/** One key per schedule, so that scheduling the next round replaces the job. */
function jobKey({ _id }: RoundScheduleDoc): string {
  return `${holdJob.name}:${_id}`;
}
