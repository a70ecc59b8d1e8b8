/** Work in the background. */
import { expect } from 'chai';
import { Background } from '../../src/kernel/background.ts';

describe('background work', () => {
  it('is waited for, and its error is handed over', async () => {
    const background = new Background();
    const done: string[] = [];
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];

    background.add(first.promise, () => done.push('first failed'));
    background.add(second.promise, (error) => done.push(`second failed: ${(error as Error).message}`));
    const settled = background.settled().then(() => done.push('settled'));
    second.reject(new Error('no mail server'));
    await second.promise.catch(() => {});
    first.resolve();
    await settled;

    expect(done).to.deep.equal(['second failed: no mail server', 'settled']);
  });
});
