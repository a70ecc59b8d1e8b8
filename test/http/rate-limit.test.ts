/** Rate limits, counted in this process and counted in Redis: the same rules for both. */
import { expect } from 'chai';
import { RateLimits } from '../../src/http/rate-limit.ts';
import { LimitExceededError } from '../../src/kernel/errors.ts';
import { limits as defaults } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const log = createLog({ level: 'silent' });
const limits = {
  ...defaults,
  readPerMinute: 3,
  writePerMinute: 2,
  credentialPerMinute: 2,
  credentialPerMinutePerAddress: 6,
  credentialPerHourPerEmail: 3,
};
const here = '203.0.113.1';

for (const kind of ['memory', 'redis'] as const) {
  describe(`rate limits in ${kind}`, () => {
    let redis: TestRedis | null = null;
    let rates: RateLimits;
    let count = 0;
    /** Nobody before has had this name. */
    const someone = () => `person-${++count}`;
    const create = () => RateLimits.create({ limits, redisUrl: redis && new Secret(redis.url), log });

    before(async () => {
      redis = kind === 'redis' ? await startTestRedis() : null;
      rates = await create();
    });
    after(async () => {
      await rates.close();
      await redis?.close();
    });

    it('say which form they took', () => {
      expect(rates.kind).to.equal(kind);
    });

    it('count each class and each person apart', async () => {
      const [ada, bob] = [someone(), someone()];
      await taken(3, () => rates.take('read', { personId: ada, address: here }));
      await taken(2, () => rates.take('write', { personId: ada, address: here }));
      await taken(2, () => rates.take('write', { personId: bob, address: here }));
    });

    it('say when trying again makes sense', async () => {
      const caller = { personId: someone(), address: here };
      await taken(2, () => rates.take('write', caller));

      const refused = await rates.take('write', caller).catch((error: unknown) => error);

      expect(refused).to.be.instanceOf(LimitExceededError);
      expect((refused as LimitExceededError).details?.retryAfterMs).to.be.within(1, 60_000);
    });

    it('count passwords that are tried for one e-mail address from here, and from everywhere', async () => {
      const email = `${someone()}@example.com`;
      await taken(2, () => rates.takeForEmail('sessions.signIn', email, '198.51.100.1'));
      await taken(1, () => rates.takeForEmail('sessions.signIn', email, '198.51.100.2'), 0);
      // Another purpose is counted by itself: who guesses passwords cannot keep the owner from a reset.
      await rates.takeForEmail('passwordResets.request', email, '198.51.100.3');
    });

    it('count an address whoever is meant', async () => {
      await taken(6, () => rates.take('credential', { personId: null, address: '192.0.2.7' }));
    });

    if (kind === 'redis') {
      it('are shared by processes', async () => {
        const other = await create();
        const caller = { personId: someone(), address: here };
        await rates.take('write', caller);
        await other.take('write', caller);

        const outcomes = await Promise.all([rates, other].map((one) => isRefused(() => one.take('write', caller))));

        await other.close();
        expect(outcomes).to.deep.equal([true, true]);
      });

      it('go on alone while Redis is away', async () => {
        const own = await startTestRedis();
        const alone = await RateLimits.create({ limits, redisUrl: new Secret(own.url), log });
        await own.close();

        await taken(2, () => alone.take('write', { personId: 'ada', address: here }));

        await alone.close();
      });
    }
  });
}

/** So many are let through, and the next `refused` are not. */
async function taken(count: number, take: () => Promise<void>, refused = 1): Promise<void> {
  for (let i = 0; i < count; i++) await take();
  for (let i = 0; i < refused; i++) expect(await isRefused(take), `after ${count}`).to.equal(true);
}

async function isRefused(take: () => Promise<void>): Promise<boolean> {
  try {
    await take();
    return false;
  } catch (error) {
    if (error instanceof LimitExceededError) return true;
    throw error;
  }
}
