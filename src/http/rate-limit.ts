/**
 * Rate limits. Counted in this process; with `REDIS_URL`, everything except reads is counted across all processes. Reads are
 * counted locally, because a round trip for each read would cost too much.
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

const MINUTE_S = 60;
const HOUR_S = 3_600;

export class RateLimits {
  readonly #byClass: Record<LimitClass, RateLimiterAbstract>;
  readonly #credentialByAddress: RateLimiterAbstract;
  readonly #credentialByEmail: RateLimiterAbstract;
  readonly #client: RedisClient | null;
  readonly #log: Log;

  /** Counts in Redis if it is configured. While Redis is unavailable, each process counts on its own. */
  static async create(parts: { limits: Limits; redisUrl: Secret | null; log: Log }): Promise<RateLimits> {
    const client = parts.redisUrl ? await connectRedis(parts.redisUrl, parts.log) : null;
    return new RateLimits(parts.limits, client, parts.log);
  }

  private constructor(limits: Limits, client: RedisClient | null, log: Log) {
    const shared = (name: string, rate: Rate) => limiter(name, rate, client);
    this.#byClass = {
      read: limiter('read', { points: limits.readPerMinute, seconds: MINUTE_S }, null),
      write: shared('write', { points: limits.writePerMinute, seconds: MINUTE_S }),
      upload: shared('upload', { points: limits.uploadPerMinute, seconds: MINUTE_S }),
      credential: shared('credential', { points: limits.credentialPerMinute, seconds: MINUTE_S }),
    };
    const perAddress = { points: limits.credentialPerMinutePerAddress, seconds: MINUTE_S };
    this.#credentialByAddress = shared('credential-address', perAddress);
    this.#credentialByEmail = shared('credential-email', { points: limits.credentialPerHourPerEmail, seconds: HOUR_S });
    this.#client = client;
    this.#log = log;
  }

  /**
   * Counts one request of a class, per person, or per address if nobody is signed in. Requests with credentials are always
   * counted per address, with a higher limit because many people may share it, and also per person.
   * @throws LimitExceededError
   */
  async take(limit: LimitClass, { personId, address }: { personId: string | null; address: string }): Promise<void> {
    if (limit !== 'credential') return this.#consume(this.#byClass[limit], personId ?? address);
    await this.#consume(this.#credentialByAddress, address);
    if (personId) await this.#consume(this.#byClass.credential, personId);
  }

  /**
   * Counts one attempt with an e-mail address, such as a sign-in or a password reset: per client address, and in total. Each
   * `purpose` is counted separately, so that guessing passwords does not block another route.
   * @throws LimitExceededError
   */
  async takeForEmail(purpose: string, email: string, address: string): Promise<void> {
    // Hashed, so that Redis contains no e-mail addresses.
    const key = `${purpose}:${hashOf(email)}`;
    await this.#consume(this.#byClass.credential, `${key}:${address}`);
    await this.#consume(this.#credentialByEmail, key);
  }

  /** Where requests are counted. */
  get kind(): 'memory' | 'redis' {
    return this.#client ? 'redis' : 'memory';
  }

  async close(): Promise<void> {
    if (this.#client?.isOpen) this.#client.destroy();
  }

  async #consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (result) {
      if (!(result instanceof RateLimiterRes)) {
        // If counting fails, requests are still served: availability is more important than the limit.
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
  client.on('error', (error: Error) =>
    log.warn({ reason: error.message }, 'Redis does not answer; this process counts rate limits on its own'),
  );
  await client.connect();
  return client;
}
