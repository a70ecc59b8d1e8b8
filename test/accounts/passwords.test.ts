/** Checking passwords takes the same work whether or not the account exists. */
import { expect } from 'chai';
import { Passwords } from '../../src/accounts/password.ts';
import { LimitedWork } from '../../src/kernel/limited-work.ts';
import { limits } from '../../src/kernel/limits.ts';

/** Counts the hashes that are computed. */
class CountedWork extends LimitedWork {
  count = 0;

  override run<T>(work: () => Promise<T>): Promise<T> {
    this.count += 1;
    return super.run(work);
  }
}

// Promise A8 of docs/promises.md.
describe('passwords', () => {
  it('are hashed as often for an unknown address as for a wrong password', async () => {
    const work = new CountedWork({ atOnce: 2, maxWaiting: 10 });
    const passwords = new Passwords({ work, memoryKib: limits.passwordMemoryKib });
    const stored = await passwords.hash('a quiet evening');
    expect(stored).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const countsFor = async (known: string | null) => {
      const before = work.count;
      const isCorrect = await passwords.verify(known, 'another evening');
      return { isCorrect, hashes: work.count - before };
    };

    // The first unknown address also computes the hash that stands in for a stored one.
    await countsFor(null);
    const [unknown, wrong] = [await countsFor(null), await countsFor(stored)];

    expect(unknown).to.deep.equal(wrong).and.to.deep.equal({ isCorrect: false, hashes: 1 });
  });
});
