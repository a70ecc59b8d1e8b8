/** Rate limits, in memory and in Redis, with the same tests. */
import { expect } from 'chai';
import { RateLimits } from '../../src/http/rate-limit.ts';
import { LimitExceededError } from '../../src/kernel/errors.ts';
import { limits as defaults } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Redis } from '../../src/kernel/redis.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { TestRedis } from '../support/redis.ts';

const log = createLog({ level: 'silent' });
const limits = {
  ...defaults,
  readPerMinute: 3,
  writePerMinute: 2,
  credentialPerMinute: 2,
  credentialPerMinutePerAddress: 6,
  signUpsPerHourPerAddress: 5,
  signInsPerHour: 3,
  signInsPerHourPerEmail: 4,
};
const here = '203.0.113.1';

for (const kind of ['memory', 'redis'] as const) {
  describe(`rate limits in ${kind}`, () => {
    let redis: TestRedis | null = null;
    let rates: RateLimits;
    let count = 0;
    /** A new id for each call. */
    const someone = () => `person-${++count}`;
    const create = () => RateLimits.create({ limits, redis: redis && redisAt(redis), log });

    before(async () => {
      redis = kind === 'redis' ? await TestRedis.start() : null;
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

    it('count requests with an e-mail address per client address', async () => {
      const email = `${someone()}@example.com`;
      await taken(2, () => rates.takeForEmail('passwordResets.request', email, '198.51.100.1'));
      await rates.takeForEmail('passwordResets.request', `${someone()}@example.com`, '198.51.100.1');
      await rates.takeForEmail('accounts.signUp', email, '198.51.100.1');
      for (let at = 2; at < 20; at++) await rates.takeForEmail('passwordResets.request', email, `198.51.100.${at}`);
    });

    it('count attempts to sign up per client address for an hour, whatever the e-mail address', async () => {
      const from = (address: string) => rates.takeSignUp(`${someone()}@example.com`, address);
      await taken(5, () => from('198.51.100.4'));

      const rejection = await from('198.51.100.4').catch((error: unknown) => error);

      expect((rejection as LimitExceededError).details?.retryAfterMs).to.be.above(60_000);
      await from('198.51.100.5');
    });

    it('count attempts to sign in per client address, and those of unknown devices in total', async () => {
      const email = `${someone()}@example.com`;
      const from = (address: string, deviceId: string | null = null) => rates.takeSignIn(email, { address, deviceId });
      await taken(2, () => from('198.51.100.1'));
      await taken(2, () => from('198.51.100.2'));

      const rejection = await from('198.51.100.3').catch((error: unknown) => error);

      // In total they are counted for an hour.
      expect((rejection as LimitExceededError).details?.retryAfterMs).to.be.above(60_000);
      await taken(2, () => from('198.51.100.3', 'a-known-device'));
      await from('198.51.100.3', 'another-known-device');
    });

    it('do not let one address spend the attempts of all', async () => {
      const email = `${someone()}@example.com`;
      const from = (address: string) => isRejected(() => rates.takeSignIn(email, { address, deviceId: null }));

      const outcomes = await Promise.all(Array.from({ length: 20 }, () => from('198.51.100.1')));

      expect(outcomes.filter((isOut) => !isOut)).to.have.length(2);
      expect(await from('198.51.100.2')).to.equal(false);
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
        const own = await TestRedis.start();
        const alone = await RateLimits.create({ limits, redis: redisAt(own), log });
        await own.close();

        await taken(2, () => alone.take('write', { personId: 'ada', address: here }));

        await alone.close();
      });
    }
  });
}

function redisAt({ url }: TestRedis): Redis {
  return new Redis({ url: new Secret(url), prefix: 'test', limits, log });
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
