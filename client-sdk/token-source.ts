/**
 * The access token: kept in memory only and renewed before it expires, with one call at a time. The refresh token is kept in
 * an httpOnly cookie, which scripts cannot read, or in a `TokenStore`.
 */
import type { Tokens } from '../src/protocol/index.ts';
import { MeshiError, notSignedInError } from './errors.ts';
import { Emitter } from './events.ts';
import type { HttpClient } from './http-client.ts';
import { type Lease, withLock } from './locks.ts';
import { later, retryDelayMs } from './timers.ts';

/** Where a client with `refreshIn: 'body'` keeps its refresh token. Anyone who has the token is signed in: keep it secret. */
export interface TokenStore {
  /** Resolves to the token that was saved last, or null. */
  load(): Promise<string | null>;
  /** Replaces the token; null removes it. */
  save(refreshToken: string | null): Promise<void>;
  /** Resolves to the device token that was saved last, or null. Without it, every sign-in is from an unknown device. */
  loadDevice?(): Promise<string | null>;
  /** Replaces the token that makes this device known. It outlives sign-outs and signs nobody in. */
  saveDevice?(deviceToken: string): Promise<void>;
}

/** Keeps the refresh token in memory, as long as this object exists. */
export class MemoryTokenStore implements TokenStore {
  #refreshToken: string | null = null;
  #deviceToken: string | null = null;

  /** Resolves to the token, or null. */
  async load(): Promise<string | null> {
    return this.#refreshToken;
  }

  /** Replaces the token; null removes it. */
  async save(refreshToken: string | null): Promise<void> {
    this.#refreshToken = refreshToken;
  }

  /** Resolves to the device token, or null. */
  async loadDevice(): Promise<string | null> {
    return this.#deviceToken;
  }

  /** Replaces the device token. */
  async saveDevice(deviceToken: string): Promise<void> {
    this.#deviceToken = deviceToken;
  }
}

export interface TokenEvents {
  /** Fired when the access token was renewed. `isOtherSession`: the cookie now belongs to another session. */
  renewed: { tokens: Tokens; isOtherSession: boolean };
  /** Fired when the server refuses to renew the token: the session has ended. Not fired by a `restore` without a session. */
  refused: MeshiError;
}

interface TokenSourceParts {
  http: HttpClient;
  refreshIn: 'cookie' | 'body';
  store: TokenStore;
  /** Names the lock that the tabs share. */
  url: string;
}

interface Access {
  token: string;
  sessionId: string;
  /** Milliseconds since 1970, by this device's clock. */
  renewAt: number;
  endsAt: number;
}

export class TokenSource extends Emitter<TokenEvents> {
  readonly #http: HttpClient;
  readonly #refreshIn: 'cookie' | 'body';
  readonly #store: TokenStore;
  readonly #lockName: string;
  #access: Access | null = null;
  #renewal: Promise<Tokens> | null = null;
  /** Counts sign-ins, sign-outs and the end of this client, so that it does not use a late answer. */
  #era = 0;
  /** Counts sign-ins and sign-outs: a late answer is still saved for the next client if neither has happened. */
  #sessions = 0;
  #cancelTimer: (() => void) | null = null;

  constructor({ http, refreshIn, store, url }: TokenSourceParts) {
    super();
    this.#http = http;
    this.#refreshIn = refreshIn;
    this.#store = store;
    this.#lockName = `meshi:refresh:${url}`;
  }

  get isSignedIn(): boolean {
    return this.#access !== null;
  }

  /** Starts a session with the tokens of a sign-in. */
  async start({ deviceToken = null, ...tokens }: Tokens & { deviceToken?: string | null }): Promise<void> {
    this.#era += 1;
    this.#sessions += 1;
    this.#renewal = null;
    this.#accept(tokens);
    await this.#store.save(tokens.refreshToken);
    if (deviceToken !== null) await this.#store.saveDevice?.(deviceToken);
  }

  /** The field of a sign-in that makes this device known; none if the token is in the cookie, or if there is none. */
  async deviceField(): Promise<{ deviceToken?: string }> {
    const deviceToken = this.#refreshIn === 'body' ? await this.#store.loadDevice?.() : null;
    return deviceToken ? { deviceToken } : {};
  }

