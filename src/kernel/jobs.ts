/**
 * Jobs: work for a later time, such as a reminder. They are stored in the database, so that they survive a restart, and taken
 * with a lease by its clock, so that only one of several processes runs a job. The lease is renewed while the job runs, and ends
 * soon after its process has. A job runs at least once, so handlers must be idempotent. One that fails is retried with growing pauses, for about a day.
 */
import type { Model } from 'mongoose';
import type { z } from 'zod';
import { isUnavailable } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './config.ts';
import { type JobDoc, takeable } from './job-model.ts';
import type { Log } from './log.ts';
import { MINUTE_MS } from './time.ts';

/** One kind of job, and the shape of its data. */
export interface JobKind<Data> {
  /** `feature.action`, such as `meals.reminder`. */
  readonly name: string;
  /** Creates the handler that the feature lists in its `jobs`. `handle` receives parsed data. */
  handledBy(handle: (job: Job<Data>) => Promise<void>): JobHandler;
}

export interface Job<Data = Record<string, unknown>> {
  /** Unique. Scheduling the same key again replaces the job. */
  key: string;
  tenantId: string;
  dueAt: Date;
  /** Plain JSON. The handler looks up everything that may change before the job runs. */
  data: Data;
}

/** The job that the handler of this kind receives. */
export type JobOf<Kind> = Kind extends JobKind<infer Data> ? Job<Data> : never;

/** Runs the jobs of one kind. If it throws, the job is retried later, up to `limits.jobAttempts` attempts. */
export interface JobHandler {
  readonly name: string;
  run(job: Job): Promise<void>;
}

/** Declares a kind of job. Data may be older than the running version, so it is parsed when the job runs; invalid data throws. */
export function defineJob<Data extends Record<string, unknown>>(name: string, schema: z.ZodType<Data>): JobKind<Data> {
  return {
    name,
    handledBy: (handle) => ({ name, run: async (job) => handle({ ...job, data: schema.parse(job.data) }) }),
  };
}

export interface JobsOptions {
  jobs: Model<JobDoc>;
  clock: Clock;
  log: Log;
  limits: Pick<
    Limits,
    'jobPollMs' | 'jobLeaseMs' | 'jobLongestMs' | 'jobsAtOnce' | 'jobAttempts' | 'jobRetryMs' | 'jobRetryMaxMs'
  >;
}

/** A job that was due that long ago, and that no failure holds up, is late. */
const LATE_MS = MINUTE_MS;
/** How often a lease is renewed before it ends, so that one late renewal does no harm. */
const RENEWALS_PER_LEASE = 3;

type OfAttempt = Pick<JobDoc, '_id' | 'tenantId' | 'attemptId'>;

/** A job that nobody has tried to run since it was scheduled. */
const UNTRIED = { leasedUntil: new Date(0), retryAt: null, attempts: 0, attemptId: null };

export class Jobs {
  readonly #options: JobsOptions;
  #handlers: ReadonlyMap<string, JobHandler> = new Map();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Sets the handlers of all features. Call it before `start`. */
  bind(handlers: readonly JobHandler[]): void {
    this.#handlers = new Map(handlers.map((handler) => [handler.name, handler]));
  }

  /** Stores a job. Replaces a job with the same key. */
  async schedule<Data extends Record<string, unknown>>(kind: JobKind<Data>, job: Job<Data>): Promise<void> {
    const { key, tenantId, dueAt, data } = job;
    const fields = { tenantId, kind: kind.name, data, dueAt, ...UNTRIED };
    await upsertOnce(() => this.#options.jobs.updateOne({ _id: key }, { $set: fields }, { upsert: true }));
  }

  /**
   * Stores those of the jobs whose keys are not stored yet. A stored one runs at the earlier of the two times; one that is
   * running now runs again afterwards. So work that is requested again and again is one job, which never runs twice at once.
   */
  async scheduleOnce<Data extends Record<string, unknown>>(
    kind: JobKind<Data>,
    jobs: readonly Job<Data>[],
  ): Promise<void> {
    if (jobs.length === 0) return;
    const writes = jobs.map(({ key, tenantId, dueAt, data }) => ({
      updateOne: {
        filter: { _id: key },
        update: {
          $setOnInsert: { tenantId, kind: kind.name, data, ...UNTRIED },
          $min: { dueAt },
          $inc: { requests: 1 },
        },
        upsert: true,
      },
    }));
    await upsertOnce(() => this.#options.jobs.bulkWrite(writes, { ordered: false }));
  }

  /** Removes jobs. Ignores keys that do not exist. */
  async cancel(...keys: readonly string[]): Promise<void> {
    await this.#options.jobs.deleteMany({ _id: trusted({ $in: keys }) });
  }

  /** Starts polling for due jobs. */
  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#running = this.#tick();
    }, this.#options.limits.jobPollMs).unref();
  }

