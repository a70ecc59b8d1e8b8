/** Extends sessions by their refresh tokens, and notices tokens that were copied. */
import type { Model } from 'mongoose';
import type { Clock } from '../kernel/clock.ts';
import type { RefreshClaim, RefreshTokens } from './refresh-tokens.ts';
import { type SessionDoc, signedInAt } from './session-model.ts';
import type { SessionService } from './session-service.ts';
import { type IssuedTokens, type SessionTokens, sessionEnded } from './session-tokens.ts';

export interface SessionRefreshOptions {
  docs: Model<SessionDoc>;
  sessions: Pick<SessionService, 'find' | 'get' | 'endReused'>;
  tokens: Pick<SessionTokens, 'expiry' | 'issue'>;
  refreshTokens: RefreshTokens;
  clock: Clock;
  limits: { refreshGraceMs: number };
}

export class SessionRefresh {
  readonly #parts: SessionRefreshOptions;

  constructor(parts: SessionRefreshOptions) {
    this.#parts = parts;
  }

  /**
   * Exchanges a refresh token for the next tokens of its session. The previous refresh token returns the current one again
   * for a short time (`refreshGraceMs`), because an answer may be lost or two tabs may refresh at once. Any other reuse means
   * that the token was copied: the session ends.
   * @throws UnauthenticatedError if the token is not valid or the session has ended
   */
  async refresh(presented: string): Promise<IssuedTokens> {
    const claim = this.#parts.refreshTokens.read(presented);
    if (!claim) throw sessionEnded();
    const session = await this.#parts.sessions.find(claim);
    if (!session) return this.#refreshSuccessor(claim, presented);
    if (claim.generation !== session.generation) return this.#reissue(session, claim);
    if (this.#parts.refreshTokens.hash(presented) !== session.tokenHash) throw sessionEnded();
    return (await this.#rotate(session)) ?? this.#reissue(await this.#parts.sessions.get(claim), claim);
  }

  /** Null if a concurrent request has already rotated the token: then that request's token is the current one. */
  async #rotate(session: SessionDoc): Promise<IssuedTokens | null> {
    const { _id: sessionId, tenantId, generation, endsBy = null } = session;
    const next = this.#parts.refreshTokens.make({ tenantId, sessionId, generation: generation + 1 });
    const now = this.#parts.clock.now();
    const change = {
      generation: generation + 1,
      tokenHash: this.#parts.refreshTokens.hash(next),
      rotatedAt: new Date(now),
      lastUsedAt: new Date(now),
      expiresAt: this.#parts.tokens.expiry(signedInAt(session), endsBy),
    };
    const { modifiedCount } = await this.#parts.docs.updateOne(
      { _id: sessionId, tenantId, generation, endedAt: null },
      { $set: change },
    );
    return modifiedCount === 1 ? this.#parts.tokens.issue(session, next) : null;
  }

  /**
   * Handles a token of a session that was replaced by `switchPerson`. For a short time, the last token of the old session
   * returns the tokens of the new session: the answer to the switch may have been lost, or another tab still sent the old
   * cookie. Any other reuse means that the token was copied, as in `refresh`.
   */
  async #refreshSuccessor({ tenantId, sessionId }: RefreshClaim, presented: string): Promise<IssuedTokens> {
    const old = await this.#parts.docs.findOne({ _id: sessionId, tenantId }).lean<SessionDoc>();
    const session = old?.successor && (await this.#parts.sessions.find(old.successor));
    if (!session) throw sessionEnded();
    const isLast = this.#parts.refreshTokens.hash(presented) === old.tokenHash;
    const isLate = this.#parts.clock.now() - (old.endedAt?.getTime() ?? 0) > this.#parts.limits.refreshGraceMs;
    if (!isLast || isLate) return this.#parts.sessions.endReused(session);
    const claim = { tenantId: session.tenantId, sessionId: session._id, generation: 0 };
    return session.generation === 0 ? this.#issueCurrent(session, claim) : this.#reissue(session, claim);
  }

  /** Handles a token that is not the current one: issues the current one again, or ends the session. */
  async #reissue(session: SessionDoc, claim: RefreshClaim): Promise<IssuedTokens> {
    const isPrevious = claim.generation === session.generation - 1;
    const isLate = this.#parts.clock.now() - session.rotatedAt.getTime() > this.#parts.limits.refreshGraceMs;
    return isPrevious && !isLate ? this.#issueCurrent(session, claim) : this.#parts.sessions.endReused(session);
  }

  #issueCurrent(session: SessionDoc, claim: RefreshClaim): IssuedTokens {
    const { generation } = session;
    const current = this.#parts.refreshTokens.recreate({ ...claim, generation }, session.tokenHash);
    if (!current) throw sessionEnded();
    return this.#parts.tokens.issue(session, current);
  }
}
