/** Limits on how much expensive work runs at the same time. */
import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { LimitedWork, mapLimited } from '../../src/kernel/limited-work.ts';

describe('limited work', () => {
  /** Work that ends when the test finishes it. */
  function begin(work: LimitedWork) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let hasStarted = false;
    const done = work.run(() => {
      hasStarted = true;
      return promise;
    });
    return { done, finish: resolve, fail: reject, hasStarted: () => hasStarted };
  }

  it('runs a limited amount at the same time and the rest in order, also after a failure', async () => {
    const work = new LimitedWork({ atOnce: 2, maxWaiting: 10 });
    const [first, second, third, fourth] = [begin(work), begin(work), begin(work), begin(work)];
    const started = () => [first, second, third, fourth].map((one) => one.hasStarted());
    expect(started()).to.deep.equal([true, true, false, false]);

    first.fail(new Error('It broke'));
    await first.done.catch(() => {});
    expect(started()).to.deep.equal([true, true, true, false]);

    for (const one of [second, third, fourth]) one.finish();
    await Promise.all([second.done, third.done, fourth.done]);
    const fifth = begin(work);
    expect(fifth.hasStarted()).to.equal(true);
  });

  it('lets shares take turns, whatever one of them has waiting, and rejects what exceeds a share', async () => {
    const work = new LimitedWork({ atOnce: 1, maxWaiting: 10 });
    const done: string[] = [];
    const run = (of: string, name: string) =>
      work.run(async () => void done.push(name), { of, maxWaiting: 3 }).catch(() => void done.push(`no ${name}`));

    await Promise.all([
      ...[1, 2, 3, 4, 5].map((number) => run('a', `a${number}`)),
      ...[1, 2].map((number) => run('b', `b${number}`)),
      run('c', 'c1'),
    ]);

    expect(done.filter((name) => name.startsWith('no'))).to.deep.equal(['no a5']);
    expect(done.filter((name) => !name.startsWith('no'))).to.deep.equal(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('rejects work if too much is waiting, and says when to retry', async () => {
    const work = new LimitedWork({ atOnce: 1, maxWaiting: 1 });
    const [running, waiting] = [begin(work), begin(work)];

    const rejection = await work.run(async () => {}).catch((error: unknown) => error);

    expect(rejection).to.be.instanceOf(UnavailableError);
    expect((rejection as UnavailableError).details?.retryAfterMs).to.be.above(0);
    for (const one of [running, waiting]) one.finish();
    await Promise.all([running.done, waiting.done]);
  });
});

describe('limited work on a list', () => {
  it('runs a limited number at the same time, and returns the results in order', async () => {
    let running = 0;
    let most = 0;

    const results = await mapLimited([5, 1, 4, 2, 3], 2, async (turns) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      running -= 1;
      return turns * 10;
    });

    expect(results).to.deep.equal([50, 10, 40, 20, 30]);
    expect(most).to.equal(2);
  });

  it('starts no more work after a failure', async () => {
    const started: number[] = [];

    const error = await mapLimited([1, 2, 3, 4, 5, 6], 2, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('It broke');
    }).catch((e: Error) => e.message);

    expect(error).to.equal('It broke');
    expect(started).to.have.length.below(5);
  });

  it('returns an empty list for an empty list', async () => {
    expect(await mapLimited([], 3, async () => 1)).to.deep.equal([]);
  });
});
