/** The tokens of a session, and how long it lasts. */
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';
import type { Tokens as WireTokens } from '../protocol/accounts.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session-model.ts';
import type { Tokens } from './tokens.ts';

/** The tokens of a session, and how the client receives the refresh token. */
export interface IssuedTokens extends WireTokens {
  refreshToken: string;
  refreshIn: SessionDoc['refreshIn'];
}

export interface SessionTokensOptions {
  tokens: Tokens;
  refreshTokens: RefreshTokens;
  clock: Clock;
  limits: { accessTokenMs: number; refreshTokenMs: number; sessionMs: number };
}

export class SessionTokens {
  readonly #parts: SessionTokensOptions;

  constructor(parts: SessionTokensOptions) {
    this.#parts = parts;
  }

  /** The refresh token of a session that begins. */
  first(session: Pick<Actor, 'tenantId' | 'sessionId'>): { refreshToken: string; tokenHash: string } {
    const refreshToken = this.#parts.refreshTokens.make({ ...session, generation: 0 });
    return { refreshToken, tokenHash: this.#parts.refreshTokens.hash(refreshToken) };
  }

  /** When a session expires that is used now. */
  expiry(since: Date, endsBy: Date | null): Date {
    const { refreshTokenMs, sessionMs } = this.#parts.limits;
    const end = Math.min(this.#parts.clock.now() + refreshTokenMs, since.getTime() + sessionMs);
    return new Date(Math.min(end, endsBy?.getTime() ?? end));
  }

  issue(session: SessionDoc, refreshToken: string): IssuedTokens {
    const { _id: sessionId, tenantId, personId, refreshIn, endsBy } = session;
    const leftMs = endsBy ? endsBy.getTime() - this.#parts.clock.now() : Number.POSITIVE_INFINITY;
    const accessTokenMs = Math.min(this.#parts.limits.accessTokenMs, Math.max(0, leftMs));
    const accessToken = this.#parts.tokens.sign({
      audience: 'meshi:access',
      subject: personId,
      claims: { sid: sessionId, tid: tenantId },
      expiresInMs: accessTokenMs,
    });
    const accessTokenExpiresAt = new Date(this.#parts.clock.now() + accessTokenMs).toISOString();
    return { sessionId, accessToken, accessTokenExpiresAt, refreshToken, refreshIn };
  }
}

export function sessionEnded(): UnauthenticatedError {
  return new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
}
