/** Jobs on a real database: each runs when it is due, by one of several runners, and none is lost. */

import { expect } from 'chai';
import { z } from 'zod';
import { model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { Limits } from '../../src/kernel/config.ts';
import { jobModel } from '../../src/kernel/job-model.ts';
import { defineJob, Jobs } from '../../src/kernel/jobs.ts';
import { limits as defaults } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import { HOUR_MS, MINUTE_MS as MINUTE } from '../../src/kernel/time.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const log = createLog({ level: 'silent' });
const limits = { ...defaults, jobPollMs: 5, jobAttempts: 6 };

/** For a runner that must not take its job a second time. */
const ONE_LANE = { jobsAtOnce: 1 };

const testJob = defineJob('test', z.object({}));

// Promises B4 and B7 of docs/promises.md.
describe('jobs', () => {
  let test: TestDatabase;
  let nowMs = 0;
  const clock = new Clock(() => nowMs);
  let done: string[];

  before(async () => {
    test = await startTestDatabase();
  });

  after(() => test.close());

  beforeEach(async () => {
    await jobs().deleteMany({});
    nowMs = Date.parse('2026-03-01T00:00:00Z');
    done = [];
  });

  it('run when they are due, and not before', async () => {
    const runner = newRunner();
    await schedule(runner, 'later', 10);
    await schedule(runner, 'soon', 5);

    const early = await runner.runDue();
    nowMs += 5 * MINUTE;
    const onTime = await runner.runDue();

    expect([early, onTime]).to.deep.equal([0, 1]);
    expect(done).to.deep.equal(['soon']);
  });

  it('run the earliest due first', async () => {
    // One at a time: of two that run at once, either may finish first.
    const runner = newRunner(record, { jobsAtOnce: 1 });
    for (const [key, minutes] of [
      ['second', 2],
      ['third', 3],
      ['first', 1],
    ] as const)
      await schedule(runner, key, minutes);

    nowMs += 5 * MINUTE;
    await runner.runDue();

    expect(done).to.deep.equal(['first', 'second', 'third']);
  });

  it('run once if two runners poll at the same time', async () => {
    const [one, other] = [newRunner(), newRunner()];
    const keys = Array.from({ length: 40 }, (_, number) => `job-${number}`);
    await Promise.all(keys.map((key) => schedule(one, key, 0)));

    const counts = await Promise.all([one.runDue(), other.runDue()]);

    expect(done).to.have.members(keys);
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(keys.length);
    expect(await jobs().countDocuments({})).to.equal(0);
  });

  it('are retried with a doubling delay if they fail, and finally dropped', async () => {
    let attempts = 0;
    const runner = newRunner(async () => {
      attempts += 1;
      throw new Error('the mail server is unavailable');
    });
    await schedule(runner, 'mail', 0);

    const waits: number[] = [];
    for (let seconds = 0; seconds < 1_000; seconds += 5) {
      const before = attempts;
      await runner.runDue();
      if (attempts > before) waits.push(seconds);
      nowMs += 5_000;
    }

    expect(waits).to.deep.equal([0, 10, 30, 70, 150, 310]);
    expect(await jobs().countDocuments({})).to.equal(0);
  });

  it('that fail are retried for a day, with pauses of at most half an hour', async () => {
    const times: number[] = [];
    const runner = newRunner(
      async () => {
        times.push(nowMs);
        throw new Error('the mail server is unavailable');
      },
      { jobAttempts: defaults.jobAttempts },
    );
    await schedule(runner, 'mail', 0);

    for (let job = await stored('mail'); job; job = await stored('mail')) {
      nowMs = Math.max(nowMs, (job.retryAt?.getTime() ?? 0) - 1);
      await runner.runDue();
      nowMs += 1;
      await runner.runDue();
    }

    const [first = 0, last = 0] = [times.at(0), times.at(-1)];
    expect((last - first) / HOUR_MS).to.be.within(24, 25);
    const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(Math.max(...pauses)).to.equal(30 * MINUTE);
  });

  it('run once if the clocks of two processes differ by more than a lease', async () => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const one = newRunner(async (key) => {
      done.push(key);
      begun.resolve();
      await gate.promise;
    });
    const other = newRunner(record, {}, new Clock(() => nowMs + limits.jobLeaseMs * 1.5));
    await schedule(one, 'mail', 0);
    const running = one.runDue();
    await begun.promise;

    const count = await other.runDue();
    gate.resolve();
    await running;

    expect([count, done]).to.deep.equal([0, ['mail']]);
  });

  it('that run longer than a lease are not taken by another process while theirs works', async () => {
    const gate = Promise.withResolvers<void>();
    const one = newRunner(() => gate.promise, { ...ONE_LANE, jobLeaseMs: 3_000 });
    const other = newRunner();
    const leasedUntil = async () => (await stored('mail'))?.leasedUntil.getTime() ?? 0;
    await schedule(one, 'mail', 0);
    const running = one.runDue();
    const first = await until(leasedUntil);
    await until(leasedUntil, (renewed) => renewed > first);

    const count = await other.runDue();
    gate.resolve();
    await running;

    expect([count, await stored('mail')]).to.deep.equal([0, null]);
  });

  it('that hang are begun again', async () => {
    const gate = Promise.withResolvers<void>();
    const hanging = newRunner(() => gate.promise, { ...ONE_LANE, jobLeaseMs: 300, jobLongestMs: 300 });
    const other = newRunner();
    await schedule(hanging, 'mail', 0);
    const running = hanging.runDue();
    await until(async () => (await jobs().countDocuments({ attempts: 1 })) === 1);

    const count = await until(() => other.runDue());
    gate.resolve();
    await running;

    expect([count, done]).to.deep.equal([1, ['mail']]);
  });

  it('that fail do not block others', async () => {
    const runner = newRunner(async (key) => {
      if (key === 'broken') throw new Error('broken');
      done.push(key);
    });
    await Promise.all(['broken', 'a', 'b'].map((key) => schedule(runner, key, 0)));

    await runner.runDue();

    expect(done).to.have.members(['a', 'b']);
  });

  it('that are slow do not block others', async () => {
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const others = ['a', 'b', 'c'];
    const runner = newRunner(async (key) => {
      if (key === 'slow') return slow;
      done.push(key);
      if (done.length === others.length) finish();
    });
    await Promise.all(['slow', ...others].map((key) => schedule(runner, key, 0)));

    // Would never resolve if the others ran after the slow one.
    const count = await runner.runDue();

    expect(count).to.equal(4);
  });

  it('are replaced if the same key is scheduled again', async () => {
    const runner = newRunner();
    await schedule(runner, 'meal', 5);
    await schedule(runner, 'meal', 20);

    nowMs += 10 * MINUTE;
    await runner.runDue();
    const early = [...done];
    nowMs += 10 * MINUTE;
    await runner.runDue();

    expect(early).to.deep.equal([]);
    expect(done).to.deep.equal(['meal']);
  });

  it('that are scheduled again have all their attempts, and do not wait for a retry of the old ones', async () => {
    let attempts = 0;
    const runner = newRunner(async () => {
      attempts += 1;
      throw new Error('the mail server is unavailable');
    });
    await schedule(runner, 'mail', 0);
    for (let attempt = 1; attempt < limits.jobAttempts; attempt += 1) {
      await runner.runDue();
      nowMs += limits.jobRetryMs * 2 ** (attempt - 1);
    }
    nowMs -= MINUTE;

    await schedule(runner, 'mail', 0);
    const before = attempts;
    await runner.runDue();

    expect(before).to.equal(limits.jobAttempts - 1);
    expect(attempts, 'runs at once').to.equal(before + 1);
    expect(await jobs().countDocuments({ attempts: 1 }), 'is kept for a retry').to.equal(1);
  });

  for (const [outcome, end] of [
    ['succeeds', () => {}],
    [
      'fails',
      () => {
        throw new Error('too late');
      },
    ],
  ] as const) {
    it(`of a runner that ${outcome} after its lease stay with the successor`, async () => {
      const gate = Promise.withResolvers<void>();
      const late = newRunner(async () => {
        await gate.promise;
        end();
      }, ONE_LANE);
      const successor = newRunner(async () => {
        throw new Error('the mail server is unavailable');
      });
      await schedule(late, 'mail', 0);
      const running = late.runDue();
      await until(async () => (await jobs().countDocuments({ attempts: 1 })) === 1);
      await endLeases();
      await successor.runDue();
      const before = await stored('mail');

      gate.resolve();
      await running;

      expect(before).to.include({ attempts: 2 });
      expect(await stored('mail')).to.deep.equal(before);
    });
  }

  it('that are scheduled again for the same time stay with their next attempt', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const [late, successor] = gates.map(({ promise }) => newRunner(() => promise, ONE_LANE)) as [Jobs, Jobs];
    const isTaken = async () => (await jobs().countDocuments({ attempts: 1 })) === 1;
    await schedule(late, 'mail', 0);
    const first = late.runDue();
    await until(isTaken);
    await schedule(late, 'mail', 0);
    const second = successor.runDue();
    await until(isTaken);

    gates[0].resolve();
    await first;
    const afterFirst = await jobs().countDocuments({});
    gates[1].resolve();
    await second;

    expect([afterFirst, await jobs().countDocuments({})]).to.deep.equal([1, 0]);
  });

  it('that are rescheduled while they run, run again at the new time', async () => {
    const runner: Jobs = newRunner(async (key) => {
      done.push(key);
      if (done.length === 1) await schedule(runner, key, 5);
    });
    await schedule(runner, 'quiet', 0);

    await runner.runDue();
    nowMs += 5 * MINUTE;
    await runner.runDue();

    expect(done).to.deep.equal(['quiet', 'quiet']);
    expect(await jobs().countDocuments({})).to.equal(0);
  });

  it('that are requested many times are one job, at the earliest of the times', async () => {
    const runner = newRunner();
    for (const minutes of [5, 3, 8]) await request(runner, 'job', minutes);
    await Promise.all([request(runner, 'job', 4), request(newRunner(), 'other', 9), request(runner, 'other', 9)]);

    nowMs += 3 * MINUTE;
    await runner.runDue();
    const early = [...done];
    nowMs += 10 * MINUTE;
    await runner.runDue();

    expect([early, done]).to.deep.equal([['job'], ['job', 'other']]);
    expect(await jobs().countDocuments({})).to.equal(0);
  });

  it('that are requested while they run, run again afterwards, and never twice at once', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let [running, most] = [0, 0];
    const runner = newRunner(async (key) => {
      running += 1;
      most = Math.max(most, running);
      if (done.length === 0) {
        begun.resolve();
        await gate.promise;
      }
      running -= 1;
      done.push(key);
    });
    await request(runner, 'job', 0);
    const first = runner.runDue();
    await begun.promise;

    await request(runner, 'job', 0);
    await runner.runDue();
    gate.resolve();
    await first;
    await runner.runDue();

    expect([done, most]).to.deep.equal([['job', 'job'], 1]);
    expect(await jobs().countDocuments({})).to.equal(0);
  });

  it('that are requested during their last attempt run again, also if it fails', async () => {
    const runner: Jobs = newRunner(async (key) => {
      done.push(key);
      if (done.length === limits.jobAttempts) await request(runner, key, 0);
      throw new Error('the mail server is unavailable');
    });
    await request(runner, 'job', 0);

    for (let attempt = 1; attempt <= limits.jobAttempts; attempt += 1) {
      await runner.runDue();
      nowMs += limits.jobRetryMs * 2 ** (attempt - 1);
    }

    expect(done).to.have.length(limits.jobAttempts + 1);
    expect(await jobs().countDocuments({ attempts: 1 })).to.equal(1);
  });

  it('do not run after they were cancelled', async () => {
    const runner = newRunner();
    await schedule(runner, 'kept', 0);
    await schedule(runner, 'cancelled', 0);

    await runner.cancel('cancelled', 'never there');
    await runner.runDue();

    expect(done).to.deep.equal(['kept']);
  });

  it('survive a restart, also in the middle of a job', async () => {
    const crashed = newRunner(() => new Promise(() => {}), ONE_LANE);
    await schedule(crashed, 'begun', 0);
    void crashed.runDue();
    await until(async () => (await jobs().countDocuments({ attempts: 1 })) === 1);
    const restarted = newRunner();

    await restarted.runDue();
    const duringLease = [...done];
    await endLeases();
    await restarted.runDue();

    expect(duringLease, 'while another process may be running it').to.deep.equal([]);
    expect(done).to.deep.equal(['begun']);
  });

  it('of a kind without a handler are left for other processes', async () => {
    const runner = newRunner();
    await runner.schedule(defineJob('unknown', z.object({})), { key: 'x', tenantId: 'public', dueAt: at(0), data: {} });

    await runner.runDue();

    expect(await jobs().countDocuments({})).to.equal(1);
  });

  it('are polled automatically until they are closed', async () => {
    const runner = newRunner();
    await schedule(runner, 'soon', 0);
    runner.start();
    await until(async () => done.length === 1);

    await runner.close();
    await schedule(runner, 'after', 0);

    expect(await runner.runDue()).to.equal(0);
    expect(await jobs().countDocuments({})).to.equal(1);
  });

  it('that run are finished before the runner is closed; others are left for the next one', async () => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const runner = newRunner(async (key) => {
      begun.resolve();
      await gate.promise;
      done.push(key);
    });
    const count = limits.jobsAtOnce + 3;
    await Promise.all(Array.from({ length: count }, (_, number) => schedule(runner, `job-${number}`, 0)));
    runner.start();
    await begun.promise;

    const closing = runner.close().then(() => done.length);
    gate.resolve();
    const doneBeforeEnd = await closing;

    expect(doneBeforeEnd).to.be.within(1, limits.jobsAtOnce);
    expect(done).to.have.length(doneBeforeEnd);
    expect(await jobs().countDocuments({})).to.equal(count - doneBeforeEnd);
  });

  function jobs() {
    return model(test.database.connection, jobModel);
  }

  function stored(key: string) {
    return jobs().findOne({ _id: key }).lean();
  }

  /** As if the leases had expired, which are by the clock of the database. */
  async function endLeases(): Promise<void> {
    await jobs().updateMany({}, { $set: { leasedUntil: new Date(0) } });
  }

  function newRunner(
    handle: (key: string) => Promise<void> = record,
    changed: Partial<Pick<Limits, 'jobsAtOnce' | 'jobAttempts' | 'jobLeaseMs' | 'jobLongestMs'>> = {},
    ownClock = clock,
  ): Jobs {
    const runner = new Jobs({ jobs: jobs(), clock: ownClock, log, limits: { ...limits, ...changed } });
    runner.bind([testJob.handledBy(({ key }) => handle(key))]);
    return runner;
  }

  async function record(key: string): Promise<void> {
    done.push(key);
  }

  function schedule(runner: Jobs, key: string, minutes: number): Promise<void> {
    return runner.schedule(testJob, { key, tenantId: 'public', dueAt: at(minutes), data: {} });
  }

  function request(runner: Jobs, key: string, minutes: number): Promise<void> {
    return runner.scheduleOnce(testJob, [{ key, tenantId: 'public', dueAt: at(minutes), data: {} }]);
  }

  function at(minutes: number): Date {
    return new Date(nowMs + minutes * MINUTE);
  }
});
