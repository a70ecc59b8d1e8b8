/** Costly work: how much of it runs at once, and what becomes of the rest. */
import { expect } from 'chai';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { LimitedWork } from '../../src/kernel/limited-work.ts';

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
