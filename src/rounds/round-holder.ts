/**
 * Holds due rounds exactly once, even if a process stops in the middle: plans them, seats people and notifies them. The plan
 * is stored in one atomic step and every later step is idempotent, so that another process can continue.
 */

import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { type Circles, idInCircle } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { RoundInput, RoundPlan } from './plan/round-plan.ts';
import { seedOf } from './plan/seeded-random.ts';
import type { RoundCandidates } from './round-candidates.ts';
import type { RoundDoc } from './round-model.ts';
import type { RoundScheduleDoc } from './round-schedule-model.ts';
import { holdJob, type RoundSchedules } from './round-schedules.ts';
import type { RoundTables } from './round-tables.ts';

export interface RoundHolderOptions {
  rounds: Model<RoundDoc>;
  roundSchedules: RoundSchedules;
  roundCandidates: RoundCandidates;
  roundTables: RoundTables;
  /** Runs in a worker thread: a plan for a thousand people takes a second. */
  plan(input: RoundInput): Promise<RoundPlan>;
  circles: Pick<Circles, 'members'>;
  notifications: Pick<NotificationService, 'notify'>;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'roundAskLeadMs'>;
}

/** The job that asks "did you meet?". */
const askWhoMetJob = defineJob('rounds.ask_who_met', z.object({ roundId: z.string() }));

export class RoundHolder {
  readonly #parts: RoundHolderOptions;

  constructor(parts: RoundHolderOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    const { roundTables } = this.#parts;
    return [
      holdJob.handledBy((job) => this.#hold(job)),
      askWhoMetJob.handledBy(({ tenantId, data }) => roundTables.askWhoMet(tenantId, data.roundId)),
    ];
  }

  async #hold({ tenantId, data: { scheduleId, number } }: JobOf<typeof holdJob>): Promise<void> {
    const { roundSchedules, clock, log } = this.#parts;
    const schedule = await roundSchedules.findById(tenantId, scheduleId);
    // The rounds were closed, or another process has held this one.
    if (!schedule?.isOpen || schedule.nextNumber !== number) return;
    if (schedule.circle && (await this.#parts.circles.members(tenantId, schedule.circle)).size === 0) {
      await roundSchedules.close(schedule);
      return;
    }
    const round = await this.#ensurePlan(schedule);
    if (!round.isDone) await this.#seat(schedule, round);
    const next = await roundSchedules.advance(schedule, clock.date());
    await this.#scheduleAsking(round, next.nextAt);
    log.info({ tenantId, scheduleId, number, tables: round.tables.length }, 'round held');
  }

  /** Returns the stored plan. If several processes plan at the same time, all return the plan that was stored first. */
  async #ensurePlan(schedule: RoundScheduleDoc): Promise<RoundDoc> {
    const existing = await this.#find(schedule);
    if (existing) return existing;
    const plannedAt = this.#parts.clock.date();
    const plan = await this.#makePlan(schedule, plannedAt);
    const { tenantId, _id: scheduleId, nextNumber: number, circle } = schedule;
    await insertOnce(this.#parts.rounds, {
      _id: newId(),
      tenantId,
      scheduleId,
      number,
      circle,
      tables: plan.tables,
      leftOut: plan.leftOut,
      isDone: false,
      plannedAt,
    });
    const stored = await this.#find(schedule);
    if (!stored) throw new Error('The stored round is missing');
    return stored;
  }

  async #makePlan(schedule: RoundScheduleDoc, at: Date): Promise<RoundPlan> {
    const { roundCandidates, plan } = this.#parts;
    const people = await roundCandidates.find(schedule, at);
    const ids = people.map(({ id }) => id);
    const [history, leftOut] = await Promise.all([
      roundCandidates.history(schedule, ids, at),
      roundCandidates.leftOut(schedule),
    ]);
    const { oddOneOut, _id, nextNumber } = schedule;
    return plan({ people, ...history, leftOut, oddOneOut, seed: seedOf(`${_id}:${nextNumber}`) });
  }

  async #seat(schedule: RoundScheduleDoc, round: RoundDoc): Promise<void> {
    const { rounds, roundCandidates, roundTables, notifications } = this.#parts;
    const { _id, tenantId, circle, tables, leftOut, plannedAt } = round;
    const ids = tables.flat();
    const [people, { met }] = await Promise.all([
      roundCandidates.people(tenantId, ids, plannedAt),
      roundCandidates.history(schedule, ids, plannedAt),
    ]);
    await roundTables.seat(round, new Map(people.map((person) => [person.id, person])), met);
    const data = { communityId: idInCircle('community', circle) };
    const key = `round:${_id}`;
    await notifications.notify({ tenantId, personIds: leftOut, kind: 'round_left_out', key, byId: null, data });
    await rounds.updateOne({ _id, tenantId }, { $set: { isDone: true, tables: [] } });
  }

  /** Schedules "did you meet?" for `roundAskLeadMs` before the next round. */
  async #scheduleAsking({ _id: roundId, tenantId }: RoundDoc, nextAt: Date): Promise<void> {
    const { jobs, limits } = this.#parts;
    const dueAt = new Date(nextAt.getTime() - limits.roundAskLeadMs);
    await jobs.schedule(askWhoMetJob, {
      key: `${askWhoMetJob.name}:${roundId}`,
      tenantId,
      dueAt,
      data: { roundId },
    });
  }

  #find({ tenantId, _id: scheduleId, nextNumber: number }: RoundScheduleDoc): Promise<RoundDoc | null> {
    return this.#parts.rounds.findOne({ tenantId, scheduleId, number }).lean<RoundDoc>().exec();
  }
}
