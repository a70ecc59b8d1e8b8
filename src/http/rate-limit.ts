/**
 * Rate limits. Counted in this process; with `REDIS_URL`, everything except reads is counted across all processes. Reads are
 * counted locally, because a round trip for each read would cost too much.
 */
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limits } from '../kernel/config.ts';
import { LimitExceededError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Log } from '../kernel/log.ts';
import type { Redis, RedisClient, RedisConnection } from '../kernel/redis.ts';
import type { RouteDefinition } from '../protocol/routes.ts';

export type LimitClass = RouteDefinition['limit'];

interface Rate {
  points: number;
  seconds: number;
}

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

export interface RateLimitsOptions {
  limits: Limits;
  /** Null: each process counts on its own. */
  redis: Redis | null;
  log: Log;
}

/** Who tries to sign in. `deviceId` is null if the device is not known for the account. */
interface SignInSpender {
  address: string;
  deviceId: string | null;
}

interface Parts {
  limits: Limits;
  log: Log;
  connection: RedisConnection | null;
  keyOf: (name: string) => string;
}

export class RateLimits {
  readonly #byClass: Record<LimitClass, RateLimiterAbstract>;
  readonly #credentialByAddress: RateLimiterAbstract;
  readonly #signUp: RateLimiterAbstract;
  readonly #signIn: RateLimiterAbstract;
  readonly #signInByEmail: RateLimiterAbstract;
  readonly #secondStep: RateLimiterAbstract;
  readonly #secondStepByAccount: RateLimiterAbstract;
  readonly #key: RateLimiterAbstract;
  readonly #wrongKey: RateLimiterAbstract;
  readonly #connection: RedisConnection | null;
  readonly #log: Log;

  /** Counts in Redis if it is configured. While Redis is unavailable, each process counts on its own. */
  static async create({ limits, redis, log }: RateLimitsOptions): Promise<RateLimits> {
    if (!redis) return new RateLimits({ limits, log, connection: null, keyOf: (name) => name });
    const keyOf = (name: string) => redis.key(`rate:${name}`);
    return new RateLimits({ limits, log, connection: await redis.connect(), keyOf });
  }

  private constructor({ limits, log, connection, keyOf }: Parts) {
    const client = connection?.client ?? null;
    const shared = (name: string, rate: Rate) => limiter(keyOf(name), rate, client);
    this.#byClass = {
      read: limiter('read', { points: limits.readPerMinute, seconds: MINUTE_S }, null),
      write: shared('write', { points: limits.writePerMinute, seconds: MINUTE_S }),
      upload: shared('upload', { points: limits.uploadPerMinute, seconds: MINUTE_S }),
      people: shared('people', { points: limits.peopleSearchesPerHour, seconds: HOUR_S }),
      credential: shared('credential', { points: limits.credentialPerMinute, seconds: MINUTE_S }),
    };
    const perAddress = { points: limits.credentialPerMinutePerAddress, seconds: MINUTE_S };
    this.#credentialByAddress = shared('credential-address', perAddress);
    this.#signUp = shared('sign-up', { points: limits.signUpsPerHourPerAddress, seconds: HOUR_S });
    this.#signIn = shared('sign-in', { points: limits.signInsPerHour, seconds: HOUR_S });
    this.#signInByEmail = shared('sign-in-email', { points: limits.signInsPerHourPerEmail, seconds: HOUR_S });
    this.#secondStep = shared('second-step', { points: limits.secondStepsPerDay, seconds: DAY_S });
    const perAccount = { points: limits.secondStepsPerDayPerAccount, seconds: DAY_S };
    this.#secondStepByAccount = shared('second-step-account', perAccount);
    this.#key = shared('key', { points: limits.keyRequestsPerMinute, seconds: MINUTE_S });
    this.#wrongKey = shared('wrong-key', perAddress);
    this.#connection = connection;
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
   * Counts one request with an e-mail address, such as for a password reset, per client address: a limit is keyed by the one who
   * spends it, so that nobody can spend it for the owner of the address. Each `purpose` is counted separately.
   * @throws LimitExceededError
   */
  async takeForEmail(purpose: string, email: string, address: string): Promise<void> {
    // Hashed, so that Redis contains no e-mail addresses.
    await this.#consume(this.#byClass.credential, `${purpose}:${hashOf(email)}:${address}`);
  }

  /**
   * Counts one attempt to sign up, whatever its outcome: each tells whether an address has an account. `email` is null if a provider
   * has named it. @throws LimitExceededError
   */
  async takeSignUp(email: string | null, address: string): Promise<void> {
    if (email !== null) await this.takeForEmail('accounts.signUp', email, address);
    await this.#consume(this.#signUp, address);
  }

  /**
   * Counts one attempt to sign in: of a device that is known for the account, or per client address. Unknown devices are also
   * counted in total, so that many addresses together cannot guess a password.
   * @throws LimitExceededError
   */
  async takeSignIn(email: string, { address, deviceId }: SignInSpender): Promise<void> {
    const spender = `${hashOf(email)}:${deviceId ?? address}`;
    await this.#consume(this.#byClass.credential, `sign-in:${spender}`);
    await this.#consume(this.#signIn, spender);
    // Last, so that an address that has used up its own attempts cannot spend those of everyone.
    if (deviceId === null) await this.#consume(this.#signInByEmail, hashOf(email));
  }

  /**
   * Counts one attempt at the second step of a sign-in, as `takeSignIn` does for the first one. Only those reach it who know the
   * password. @throws LimitExceededError
   */
  async takeSecondStep(accountId: string, { address, deviceId }: SignInSpender): Promise<void> {
    await this.#consume(this.#secondStep, `${accountId}:${deviceId ?? address}`);
    if (deviceId === null) await this.#consume(this.#secondStepByAccount, accountId);
  }

  /**
   * Counts one code of a second factor that is given in a session, in whichever tenant. Not together with those of sign-ins: somebody
   * with a copied session cannot keep the owner from signing in, which is a proof too. @throws LimitExceededError
   */
  async takeFactorCode(accountId: string): Promise<void> {
    await this.#consume(this.#secondStep, `proof:${accountId}`);
  }

  /** Counts one request of a program: each key spends its own allowance. @throws LimitExceededError */
  async takeKey(keyId: string): Promise<void> {
    await this.#consume(this.#key, keyId);
  }

  /** Counts one key that does not exist. @throws LimitExceededError */
  async takeWrongKey(address: string): Promise<void> {
    await this.#consume(this.#wrongKey, address);
  }

  /** Where requests are counted. */
  get kind(): 'memory' | 'redis' {
    return this.#connection ? 'redis' : 'memory';
  }

  async close(): Promise<void> {
    this.#connection?.close();
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

function limiter(keyPrefix: string, { points, seconds }: Rate, client: RedisClient | null): RateLimiterAbstract {
  const options = { keyPrefix, points, duration: seconds };
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
