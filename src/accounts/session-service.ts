/** Sessions: begun at sign-in, prolonged by refresh tokens, listed, ended. */

import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Session, Tokens as WireTokens } from '../protocol/accounts.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import type { RefreshClaim, RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session-model.ts';
import type { Tokens } from './tokens.ts';

export interface SessionServiceOptions {
  sessions: Model<SessionDoc>;
  /** Sessions are the account's, in whichever tenant they are. */
  memberships: Pick<Memberships, 'personsWith'>;
  tokens: Tokens;
  refreshTokens: RefreshTokens;
  events: Events;
  clock: Clock;
  log: Log;
  limits: { accessTokenMs: number; refreshTokenMs: number; refreshGraceMs: number; sessionsPerPerson: number };
}

/** Tokens as they are handed out, and where the refresh token goes. */
export interface IssuedTokens extends WireTokens {
  refreshToken: string;
  refreshIn: SessionDoc['refreshIn'];
}

/** An ended session stays a little longer than its access tokens can be valid. */
const KEEP_MARGIN_MS = MINUTE_MS;

export class SessionService {
  readonly #sessions: Model<SessionDoc>;
  readonly #memberships: Pick<Memberships, 'personsWith'>;
  readonly #tokens: Tokens;
  readonly #refreshTokens: RefreshTokens;
  readonly #events: Events;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: SessionServiceOptions['limits'];

