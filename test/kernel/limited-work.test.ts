/** Costly work: how much of it runs at once, and what becomes of the rest. */
import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { LimitedWork, mapLimited } from '../../src/kernel/limited-work.ts';

describe('limited work', () => {
  /** Work that ends when told to. */
  function begin(work: LimitedWork) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let hasStarted = false;
    const done = work.run(() => {
      hasStarted = true;
      return promise;
    });
    return { done, finish: resolve, fail: reject, hasStarted: () => hasStarted };
  }

  it('runs so much at once and the rest in turn, also after a failure', async () => {
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

  it('refuses more than may wait, and says when to try again', async () => {
    const work = new LimitedWork({ atOnce: 1, maxWaiting: 1 });
    const [running, waiting] = [begin(work), begin(work)];

    const refused = await work.run(async () => {}).catch((error: unknown) => error);

    expect(refused).to.be.instanceOf(UnavailableError);
    expect((refused as UnavailableError).details?.retryAfterMs).to.be.above(0);
    for (const one of [running, waiting]) one.finish();
    await Promise.all([running.done, waiting.done]);
  });
});

describe('limited work on a list', () => {
  it('runs so much at once, and gives the results in order', async () => {
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

  it('begins no more after a failure', async () => {
    const begun: number[] = [];

    const error = await mapLimited([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('It broke');
    }).catch((e: Error) => e.message);

    expect(error).to.equal('It broke');
    expect(begun).to.have.length.below(5);
  });

  it('returns nothing for nothing', async () => {
    expect(await mapLimited([], 3, async () => 1)).to.deep.equal([]);
  });
});
