/**
 * Turns an access token into the actor. The first time, it looks the session up; then the token is cached, and needs no database
 * query. The sessions that ended early are kept in memory: loaded at start, then updated by events.
 */
import type { LRUCache } from 'lru-cache';
import type { Actor } from '../kernel/actor.ts';
import { boundedCache } from '../kernel/bounded-cache.ts';
import type { Clock } from '../kernel/clock.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';
import type { SessionService } from './session-service.ts';
import type { TokenClaims, Tokens } from './tokens.ts';

export interface AuthenticatorOptions {
  tokens: Tokens;
  sessions: Pick<SessionService, 'isActive'>;
  clock: Clock;
  limits: { accessTokenMs: number; verifiedTokens: number };
}

/** The actor of a token, and when the token expires (milliseconds since 1970). */
export interface Authenticated {
  readonly actor: Actor;
  readonly expiresAt: number;
  /** The key that signed the token is in rehearsal. */
  readonly isRehearsed?: true;
}

interface Verified {
  found: Authenticated;
  /** The key whose uses are counted; null for a key of the environment. */
  keyId: string | null;
}

export class Authenticator {
  readonly #tokens: Tokens;
  readonly #sessions: AuthenticatorOptions['sessions'];
  readonly #clock: Clock;
  readonly #verified: LRUCache<string, Verified>;
  readonly #accessTokenMs: number;
  /** Session id → when it ended, in milliseconds since 1970. Oldest first, because `end` inserts in time order. */
  readonly #ended = new Map<string, number>();

  constructor({ tokens, sessions, clock, limits }: AuthenticatorOptions) {
    this.#tokens = tokens;
    this.#sessions = sessions;
    this.#clock = clock;
    this.#accessTokenMs = limits.accessTokenMs;
    this.#verified = boundedCache(limits.verifiedTokens);
  }

  /** Loads the sessions whose access tokens may not have expired yet, oldest first. */
  start(endedBefore: Iterable<{ sessionId: string; endedAt: number }>): void {
    for (const { sessionId, endedAt } of endedBefore) this.#ended.set(sessionId, endedAt);
  }

  /**
   * @throws UnauthenticatedError if the token is not a valid access token, has expired, or its session was ended or never
   * existed
   */
  async authenticate(accessToken: string): Promise<Authenticated> {
    const { found, keyId } = this.#verified.get(accessToken) ?? (await this.#verify(accessToken));
    if (found.expiresAt <= this.#clock.now()) {
      throw new UnauthenticatedError('token_expired', 'The access token has expired. Refresh it and try again.');
    }
    if (this.#ended.has(found.actor.sessionId)) throw sessionEnded();
    if (keyId !== null && (await this.#tokens.use(keyId))) return { ...found, isRehearsed: true };
    return found;
  }

  /** Whether the session was ended early, as far as this process knows. */
  isEnded(sessionId: string): boolean {
    return this.#ended.has(sessionId);
  }

  async #verify(accessToken: string): Promise<Verified> {
    const found = authenticated(await this.#tokens.verifyNew(accessToken, 'meshi:access'));
    // Without a question to the database: the token of an ended session may come again and again.
    if (this.#ended.has(found.actor.sessionId)) throw sessionEnded();
    // A signing key alone is no session. An expired token is not looked up.
    if (found.expiresAt > this.#clock.now() && !(await this.#sessions.isActive(found.actor))) throw sessionEnded();
    const keyId = this.#tokens.keyIdOf(accessToken);
    const verified = { found, keyId: keyId !== null && this.#tokens.isStored(keyId) ? keyId : null };
    this.#verified.set(accessToken, verified);
    return verified;
  }

  /** Refuses the tokens of these sessions from now on. */
  end(sessionIds: readonly string[]): void {
    const now = this.#clock.now();
    for (const sessionId of sessionIds) this.#ended.set(sessionId, now);
    // A session can be forgotten when all its tokens have expired. One second is added because the expiry of a token is
    // rounded up to a full second.
    for (const [sessionId, endedAt] of this.#ended) {
      if (endedAt > now - this.#accessTokenMs - 1_000) break;
      this.#ended.delete(sessionId);
    }
  }
}

function sessionEnded(): UnauthenticatedError {
  return new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
}

function authenticated({ sub, sid, tid, exp }: TokenClaims): Authenticated {
  if (typeof sid !== 'string' || typeof tid !== 'string') {
    throw new UnauthenticatedError('token_invalid', 'The token is not valid on this server. Sign in again.');
  }
  // Frozen, because all requests with the same token share one object.
  return { actor: Object.freeze({ tenantId: tid, personId: sub, sessionId: sid }), expiresAt: exp * 1000 };
}