  constructor(options: SessionServiceOptions) {
    const { sessions, memberships, tokens, refreshTokens, events, clock, log, limits } = options;
    this.#sessions = sessions;
    this.#memberships = memberships;
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
      successor: null,
      expiresAt: new Date(now + this.#limits.refreshTokenMs),
    });
    await this.#endSurplus({ tenantId, personId });
    return this.#issue({ tenantId, personId, sessionId }, refreshToken, refreshIn);
  }

  /**
   * The same device goes on as another person of the same account: a session of theirs in place of the actor's, which
   * ends. @throws UnauthenticatedError where the actor's is over already, also by another switch at the same moment
   */
  async switchPerson(actor: Actor, next: Person): Promise<IssuedTokens> {
    const session = await this.#get(actor);
    if (session.personId !== actor.personId) throw sessionOver();
    const issued = await this.begin(next, session);
    const successor = { tenantId: next.tenantId, sessionId: issued.sessionId };
    if (!(await this.#end(actor, [actor.sessionId], 'switched', successor))) {
      await this.#end(next, [issued.sessionId], 'revoked');
      throw sessionOver();
    }
    return issued;
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
    const session = await this.#find(claim);
    if (!session) return this.#refreshSuccessor(claim, presented);
    if (claim.generation !== session.generation) return this.#reissue(session, claim);
    if (this.#refreshTokens.hash(presented) !== session.tokenHash) throw sessionOver();
    return (await this.#rotate(session)) ?? this.#reissue(await this.#get(claim), claim);
  }

  /** Where the account is signed in, in all tenants, the last used first. */
  async list(actor: Actor): Promise<Session[]> {
    const persons = await this.#memberships.personsWith(actor);
    const found = await this.#sessions
      .find({ $or: persons.map(ofPerson), endedAt: null, expiresAt: trusted({ $gt: this.#clock.date() }) })
      .sort({ lastUsedAt: -1 })
      .lean();
    return found.map((session) => ({
      id: session._id,
      tenantId: session.tenantId,
      isCurrent: session._id === actor.sessionId,
      userAgent: session.userAgent,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.lastUsedAt.toISOString(),
    }));
  }

  /** Ends the actor's own session. Ending it twice changes nothing. */
  async signOut(actor: Actor): Promise<void> {
    await this.#end(actor, [actor.sessionId], 'revoked');
  }

  /** Ends one session of the actor's account. @throws NotFoundError for one that is not theirs. */
  async revoke(actor: Actor, sessionId: string): Promise<void> {
    const persons = await this.#memberships.personsWith(actor);
    const found = await this.#sessions
      .findOne({ _id: sessionId, $or: persons.map(ofPerson) }, { tenantId: 1, personId: 1 })
      .lean();
    if (!found) throw new NotFoundError('You have no such session. It may have ended already.');
    await this.#end(found, [sessionId], 'revoked');
  }

  /** Ends every session of a person, but for the one named. */
  async endAll(
    person: Person,
    { except, reason = 'revoked' }: { except?: string; reason?: SessionEnd } = {},
  ): Promise<void> {
    const { tenantId, personId } = person;
    const found = await this.#sessions.find({ tenantId, personId, endedAt: null }, { _id: 1 }).lean();
    const sessionIds = found.map((session) => session._id).filter((id) => id !== except);
    await this.#end(person, sessionIds, reason);
  }

  /** Sessions of everyone that ended so lately that their access tokens may still be around. */
  async recentlyEnded(): Promise<{ sessionId: string; endedAt: number }[]> {
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
          expiresAt: trusted({ $gt: this.#clock.date() }),
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

  /**
   * For a token of a session that another took the place of. The last one is told what the switch answered, for a while:
   * that answer may have been lost, or another tab of the same browser still brought the old cookie. Any other has been
   * copied, as above.
   */
  async #refreshSuccessor({ tenantId, sessionId }: RefreshClaim, presented: string): Promise<IssuedTokens> {
    const old = await this.#sessions.findOne({ _id: sessionId, tenantId }).lean<SessionDoc>();
    const session = old?.successor && (await this.#find(old.successor));
    if (!session) throw sessionOver();
    const isLast = this.#refreshTokens.hash(presented) === old.tokenHash;
    const isLate = this.#clock.now() - (old.endedAt?.getTime() ?? 0) > this.#limits.refreshGraceMs;
    if (!isLast || isLate) return this.#endCopied(session);
    const claim = { tenantId: session.tenantId, sessionId: session._id, generation: 0 };
    return session.generation === 0 ? this.#giveCurrent(session, claim) : this.#reissue(session, claim);
  }

  /** For a token that is not the current one: the current one again, or the end of the session. */
  async #reissue(session: SessionDoc, claim: RefreshClaim): Promise<IssuedTokens> {
    const isPrevious = claim.generation === session.generation - 1;
    const isLate = this.#clock.now() - session.rotatedAt.getTime() > this.#limits.refreshGraceMs;
    return isPrevious && !isLate ? this.#giveCurrent(session, claim) : this.#endCopied(session);
  }

  #giveCurrent(session: SessionDoc, claim: RefreshClaim): IssuedTokens {
    const { _id: sessionId, tenantId, personId, generation, refreshIn } = session;
    const current = this.#refreshTokens.makeAgain({ ...claim, generation }, session.tokenHash);
    if (!current) throw sessionOver();
    return this.#issue({ tenantId, personId, sessionId }, current, refreshIn);
  }

  async #endCopied({ _id: sessionId, tenantId, personId }: SessionDoc): Promise<never> {
    this.#log.warn({ personId, sessionId }, 'a refresh token was used twice; its session was ended');
    await this.#end({ tenantId, personId }, [sessionId], 'revoked');
    throw sessionOver();
  }

  #find({ tenantId, sessionId }: Pick<Actor, 'tenantId' | 'sessionId'>): Promise<SessionDoc | null> {
    return this.#sessions
      .findOne({ _id: sessionId, tenantId, endedAt: null, expiresAt: trusted({ $gt: this.#clock.date() }) })
      .lean<SessionDoc>()
      .exec();
  }

  async #get(session: Pick<Actor, 'tenantId' | 'sessionId'>): Promise<SessionDoc> {
    const found = await this.#find(session);
    if (!found) throw sessionOver();
    return found;
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

  /** Returns whether this call ended any. */
  async #end(
    { tenantId, personId }: Person,
    sessionIds: string[],
    reason: SessionEnd,
    successor: SessionDoc['successor'] = null,
  ): Promise<boolean> {
    if (sessionIds.length === 0) return false;
    const now = this.#clock.now();
    // From then on the database may remove it by itself.
    const expiresAt = new Date(now + this.#limits.accessTokenMs + KEEP_MARGIN_MS);
    const { modifiedCount } = await this.#sessions.updateMany(
      { _id: trusted({ $in: sessionIds }), tenantId, personId, endedAt: null },
      { $set: { endedAt: new Date(now), expiresAt, successor } },
    );
    this.#events.announce('sessionsEnded', { personId, sessionIds, reason });
    return modifiedCount > 0;
  }
}

function ofPerson({ tenantId, personId }: Person): Person {
  return { tenantId, personId };
}

function sessionOver(): UnauthenticatedError {
  return new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
}
