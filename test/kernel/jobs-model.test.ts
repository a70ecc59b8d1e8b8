/** Jobs against a model, in every order of scheduling, cancelling, running, failing and losing a lease. */
import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import { model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { jobModel } from '../../src/kernel/job-model.ts';
import { defineJob, Jobs } from '../../src/kernel/jobs.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { command, expectLikeModel } from '../support/model.ts';

const SECOND = 1_000;
const START = Date.parse('2026-03-01T00:00:00Z');
/** Mostly one job, because a history of one job is what matters. */
const KEYS = ['meal', 'meal', 'meal', 'round'];
const limits = {
  jobPollMs: 1,
  /** Longer than the test runs. */
  jobLeaseMs: 3_600 * SECOND,
  jobLongestMs: 3_600 * SECOND,
  jobsAtOnce: 1,
  jobAttempts: 4,
  jobRetryMs: 10 * SECOND,
  jobRetryMaxMs: 20 * SECOND,
};
const testJob = defineJob('test', z.object({ version: z.number() }));

/** A job, as long as it is stored. */
interface Scheduled {
  key: string;
  /** Counts what was scheduled. */
  version: number;
  dueAt: number;
  isLeased: boolean;
  /** Null unless the last attempt failed. */
  retryAt: number | null;
  attempts: number;
}

/** What a runner does at the moment. */
interface Attempt {
  job: Scheduled;
  number: number;
}

interface Model {
  now: number;
  jobs: Map<string, Scheduled>;
  /** By runner. */
  running: Map<number, Attempt>;
  scheduled: number;
}

/** Two processes. Each runs one job at a time, which waits until `finish` ends it. */
class Runners {
  readonly #runners: TestRunner[];

  constructor(create: (handle: (run: Run) => Promise<void>) => Jobs) {
    this.#runners = [0, 1].map(() => new TestRunner(create));
  }

  get jobs(): Jobs {
    return this.runner(0).jobs;
  }

  runner(number: number): TestRunner {
    const runner = this.#runners[number];
    if (!runner) throw new Error('There is no such runner');
    return runner;
  }
}

interface Run {
  key: string;
  version: number;
}

class TestRunner {
  readonly jobs: Jobs;
  #begun = Promise.withResolvers<Run>();
  #finished = Promise.withResolvers<void>();
  #polling: Promise<null> | null = null;

  constructor(create: (handle: (run: Run) => Promise<void>) => Jobs) {
    this.jobs = create(async (run) => {
      this.#begun.resolve(run);
      await this.#finished.promise;
    });
  }

  /** The job that begins, or null if none is due. */
  poll(): Promise<Run | null> {
    this.#polling = this.jobs.runDue().then(() => null);
    return this.#next();
  }

  /** Ends the running job. Returns the next one that begins, or null if none is due. */
  finish(succeeds: boolean): Promise<Run | null> {
    const finished = this.#finished;
    this.#begun = Promise.withResolvers();
    this.#finished = Promise.withResolvers();
    if (succeeds) finished.resolve();
    else finished.reject(new Error('the mail server is unavailable'));
    return this.#next();
  }

  #next(): Promise<Run | null> {
    return Promise.race([this.#begun.promise, this.#polling]);
  }
}

// Promise B4 of docs/promises.md.
describe('jobs of two processes', () => {
  let test: TestDatabase;
  let nowMs = START;

  before(async () => {
    test = await startTestDatabase();
  });
  after(() => test.close());

  it('are those of a simple model after every schedule, cancellation, attempt and lost lease', async () => {
    const key = fc.constantFrom(...KEYS);
    const runner = fc.constantFrom(0, 1);
    const wait = fc.constantFrom(0, 1, 10 * SECOND - 1, 10 * SECOND, 20 * SECOND);

    await expectLikeModel<Model, Runners>({
      commands: [
        fc.tuple(key, fc.constantFrom(0, 0, 5)).map(([name, seconds]) => schedule(name, seconds * SECOND)),
        key.map((name) => cancel(name)),
        wait.map((ms) => advance(ms)),
        key.map((name) => endLease(name)),
        runner.map((number) => poll(number)),
        fc.tuple(runner, fc.boolean()).map(([number, succeeds]) => finish(number, succeeds)),
      ],
      begin: async () => {
        nowMs = START;
        await stored().deleteMany({});
        return {
          model: { now: START, jobs: new Map(), running: new Map(), scheduled: 0 },
          real: new Runners(createRunner),
        };
      },
      sequences: 100,
      maxCommands: 60,
    });
  });

  function schedule(key: string, afterMs: number) {
    return command<Model, Runners>(`schedule ${key} in ${afterMs} ms`, async (model, { jobs }) => {
      const version = ++model.scheduled;
      const dueAt = model.now + afterMs;
      model.jobs.set(key, { key, version, dueAt, isLeased: false, retryAt: null, attempts: 0 });
      await jobs.schedule(testJob, { key, tenantId: 'public', dueAt: new Date(dueAt), data: { version } });
      await expectStored(model);
    });
  }

  function cancel(key: string) {
    return command<Model, Runners>(
      `cancel ${key}`,
      async (model, { jobs }) => {
        model.jobs.delete(key);
        await jobs.cancel(key);
        await expectStored(model);
      },
      ({ jobs }) => jobs.has(key),
    );
  }

  function advance(ms: number) {
    return command<Model, Runners>(`wait ${ms} ms`, async (model) => {
      model.now += ms;
      nowMs = model.now;
    });
  }

  /** A lease ends by the clock of the database, which a test cannot move. */
  function endLease(key: string) {
    return command<Model, Runners>(
      `the lease of ${key} ends`,
      async (model) => {
        const job = model.jobs.get(key);
        if (job) job.isLeased = false;
        await stored().updateOne({ _id: key }, { $set: { leasedUntil: new Date(0) } });
        await expectStored(model);
      },
      ({ jobs }) => jobs.get(key)?.isLeased === true,
    );
  }

  function poll(runner: number) {
    return command<Model, Runners>(
      `runner ${runner} polls`,
      async (model, real) => begin(model, runner, await real.runner(runner).poll()),
      ({ running, jobs }) => !running.has(runner) && jobs.size > 0,
    );
  }

  function finish(runner: number, succeeds: boolean) {
    return command<Model, Runners>(
      `the job of runner ${runner} ${succeeds ? 'succeeds' : 'fails'}`,
      async (model, real) => {
        end(model, runner, succeeds);
        await begin(model, runner, await real.runner(runner).finish(succeeds));
      },
      ({ running }) => running.has(runner),
    );
  }

  /** Expects the runner to have taken the job that was due first, and nothing if none was due. */
  async function begin(model: Model, runner: number, run: Run | null): Promise<void> {
    const due = [...model.jobs.values()].filter(
      ({ dueAt, isLeased, retryAt }) => dueAt <= model.now && !isLeased && (retryAt ?? 0) <= model.now,
    );
    const first = Math.min(...due.map(({ dueAt }) => dueAt));
    const candidates = due.filter(({ dueAt }) => dueAt === first);
    const job = candidates.find(({ key }) => key === run?.key);
    expect(job !== undefined, `${run?.key} of ${candidates.map(({ key }) => key)}`).to.equal(due.length > 0);
    if (job && run) {
      expect(run.version, 'has the newest data').to.equal(job.version);
      job.isLeased = true;
      job.attempts += 1;
      model.running.set(runner, { job, number: job.attempts });
    }
    await expectStored(model);
  }

  /** The end of an attempt counts only if the job was neither scheduled again, nor cancelled, nor taken by the other runner. */
  function end(model: Model, runner: number, succeeds: boolean): void {
    const attempt = model.running.get(runner);
    model.running.delete(runner);
    if (!attempt) return;
    const { job, number } = attempt;
    if (model.jobs.get(job.key) !== job || job.attempts !== number) return;
    if (succeeds || number >= limits.jobAttempts) model.jobs.delete(job.key);
    else {
      job.isLeased = false;
      job.retryAt = model.now + Math.min(limits.jobRetryMs * 2 ** (number - 1), limits.jobRetryMaxMs);
    }
  }

  async function expectStored({ jobs }: Model): Promise<void> {
    const docs = await stored().find({}).sort({ _id: 1 }).lean();
    const found = docs.map(({ _id, data, dueAt, leasedUntil, retryAt, attempts }) => ({
      key: _id,
      version: data.version,
      dueAt: dueAt.getTime(),
      isLeased: leasedUntil.getTime() > 0,
      retryAt: retryAt?.getTime() ?? null,
      attempts,
    }));
    expect(found).to.deep.equal([...jobs.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  }

  function createRunner(handle: (run: Run) => Promise<void>): Jobs {
    const clock = new Clock(() => nowMs);
    const runner = new Jobs({ jobs: stored(), clock, log: createLog({ level: 'silent' }), limits });
    runner.bind([testJob.handledBy(({ key, data }) => handle({ key, version: data.version }))]);
    return runner;
  }

  function stored() {
    return model(test.database.connection, jobModel);
  }
});