  /** Renews the session of the cookie or store. Resolves to false if there is none. @throws MeshiError `unavailable` */
  async restore(): Promise<boolean> {
    if (this.#refreshIn === 'body' && (await this.#store.load()) === null) return false;
    try {
      await this.#renew();
      return true;
    } catch (error) {
      if (isRefusal(MeshiError.from(error))) return false;
      throw error;
    }
  }

  /** Forgets the tokens, also in the store. */
  async clear(): Promise<void> {
    this.#era += 1;
    this.#sessions += 1;
    this.#access = null;
    this.#renewal = null;
    this.#cancelTimer?.();
    await this.#store.save(null);
  }

  /** Stops renewing. The refresh token stays in the store, from which another client can resume. */
  close(): void {
    this.#era += 1;
    this.#access = null;
    this.#renewal = null;
    this.#cancelTimer?.();
  }

  /**
   * Resolves to a valid access token.
   * @throws MeshiError `unauthenticated` while signed out; `unavailable` if the token cannot be renewed
   */
  async get(): Promise<string> {
    if (!this.#access) throw notSignedInError();
    if (Date.now() < this.#access.endsAt) return this.#access.token;
    return (await this.#renewOrEnd()).accessToken;
  }

  /** Resolves to a newer access token than `stale`, which the server has refused. @throws MeshiError */
  async replace(stale: string): Promise<string> {
    if (!this.#access) throw notSignedInError();
    if (this.#access.token !== stale) return this.#access.token;
    return (await this.#renewOrEnd()).accessToken;
  }

  /** Renews with the current cookie or store, which may now belong to another session. @throws MeshiError */
  async follow(): Promise<void> {
    if (this.#access) await this.#renewOrEnd();
  }

  async #renewOrEnd(): Promise<Tokens> {
    const era = this.#era;
    try {
      return await this.#renew();
    } catch (error) {
      const problem = MeshiError.from(error);
      if (isRefusal(problem) && era === this.#era) this.emit('refused', problem);
      throw problem;
    }
  }

  #renew(): Promise<Tokens> {
    if (this.#renewal) return this.#renewal;
    const renewal = withLock(this.#lockName, (lease) => this.#askForTokens(lease)).finally(() => {
      if (this.#renewal === renewal) this.#renewal = null;
    });
    this.#renewal = renewal;
    return renewal;
  }

  async #askForTokens(lease: Lease): Promise<Tokens> {
    const [era, sessions] = [this.#era, this.#sessions];
    // Read the token while holding the lock: another tab may just have saved a newer one. A tab that was suspended while it
    // read has lost the lock and reads again, because the server ends a session whose old token is used late.
    let refreshToken = this.#refreshIn === 'body' ? await this.#store.load() : null;
    if (!lease.isHeld() && refreshToken !== null) refreshToken = await this.#store.load();
    const body = refreshToken === null ? {} : { refreshToken };
    const tokens = (await this.#http.request('sessions.refresh', { body }, null)) as Tokens;
    if (sessions !== this.#sessions) throw notSignedInError();
    if (tokens.refreshToken !== null) await this.#store.save(tokens.refreshToken);
    // Re-check after saving: meanwhile this client may have signed out.
    if (era !== this.#era) throw notSignedInError();
    const isOtherSession = this.#access !== null && this.#access.sessionId !== tokens.sessionId;
    this.#accept(tokens);
    this.emit('renewed', { tokens, isOtherSession });
    return tokens;
  }

  #accept(tokens: Tokens): void {
    const now = Date.now();
    const lifetimeMs = lifetimeOf(tokens, now);
    this.#access = {
      token: tokens.accessToken,
      sessionId: tokens.sessionId,
      renewAt: now + lifetimeMs * 0.8,
      // The last seconds are not used: a token that expires on its way to the server is refused.
      endsAt: now + lifetimeMs - Math.min(5_000, lifetimeMs * 0.1),
    };
    this.#renewLater(lifetimeMs * 0.8);
  }

  #renewLater(delayMs: number, attempt = 1): void {
    this.#cancelTimer?.();
    this.#cancelTimer = later(delayMs, () => {
      this.#renewOrEnd().catch((error: unknown) => {
        // After a refusal, `refused` has been fired. During an outage, retry: the token may still be valid for minutes.
        if (!isRefusal(MeshiError.from(error)) && this.#access) this.#renewLater(retryDelayMs(attempt), attempt + 1);
      });
    });
  }
}

/** Milliseconds from issue to expiry, from the token's own claims, so that a wrong clock on this device does not matter. */
function lifetimeOf(tokens: Tokens, now: number): number {
  const claims = claimsOf(tokens.accessToken);
  if (claims) return (claims.exp - claims.iat) * 1_000;
  return Math.max(0, Date.parse(tokens.accessTokenExpiresAt) - now);
}

function claimsOf(token: string): { iat: number; exp: number } | null {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(payload));
    const { iat, exp } = claims as { iat: unknown; exp: unknown };
    return typeof iat === 'number' && typeof exp === 'number' && exp > iat ? { iat, exp } : null;
  } catch {
    // The token has no readable claims. The caller then uses the expiry time of the answer.
    return null;
  }
}

/** Whether the session has ended or never existed. */
function isRefusal(error: MeshiError): boolean {
  return error.code === 'unauthenticated' || error.code === 'forbidden' || error.code === 'invalid_input';
}
