/** Work that takes turns. */
import { expect } from 'chai';
import { Turns } from '../../src/kernel/turns.ts';

describe('turns', () => {
  it('run the work of one key in order, one at a time, also after a failure', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const gate = Promise.withResolvers<void>();

    const first = turns.take('a', async () => {
      await gate.promise;
      log.push('first');
      throw new Error('failed');
    });
    const second = turns.take('a', async () => log.push('second'));
    const third = turns.take('a', async () => log.push('third'));
    await turns.take('b', async () => log.push('other key'));
    gate.resolve();

    await expectFailure(first);
    await Promise.all([second, third]);
    expect(log).to.deep.equal(['other key', 'first', 'second', 'third']);
  });

  it('return the result of the work', async () => {
    const turns = new Turns();

    const results = await Promise.all([1, 2].map((number) => turns.take('a', async () => number * 10)));

    expect(results).to.deep.equal([10, 20]);
  });
});

async function expectFailure(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: Error) => reason,
  );
  expect(error?.message).to.equal('failed');
}