  /** Runs all due jobs, at most `limits.jobsAtOnce` at the same time. Returns how many succeeded. */
  async runDue(): Promise<number> {
    const first = this.#isClosed ? null : await this.#take();
    // Usually no job is due; then the other lanes need not query.
    if (!first) return 0;
    const more = Array.from({ length: this.#options.limits.jobsAtOnce - 1 }, () => this.#runLane(null));
    return (await Promise.all([this.#runLane(first), ...more])).reduce((sum, done) => sum + done, 0);
  }

  /** How many jobs are stored, how many of them have failed before, and since when the oldest one waits that is late. */
  async state(): Promise<{ waiting: number; retried: number; lateSince: string | null }> {
    const { jobs, clock } = this.#options;
    const [waiting, retried, late] = await Promise.all([
      jobs.estimatedDocumentCount(),
      jobs.countDocuments({ retryAt: trusted({ $type: 'date' }) }),
      jobs.findOne(lateJobs(clock.now()), { dueAt: 1 }).sort({ dueAt: 1 }).lean(),
    ]);
    return { waiting, retried, lateSince: late?.dueAt.toISOString() ?? null };
  }

  /** Stops polling and waits for running jobs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #tick(): Promise<void> {
    try {
      await this.runDue();
    } catch (error) {
      // The jobs stay due, so the next poll runs them.
      if (!isUnavailable(error)) this.#options.log.error({ err: error }, 'due jobs could not be read');
    }
    this.#timer = null;
    if (!this.#isClosed) this.start();
  }

  async #runLane(first: JobDoc | null): Promise<number> {
    let done = 0;
    let job = first ?? (await this.#take());
    // A job is taken only when the previous one has finished, so that its lease does not expire while it waits.
    while (job) {
      if (await this.#do(job)) done += 1;
      job = this.#isClosed ? null : await this.#take();
    }
    return done;
  }

  #take(): Promise<JobDoc | null> {
    const { jobs, clock, limits } = this.#options;
    const lease = {
      leasedUntil: { $add: ['$$NOW', limits.jobLeaseMs] },
      attemptId: { $literal: newId() },
      attempts: { $add: ['$attempts', 1] },
    };
    const due = takeable(clock.date(), [...this.#handlers.keys()]);
    return jobs
      .findOneAndUpdate(due, [{ $set: lease }], { sort: { dueAt: 1 }, returnDocument: 'after', updatePipeline: true })
      .lean<JobDoc>()
      .exec();
  }

  async #do({ _id: key, tenantId, kind, data, dueAt, attempts, attemptId, requests }: JobDoc): Promise<boolean> {
    const { jobs, log, limits } = this.#options;
    // Matches only this attempt: the job may have been rescheduled, or taken by another process, in the meantime.
    const mine = { _id: key, tenantId, attemptId };
    const endLease = this.#renewLease(mine);
    try {
      await this.#handlers.get(kind)?.run({ key, tenantId, dueAt, data });
      await endLease();
      await this.#finish(mine, requests);
      return true;
    } catch (error) {
      await endLease();
      if (attempts >= limits.jobAttempts) {
        log.error({ err: error, kind, attempts }, 'a job failed and will not be retried');
        await this.#finish(mine, requests);
        return false;
      }
      log.warn({ err: error, kind, attempts }, 'a job failed and will be retried');
      const pauseMs = Math.min(limits.jobRetryMs * 2 ** (attempts - 1), limits.jobRetryMaxMs);
      const retryAt = new Date(this.#options.clock.now() + pauseMs);
      await jobs.updateOne(mine, { $set: { leasedUntil: new Date(0), retryAt } });
      return false;
    }
  }

  /**
   * Renews the lease of an attempt while it runs, for `limits.jobLongestMs` at most: then it is taken to hang, and another one
   * begins. Returns a function that stops this.
   */
  #renewLease(mine: OfAttempt): () => Promise<void> {
    const { jobs, limits } = this.#options;
    const everyMs = limits.jobLeaseMs / RENEWALS_PER_LEASE;
    const lease = { leasedUntil: { $add: ['$$NOW', limits.jobLeaseMs] } };
    let left = Math.floor(limits.jobLongestMs / everyMs);
    let renewal: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => {
      if (left-- <= 0) return clearInterval(timer);
      // If it fails, the next one may succeed in time.
      renewal = jobs.updateOne(mine, [{ $set: lease }], { updatePipeline: true }).catch(() => undefined);
    }, everyMs).unref();
    return () => {
      clearInterval(timer);
      return renewal.then(() => undefined);
    };
  }

  /**
   * Removes a job after its last attempt. If it was requested again during the attempt, it runs again: it may have looked
   * before there was something new.
   */
  async #finish(mine: OfAttempt, requests: number | undefined): Promise<void> {
    const { jobs } = this.#options;
    const { deletedCount } = await jobs.deleteOne({ ...mine, requests: requests ?? null });
    if (deletedCount === 0) await jobs.updateOne(mine, { $set: UNTRIED });
  }
}

function lateJobs(now: number) {
  const isHeldUp = { $gt: new Date(now) };
  return { dueAt: trusted({ $lt: new Date(now - LATE_MS) }), retryAt: trusted({ $not: isHeldUp }) };
}
