/** Sessions: begun at sign-in, prolonged by refresh tokens, listed, ended. */
import type { Model } from 'mongoose';
import type { Actor } from '../access/actor.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { NotFoundError, UnauthenticatedError } from '../errors.ts';
import type { DomainEvents, Events } from '../events.ts';
import type { Log } from '../log.ts';
import type { Session, Tokens as WireTokens } from '../protocol/accounts.ts';
import type { RefreshClaim, RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session-model.ts';
import type { Tokens } from './tokens.ts';

export interface SessionServiceOptions {
  sessions: Model<SessionDoc>;
  tokens: Tokens;
  refreshTokens: RefreshTokens;
  events: Events;
  clock: Clock;
  log: Log;
  limits: { accessTokenMs: number; refreshTokenMs: number; refreshGraceMs: number; sessionsPerPerson: number };
}

type EndReason = DomainEvents['sessionsEnded']['reason'];
type Person = Pick<Actor, 'tenantId' | 'personId'>;

/** Tokens as they are handed out, and where the refresh token goes. */
export interface IssuedTokens extends WireTokens {
  refreshToken: string;
  refreshIn: SessionDoc['refreshIn'];
}

/** An ended session stays a little longer than its access tokens can be valid. */
const KEEP_MARGIN_MS = 60_000;

export class SessionService {
  readonly #sessions: Model<SessionDoc>;
  readonly #tokens: Tokens;
  readonly #refreshTokens: RefreshTokens;
  readonly #events: Events;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: SessionServiceOptions['limits'];

  constructor({ sessions, tokens, refreshTokens, events, clock, log, limits }: SessionServiceOptions) {
    this.#sessions = sessions;
    this.#tokens = tokens;
    this.#refreshTokens = refreshTokens;
    this.#events = events;
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
  }

  /** Begins a session. When the person then has too many, those unused for longest end. */
  async begin(
    { tenantId, personId }: Person,
    { userAgent, refreshIn }: { userAgent: string; refreshIn: SessionDoc['refreshIn'] },
  ): Promise<IssuedTokens> {
    const sessionId = newId();
    const now = this.#clock.now();
    const refreshToken = this.#refreshTokens.make({ tenantId, sessionId, generation: 0 });
    await this.#sessions.create({
      _id: sessionId,
      tenantId,
      personId,
      userAgent,
      refreshIn,
      generation: 0,
      tokenHash: this.#refreshTokens.hash(refreshToken),
      rotatedAt: new Date(now),
      createdAt: new Date(now),
      lastUsedAt: new Date(now),
      endedAt: null,
      expiresAt: new Date(now + this.#limits.refreshTokenMs),
    });
    await this.#endSurplus({ tenantId, personId });
    return this.#issue({ tenantId, personId, sessionId }, refreshToken, refreshIn);
  }

  /**
   * The next tokens of a session. The refresh token before the current one gives the same next one again for a while:
   * the answer may have been lost, or two tabs asked at once. Any other that was used before has been copied: its
   * session ends.
   * @throws UnauthenticatedError
   */
  async refresh(presented: string): Promise<IssuedTokens> {
    const claim = this.#refreshTokens.read(presented);
    if (!claim) throw sessionOver();
    const session = await this.#findLasting(claim);
    if (claim.generation !== session.generation) return this.#giveAgain(session, claim);
    if (this.#refreshTokens.hash(presented) !== session.tokenHash) throw sessionOver();
    return (await this.#rotate(session)) ?? this.#giveAgain(await this.#findLasting(claim), claim);
  }

  /** Where the person is signed in, the last used first. */
  async list({ tenantId, personId, sessionId }: Actor): Promise<Session[]> {
    const found = await this.#sessions
      .find({ tenantId, personId, endedAt: null, expiresAt: trusted({ $gt: this.#date() }) })
      .sort({ lastUsedAt: -1 })
      .lean();
    return found.map((session) => ({
      id: session._id,
      isCurrent: session._id === sessionId,
      userAgent: session.userAgent,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.lastUsedAt.toISOString(),
    }));
  }

  /** Ends the actor's own session. Ending it twice changes nothing. */
  async signOut(actor: Actor): Promise<void> {
    await this.#end(actor, [actor.sessionId], 'revoked');
  }

  /** Ends one session of the actor's. @throws NotFoundError for one that is not theirs. */
  async revoke(actor: Actor, sessionId: string): Promise<void> {
    const { tenantId, personId } = actor;
    if (!(await this.#sessions.exists({ _id: sessionId, tenantId, personId }))) {
      throw new NotFoundError('There is no such session of yours');
    }
    await this.#end(actor, [sessionId], 'revoked');
  }

  /** Ends every session of a person, but for the one named. */
  async endAll(
    person: Person,
    { except, reason = 'revoked' }: { except?: string; reason?: EndReason } = {},
  ): Promise<void> {
    const { tenantId, personId } = person;
    const found = await this.#sessions.find({ tenantId, personId, endedAt: null }, { _id: 1 }).lean();
    const sessionIds = found.map((session) => session._id).filter((id) => id !== except);
    await this.#end(person, sessionIds, reason);
  }

  /** Sessions of everyone that ended so lately that their access tokens may still be around. */
  async endedLately(): Promise<{ sessionId: string; endedAt: number }[]> {
    const since = new Date(this.#clock.now() - this.#limits.accessTokenMs - KEEP_MARGIN_MS);
    const found = await this.#sessions
      .find({ endedAt: trusted({ $gte: since }) }, { endedAt: 1 })
      .sort({ endedAt: 1 })
      .lean();
    return found.map(({ _id, endedAt }) => ({ sessionId: _id, endedAt: endedAt?.getTime() ?? 0 }));
  }

  /** Which of these sessions are over, ended early or by themselves, as the database knows it. */
  async overAmong(some: readonly Pick<Actor, 'tenantId' | 'sessionId'>[]): Promise<string[]> {
    if (some.length === 0) return [];
    const sessionIds = [...new Set(some.map(({ sessionId }) => sessionId))];
    const tenantIds = [...new Set(some.map(({ tenantId }) => tenantId))];
    const lasting = await this.#sessions
      .find(
        {
          _id: trusted({ $in: sessionIds }),
          tenantId: trusted({ $in: tenantIds }),
          endedAt: null,
          expiresAt: trusted({ $gt: this.#date() }),
        },
        { _id: 1 },
      )
      .lean();
    const lastingIds = new Set(lasting.map(({ _id }) => _id));
    return sessionIds.filter((id) => !lastingIds.has(id));
  }

  /** Null where another request was faster: then that one's token is the next. */
  async #rotate(session: SessionDoc): Promise<IssuedTokens | null> {
    const { _id: sessionId, tenantId, personId, generation, refreshIn } = session;
    const next = this.#refreshTokens.make({ tenantId, sessionId, generation: generation + 1 });
    const now = this.#clock.now();
    const change = {
      generation: generation + 1,
      tokenHash: this.#refreshTokens.hash(next),
      rotatedAt: new Date(now),
      lastUsedAt: new Date(now),
      expiresAt: new Date(now + this.#limits.refreshTokenMs),
    };
    const { modifiedCount } = await this.#sessions.updateOne(
      { _id: sessionId, tenantId, generation, endedAt: null },
      { $set: change },
    );
    return modifiedCount === 1 ? this.#issue({ tenantId, personId, sessionId }, next, refreshIn) : null;
  }

  /** For a token that is not the current one: the current one again, or the end of the session. */
  async #giveAgain(session: SessionDoc, claim: RefreshClaim): Promise<IssuedTokens> {
    const { _id: sessionId, tenantId, personId, generation, refreshIn } = session;
    const isPrevious = claim.generation === generation - 1;
    const isLate = this.#clock.now() - session.rotatedAt.getTime() > this.#limits.refreshGraceMs;
    if (!isPrevious || isLate) {
      this.#log.warn({ personId, sessionId }, 'a refresh token was used twice; its session was ended');
      await this.#end({ tenantId, personId }, [sessionId], 'revoked');
      throw sessionOver();
    }
    const current = this.#refreshTokens.makeAgain({ ...claim, generation }, session.tokenHash);
    if (!current) throw sessionOver();
    return this.#issue({ tenantId, personId, sessionId }, current, refreshIn);
  }

  async #findLasting({ tenantId, sessionId }: RefreshClaim): Promise<SessionDoc> {
    const session = await this.#sessions
      .findOne({ _id: sessionId, tenantId, endedAt: null, expiresAt: trusted({ $gt: this.#date() }) })
      .lean();
    if (!session) throw sessionOver();
    return session;
  }

  #issue(actor: Actor, refreshToken: string, refreshIn: SessionDoc['refreshIn']): IssuedTokens {
    const { tenantId, personId, sessionId } = actor;
    const { accessTokenMs } = this.#limits;
    const accessToken = this.#tokens.sign({
      audience: 'meshi:access',
      subject: personId,
      claims: { sid: sessionId, tid: tenantId },
      expiresInMs: accessTokenMs,
    });
    const accessTokenExpiresAt = new Date(this.#clock.now() + accessTokenMs).toISOString();
    return { sessionId, accessToken, accessTokenExpiresAt, refreshToken, refreshIn };
  }

  async #endSurplus({ tenantId, personId }: Person): Promise<void> {
    const surplus = await this.#sessions
      .find({ tenantId, personId, endedAt: null }, { _id: 1 })
      .sort({ lastUsedAt: -1 })
      .skip(this.#limits.sessionsPerPerson)
      .lean();
    await this.#end(
      { tenantId, personId },
      surplus.map((session) => session._id),
      'expired',
    );
  }

  async #end({ tenantId, personId }: Person, sessionIds: string[], reason: EndReason): Promise<void> {
    if (sessionIds.length === 0) return;
    const now = this.#clock.now();
    // From then on the database may remove it by itself.
    const expiresAt = new Date(now + this.#limits.accessTokenMs + KEEP_MARGIN_MS);
    await this.#sessions.updateMany(
      { _id: trusted({ $in: sessionIds }), tenantId, personId, endedAt: null },
      { $set: { endedAt: new Date(now), expiresAt } },
    );
    this.#events.announce('sessionsEnded', { personId, sessionIds, reason });
  }

  #date(): Date {
    return new Date(this.#clock.now());
  }
}

function sessionOver(): UnauthenticatedError {
  return new UnauthenticatedError('This session is over; sign in again', { reason: 'session_over' });
}
