/**
 * How often something may be asked. Counted in this process; with `REDIS_URL` what changes things is counted across all
 * processes. Reads stay local: a round trip for each would cost more than it protects.
 */
import { createClient } from '@redis/client';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limits } from '../kernel/config.ts';
import { LimitExceededError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Log } from '../kernel/log.ts';
import type { Secret } from '../kernel/secret.ts';
import type { RouteDefinition } from '../protocol/routes.ts';

export type LimitClass = RouteDefinition['limit'];

interface Rate {
  points: number;
  seconds: number;
}

const MINUTE = 60;

export class RateLimits {
  readonly #byClass: Record<LimitClass, RateLimiterAbstract>;
  readonly #credentialByAddress: RateLimiterAbstract;
  readonly #credentialByEmail: RateLimiterAbstract;
  readonly #client: RedisClient | null;
  readonly #log: Log;

  /** Counts in Redis where there is one, and goes on alone while Redis is away. */
  static async create(parts: { limits: Limits; redisUrl: Secret | null; log: Log }): Promise<RateLimits> {
    const client = parts.redisUrl ? await connectRedis(parts.redisUrl, parts.log) : null;
    return new RateLimits(parts.limits, client, parts.log);
  }

  private constructor(limits: Limits, client: RedisClient | null, log: Log) {
    const shared = (name: string, rate: Rate) => limiter(name, rate, client);
    this.#byClass = {
      read: limiter('read', { points: limits.readPerMinute, seconds: MINUTE }, null),
      write: shared('write', { points: limits.writePerMinute, seconds: MINUTE }),
      upload: shared('upload', { points: limits.uploadPerMinute, seconds: MINUTE }),
      credential: shared('credential', { points: limits.credentialPerMinute, seconds: MINUTE }),
    };
    const perAddress = { points: limits.credentialPerMinutePerAddress, seconds: MINUTE };
    this.#credentialByAddress = shared('credential-address', perAddress);
    this.#credentialByEmail = shared('credential-email', { points: limits.credentialPerHourPerEmail, seconds: 3600 });
    this.#client = client;
    this.#log = log;
  }

  /**
   * Counts one request of a class. `caller` is a person's id or an address. Of credentials, an address that nobody is
   * signed in from is counted apart, since many people may share it.
   * @throws LimitExceededError
   */
  async take(limit: LimitClass, { personId, address }: { personId: string | null; address: string }): Promise<void> {
    if (limit !== 'credential') return this.#consume(this.#byClass[limit], personId ?? address);
    await this.#consume(this.#credentialByAddress, address);
    if (personId) await this.#consume(this.#byClass.credential, personId);
  }

  /**
   * Counts one try of a password or a reset for an e-mail address: from one place, and from everywhere. `purpose` keeps
   * someone who tries passwords from using up the tries of another route.
   * @throws LimitExceededError
   */
  async takeForEmail(purpose: string, email: string, address: string): Promise<void> {
    // Hashed so that Redis holds no e-mail addresses.
    const key = `${purpose}:${hashOf(email)}`;
    await this.#consume(this.#byClass.credential, `${key}:${address}`);
    await this.#consume(this.#credentialByEmail, key);
  }

  /** `memory` or `redis`. */
  get kind(): 'memory' | 'redis' {
    return this.#client ? 'redis' : 'memory';
  }

  async close(): Promise<void> {
    if (this.#client?.isOpen) this.#client.destroy();
  }

  async #consume(limiterOfKey: RateLimiterAbstract, key: string): Promise<void> {
    try {
      await limiterOfKey.consume(key);
    } catch (result) {
      if (!(result instanceof RateLimiterRes)) {
        // Counting is a protection, not the purpose: without it people are still served.
        this.#log.warn({ err: result }, 'a rate limit could not be counted');
        return;
      }
      const retryAfterMs = Math.max(1, result.msBeforeNext);
      const seconds = Math.ceil(retryAfterMs / 1000);
      throw new LimitExceededError(`You have sent too many requests. Try again in ${seconds} s.`, { retryAfterMs });
    }
  }
}

type RedisClient = Awaited<ReturnType<typeof connectRedis>>;

function limiter(name: string, { points, seconds }: Rate, client: RedisClient | null): RateLimiterAbstract {
  const options = { keyPrefix: `meshi:rate:${name}`, points, duration: seconds };
  const inMemory = new RateLimiterMemory(options);
  if (!client) return inMemory;
  return new RateLimiterRedis({
    ...options,
    storeClient: client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: inMemory,
    inMemoryBlockOnConsumed: points + 1,
  });
}

async function connectRedis(url: Secret, log: Log) {
  const client = createClient({ url: url.reveal(), disableOfflineQueue: true });
  client.on('error', (error: Error) => log.warn({ reason: error.message }, 'Redis does not answer; counting alone'));
  await client.connect();
  return client;
}
