/**
 * Jobs: what is to be done at a later moment, such as a reminder. Kept in the database, so that a restart forgets none, and
 * taken with a lease, so that of several processes one does it. A job is done at least once: whoever does it must find that
 * it was done before.
 */
import type { Model } from 'mongoose';
import type { z } from 'zod';
import { isUnavailable } from '../database/database-errors.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './config.ts';
import type { JobDoc } from './job-model.ts';
import type { Log } from './log.ts';

/** One kind of job, and the shape of its data. */
export interface JobKind<Data> {
  /** `feature.what`, such as `meals.reminder`. */
  readonly name: string;
  /** Makes the handler that the feature lists among its `jobs`. The data has been parsed. */
  handledBy(handle: (job: Job<Data>) => Promise<void>): JobHandler;
}

export interface Job<Data = Record<string, unknown>> {
  /** Scheduling the same key again moves the job; there is never a second one. */
  key: string;
  tenantId: string;
  dueAt: Date;
  /** Plain JSON. What may change in the meantime is looked up when the job runs. */
  data: Data;
}

/** A job of this kind, as its handler receives it. */
export type JobOf<Kind> = Kind extends JobKind<infer Data> ? Job<Data> : never;

/** Runs the jobs of one kind. Throwing tries the job again later, a few times. */
export interface JobHandler {
  readonly name: string;
  run(job: Job): Promise<void>;
}

/** Declares a kind of job. Its data outlives a deploy, so it is parsed when it is read: data that does not fit fails. */
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
  limits: Pick<Limits, 'jobPollMs' | 'jobLeaseMs' | 'jobsAtOnce' | 'jobAttempts' | 'jobRetryMs'>;
}

export class Jobs {
  readonly #options: JobsOptions;
  #handlers: ReadonlyMap<string, JobHandler> = new Map();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Takes the handlers of all features, before the start. */
  bind(handlers: readonly JobHandler[]): void {
    this.#handlers = new Map(handlers.map((handler) => [handler.name, handler]));
  }

  /** Keeps a job until it is due; one with the same key is replaced. */
  async schedule<Data extends Record<string, unknown>>(kind: JobKind<Data>, job: Job<Data>): Promise<void> {
    const { key, tenantId, dueAt, data } = job;
    const fields = { tenantId, kind: kind.name, data, dueAt, leasedUntil: new Date(0), attempts: 0 };
    await this.#options.jobs.updateOne({ _id: key }, { $set: fields }, { upsert: true });
  }

  /** Without such a job nothing changes. */
  async cancel(...keys: readonly string[]): Promise<void> {
    await this.#options.jobs.deleteMany({ _id: trusted({ $in: keys }) });
  }

  /** Looks for due jobs from now on. */
  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#running = this.#tick();
    }, this.#options.limits.jobPollMs).unref();
  }

  /** Does what is due now, a few at once; returns how many jobs were done. */
  async runDue(): Promise<number> {
    const first = this.#isClosed ? null : await this.#take();
    // Mostly there is none, and then nobody else looks.
    if (!first) return 0;
    const more = Array.from({ length: this.#options.limits.jobsAtOnce - 1 }, () => this.#runLane(null));
    return (await Promise.all([this.#runLane(first), ...more])).reduce((sum, done) => sum + done, 0);
  }

  /** Takes no more; waits for those under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #tick(): Promise<void> {
    try {
      await this.runDue();
    } catch (error) {
      // They stay due.
      if (!isUnavailable(error)) this.#options.log.error({ err: error }, 'due jobs could not be read');
    }
    this.#timer = null;
    if (!this.#isClosed) this.start();
  }

  async #runLane(first: JobDoc | null): Promise<number> {
    let done = 0;
    let job = first ?? (await this.#take());
    // One after the other: each is taken only when the one before is out of the way.
    while (job) {
      if (await this.#do(job)) done += 1;
      job = this.#isClosed ? null : await this.#take();
    }
    return done;
  }

  #take(): Promise<JobDoc | null> {
    const { jobs, clock, limits } = this.#options;
    const now = clock.date();
    const due = {
      dueAt: trusted({ $lte: now }),
      leasedUntil: trusted({ $lte: now }),
      kind: trusted({ $in: [...this.#handlers.keys()] }),
    };
    const lease = {
      $set: { leasedUntil: new Date(now.getTime() + limits.jobLeaseMs) },
      $inc: { attempts: 1 },
    };
    return jobs
      .findOneAndUpdate(due, lease, { sort: { dueAt: 1 }, returnDocument: 'after' })
      .lean<JobDoc>()
      .exec();
  }

  async #do({ _id: key, tenantId, kind, data, dueAt, leasedUntil, attempts }: JobDoc): Promise<boolean> {
    const { jobs, log, limits } = this.#options;
    // Moved or taken over meanwhile, it is no longer this one's to end.
    const mine = { _id: key, dueAt, leasedUntil };
    try {
      await this.#handlers.get(kind)?.run({ key, tenantId, dueAt, data });
      await jobs.deleteOne(mine);
      return true;
    } catch (error) {
      if (attempts >= limits.jobAttempts) {
        log.error({ err: error, kind, attempts }, 'a job was given up');
        await jobs.deleteOne(mine);
        return false;
      }
      log.warn({ err: error, kind, attempts }, 'a job failed and will be tried again');
      const later = new Date(this.#options.clock.now() + limits.jobRetryMs * 2 ** (attempts - 1));
      await jobs.updateOne(mine, { $set: { leasedUntil: later } });
      return false;
    }
  }
}
