/** Rate limits, in memory and in Redis, with the same tests. */
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
    /** A new id for each call. */
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

    it('say where they are counted', () => {
      expect(rates.kind).to.equal(kind);
    });

    it('count each class and each person separately', async () => {
      const [ada, bob] = [someone(), someone()];
      await taken(3, () => rates.take('read', { personId: ada, address: here }));
      await taken(2, () => rates.take('write', { personId: ada, address: here }));
      await taken(2, () => rates.take('write', { personId: bob, address: here }));
    });

    it('say when a retry may succeed', async () => {
      const caller = { personId: someone(), address: here };
      await taken(2, () => rates.take('write', caller));

      const rejection = await rates.take('write', caller).catch((error: unknown) => error);

      expect(rejection).to.be.instanceOf(LimitExceededError);
      expect((rejection as LimitExceededError).details?.retryAfterMs).to.be.within(1, 60_000);
    });

    it('count attempts for an e-mail address per client address, and in total', async () => {
      const email = `${someone()}@example.com`;
      await taken(2, () => rates.takeForEmail('sessions.signIn', email, '198.51.100.1'));
      await rates.takeForEmail('sessions.signIn', `${someone()}@example.com`, '198.51.100.1');
      await taken(1, () => rates.takeForEmail('sessions.signIn', email, '198.51.100.2'));
      const rejection = await rates
        .takeForEmail('sessions.signIn', email, '198.51.100.3')
        .catch((error: unknown) => error);
      // In total they are counted for an hour.
      expect((rejection as LimitExceededError).details?.retryAfterMs).to.be.above(60_000);
      // Each purpose is counted separately: guessing passwords does not block the owner's password reset.
      await rates.takeForEmail('passwordResets.request', email, '198.51.100.4');
    });

    it('count attempts of a client address for all accounts together', async () => {
      await taken(6, () => rates.take('credential', { personId: null, address: '192.0.2.7' }));
    });

    it('count attempts of a person from all client addresses together', async () => {
      const personId = someone();
      const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
      await taken(2, () => rates.take('credential', { personId, address: addresses.pop() ?? '' }));
    });

    if (kind === 'redis') {
      it('are shared by processes', async () => {
        const other = await create();
        const caller = { personId: someone(), address: here };
        await rates.take('write', caller);
        await other.take('write', caller);

        const outcomes = await Promise.all([rates, other].map((one) => isRejected(() => one.take('write', caller))));

        await other.close();
        expect(outcomes).to.deep.equal([true, true]);
      });

      it('are counted in memory while Redis is unavailable', async () => {
        const own = await startTestRedis();
        const alone = await RateLimits.create({ limits, redisUrl: new Secret(own.url), log });
        await own.close();

        await taken(2, () => alone.take('write', { personId: 'ada', address: here }));

        await alone.close();
      });
    }
  });
}

/** Expects that the first `count` calls succeed, and the next one is rejected. */
async function taken(count: number, take: () => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i++) await take();
  expect(await isRejected(take), `after ${count}`).to.equal(true);
}

async function isRejected(take: () => Promise<void>): Promise<boolean> {
  try {
    await take();
    return false;
  } catch (error) {
    if (error instanceof LimitExceededError) return true;
    throw error;
  }
}
