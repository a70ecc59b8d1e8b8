/** Sessions: started at sign-in, listed and ended. `SessionRefresh` extends them. */

import type { Model, QueryFilter } from 'mongoose';
import { type AuditActor, type AuditTrail, carrying, type PendingAuditEntry, SERVER_CHAIN } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Hooks, SignOnMark } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Session } from '../protocol/accounts.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import { type SessionDoc, signedInAt } from './session-model.ts';
import { type IssuedTokens, type SessionTokens, sessionEnded } from './session-tokens.ts';

export interface SessionServiceOptions {
  sessions: Model<SessionDoc>;
  audit: AuditTrail;
  /** An account manages its sessions of all tenants together. */
  memberships: Pick<Memberships, 'personsOfSameAccount' | 'accountOf'>;
  tokens: SessionTokens;
  events: Events;
  hooks: Pick<Hooks, 'checkEntry'>;
  clock: Clock;
  limits: { accessTokenMs: number; proofMs: number; sessionsPerPerson: number };
}

/** A session that has ended. `endedAt` is in milliseconds since 1970. */
export interface EndedSession {
  sessionId: string;
  personId: string;
  endedAt: number;
  reason: SessionEnd;
}

type NewSession = Pick<SessionDoc, 'userAgent' | 'refreshIn' | 'signedInAt' | 'provenAt' | 'signOn' | 'endsBy'>;

/** How a session is started and when it ends at the latest, if it differs from other sessions. */
export type SignOnTerms = Required<Pick<SessionDoc, 'signOn' | 'endsBy'>>;

const NO_TERMS: SignOnTerms = { signOn: null, endsBy: null };

/** For sessions from before Meshi stored when their person proved who they are. */
const NEVER = new Date(0);

/** An ended session is kept this much longer than its access tokens can be valid. */
const KEEP_MARGIN_MS = MINUTE_MS;

export class SessionService {
  readonly #sessions: Model<SessionDoc>;
  readonly #audit: AuditTrail;
  readonly #memberships: SessionServiceOptions['memberships'];
  readonly #tokens: SessionTokens;
  readonly #events: Events;
  readonly #hooks: SessionServiceOptions['hooks'];
  readonly #clock: Clock;
  readonly #limits: SessionServiceOptions['limits'];

  constructor(options: SessionServiceOptions) {
    const { sessions, audit, memberships, tokens, events, hooks, clock, limits } = options;
    this.#sessions = sessions;
    this.#audit = audit;
    this.#memberships = memberships;
    this.#tokens = tokens;
    this.#events = events;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Starts a session. If the person then has too many, the least recently used ones end. `signedInAt` and `provenAt` are now by
   * default. Without `entryOf` if it begins together with an account, which has an entry.
   * @throws ForbiddenError if the organisation does not let such a session in
   */
  async begin(
    { tenantId, personId }: Person,
    { userAgent, refreshIn, signedInAt, provenAt, signOn = null, endsBy = null }: NewSession,
    entryOf?: (sessionId: string) => PendingAuditEntry,
  ): Promise<IssuedTokens> {
    await this.#hooks.checkEntry({ tenantId, personId }, signOn);
    const sessionId = newId();
    const entries = entryOf ? [entryOf(sessionId)] : [];
    const now = this.#clock.now();
    const beganAt = signedInAt ?? new Date(now);
    const { refreshToken, tokenHash } = this.#tokens.first({ tenantId, sessionId });
    const session: SessionDoc = {
      _id: sessionId,
      tenantId,
      personId,
      userAgent,
      refreshIn,
      generation: 0,
      tokenHash,
      rotatedAt: new Date(now),
      signedInAt: beganAt,
      provenAt: provenAt ?? new Date(now),
      signOn,
      endsBy,
      createdAt: new Date(now),
      lastUsedAt: new Date(now),
      endedAt: null,
      successor: null,
      expiresAt: this.#tokens.expiry(beganAt, endsBy),
    };
    await this.#sessions.create(carrying(session, entries));
    if (entries.length > 0) await this.#audit.settle(this.#sessions, entries);
    await this.#checkEntryAgain({ tenantId, personId, sessionId }, signOn);
    await this.#endExcess({ tenantId, personId });
    return this.#tokens.issue(session, refreshToken);
  }

  /** Re-check after writing: what an organisation now asks for has ended the sessions that existed at that moment only. */
  async #checkEntryAgain({ tenantId, personId, sessionId }: Actor, signOn: SignOnMark | null): Promise<void> {
    try {
      await this.#hooks.checkEntry({ tenantId, personId }, signOn);
    } catch (error) {
      await this.undo({ tenantId, personId, sessionId });
      throw error;
    }
  }

  /**
   * Moves the device to another person of the same account: a new session replaces the actor's session, which ends.
   * @throws UnauthenticatedError if the actor's session has already ended, also by a concurrent switch, ForbiddenError
   * `single_sign_on_session`, or if the organisation does not let such a session in
   */
  async switchPerson(actor: Actor, next: Person, terms: SignOnTerms = NO_TERMS): Promise<IssuedTokens> {
    const session = await this.get(actor);
    if (session.personId !== actor.personId) throw sessionEnded();
    // The provider of one organisation must not open the others, and the open space, to whom it signs in.
    if (session.signOn?.by === 'provider') throw providerSession();
    const { userAgent, refreshIn } = session;
    const after = { tenantId: next.tenantId, personId: next.personId };
    const switched = await this.#entry(actor, actor, { action: 'tenant_switched', targetId: actor.sessionId, after });
    const since = { signedInAt: signedInAt(session), provenAt: session.provenAt ?? NEVER };
    const device = { userAgent, refreshIn, ...since, ...terms };
    const issued = await this.begin(next, device, (targetId) => ({ ...switched, targetId }));
    const successor = { tenantId: next.tenantId, sessionId: issued.sessionId };
    // The entry is that of the new session.
    if (!(await this.#end(actor, [actor.sessionId], 'switched', { successor }))) {
      const entry = await this.#entry(null, next, { action: 'session_revoked', targetId: issued.sessionId });
      await this.#end(next, [issued.sessionId], 'revoked', { entry });
      throw sessionEnded();
    }
    return issued;
  }

  /**
   * Notes that the person of the session has just proved who they are: to the provider that has started the session, or otherwise
   * with the credentials of the account.
   * @throws ForbiddenError `single_sign_on_session` if it was the other one
   */
  async renewProof({ tenantId, personId, sessionId }: Actor, to: 'account' | 'provider' = 'account'): Promise<void> {
    const provider = 'provider' as const;
    const by = to === provider ? provider : trusted({ $ne: provider });
    const filter: QueryFilter<SessionDoc> = { _id: sessionId, tenantId, personId, endedAt: null, 'signOn.by': by };
    const { matchedCount } = await this.#sessions.updateOne(filter, { $set: { provenAt: this.#clock.date() } });
    if (matchedCount === 0) throw providerSession();
  }

  /** How the session was started, and when it ends at the latest. @throws UnauthenticatedError if it has ended */
  async termsOf(actor: Actor): Promise<SignOnTerms> {
    const { signOn = null, endsBy = null } = await this.get(actor);
    return { signOn, endsBy };
  }

  /**
   * Checks that the person of the session has proved who they are a short time ago (`proofMs`). Asks the database, because another
   * process may have stored it. With `isOwn`, a proof to the provider of an organisation does not count.
   * @throws ForbiddenError `proof_needed`, `single_sign_on_session`
   */
  async checkProof({ tenantId, personId, sessionId }: Actor, { isOwn = false } = {}): Promise<void> {
    if (isOwn) await this.#checkOwn({ tenantId, personId, sessionId });
    const since = new Date(this.#clock.now() - this.#limits.proofMs);
    const filter = { _id: sessionId, tenantId, personId, endedAt: null, provenAt: trusted({ $gt: since }) };
    if ((await this.#sessions.exists(filter)) === null) throw proofNeeded();
  }

  async #checkOwn({ tenantId, personId, sessionId }: Actor): Promise<void> {
    const filter: QueryFilter<SessionDoc> = { _id: sessionId, tenantId, personId, 'signOn.by': 'provider' };
    if ((await this.#sessions.exists(filter)) !== null) throw providerSession();
  }

  /** The active sessions of the account in all tenants, last used first. */
  async list(actor: Actor): Promise<Session[]> {
    const persons = await this.#memberships.personsOfSameAccount(actor);
    const found = await this.#sessions
      .find({ $or: persons.map(toPerson), endedAt: null, expiresAt: trusted({ $gt: this.#clock.date() }) })
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

  /** Ends the actor's own session. Idempotent. */
  async signOut(actor: Actor): Promise<void> {
    const { sessionId } = actor;
    const entry = await this.#entry(actor, actor, { action: 'signed_out', targetId: sessionId });
    await this.#end(actor, [sessionId], 'revoked', { entry });
  }

  /** Ends a session that should not have begun. Idempotent. */
  async undo({ tenantId, personId, sessionId }: Actor): Promise<void> {
    const entry = await this.#entry(null, { tenantId, personId }, { action: 'session_revoked', targetId: sessionId });
    await this.#end({ tenantId, personId }, [sessionId], 'revoked', { entry });
  }

  /** Ends one session of the actor's account. @throws NotFoundError if the account has no session with this id */
  async revoke(actor: Actor, sessionId: string): Promise<void> {
    const persons = await this.#memberships.personsOfSameAccount(actor);
    const found = await this.#sessions
      .findOne({ _id: sessionId, $or: persons.map(toPerson) }, { tenantId: 1, personId: 1 })
      .lean();
    if (!found) throw new NotFoundError('You have no session with this ID. It may already have ended.');
    const entry = await this.#entry(actor, actor, { action: 'session_revoked', targetId: sessionId });
    await this.#end(found, [sessionId], 'revoked', { entry });
  }

  /** Ends a session whose refresh token was copied. @throws UnauthenticatedError `session_ended` */
  async endReused({ _id: sessionId, tenantId, personId }: SessionDoc): Promise<never> {
    const entry = await this.#entry(
      null,
      { tenantId, personId },
      { action: 'refresh_token_reused', targetId: sessionId },
    );
    await this.#end({ tenantId, personId }, [sessionId], 'revoked', { entry });
    throw sessionEnded().about({ event: 'refresh_token_reused', ids: { tenantId, personId, sessionId } });
  }

  /** Ends all sessions of a person, except the session `except`. Without an entry if another change is the cause. */
  async endAll(
    person: Person,
    { except, reason = 'revoked', entry }: { except?: string; reason?: SessionEnd; entry?: PendingAuditEntry } = {},
  ): Promise<void> {
    const { tenantId, personId } = person;
    const found = await this.#sessions.find({ tenantId, personId, endedAt: null }, { _id: 1 }).lean();
    const sessionIds = found.map((session) => session._id).filter((id) => id !== except);
    await this.#end(person, sessionIds, reason, { ...(entry && { entry }) });
  }

  /** Ends the sessions in an organisation that were started in one of these ways; null is with the account itself. */
  async endIn(tenantId: string, ways: readonly (SignOnMark['by'] | null)[], reason: SessionEnd): Promise<void> {
    const filter = { tenantId, endedAt: null, 'signOn.by': trusted({ $in: ways }) };
    const found = await this.#sessions.find(filter, { personId: 1 }).lean();
    const idsOf = Map.groupBy(found, ({ personId }) => personId);
    for (const [personId, sessions] of idsOf) {
      await this.#end(
        { tenantId, personId },
        sessions.map(({ _id }) => _id),
        reason,
      );
    }
  }

  /**
   * Ends the sessions that a provider has started in its organisation: those of its session `sidHash`, of a person, or of both. A
   * session that does not know its session at the provider ends with all of the person.
   */
  async endSignedOn(
    tenantId: string,
    { personId, subjectHash, sidHash }: { personId: string | null; subjectHash: string | null; sidHash: string | null },
  ): Promise<{ personId: string | null; sessions: number }> {
    const filter: QueryFilter<SessionDoc> = {
      tenantId,
      endedAt: null,
      'signOn.by': 'provider',
      ...(personId !== null && { personId, 'signOn.subjectHash': trusted({ $in: [subjectHash, null] }) }),
      ...(sidHash !== null && { 'signOn.sidHash': personId === null ? sidHash : trusted({ $in: [sidHash, null] }) }),
    };
    const found = await this.#sessions.find(filter, { personId: 1 }).lean();
    const idsOf = Map.groupBy(found, (session) => session.personId);
    for (const [owner, sessions] of idsOf) {
      const ids = sessions.map(({ _id }) => _id);
      await this.#end({ tenantId, personId: owner }, ids, 'revoked');
    }
    return { personId: found[0]?.personId ?? null, sessions: found.length };
  }

  /** All sessions that ended so recently that their access tokens may not have expired, oldest first. */
  async recentlyEnded(): Promise<EndedSession[]> {
    const since = new Date(this.#clock.now() - this.#limits.accessTokenMs - KEEP_MARGIN_MS);
    const found = await this.#sessions
      .find({ endedAt: trusted({ $gte: since }) }, { personId: 1, endedAt: 1, endReason: 1 })
      .sort({ endedAt: 1 })
      .lean();
    return found.map(({ _id, personId, endedAt, endReason = 'revoked' }) => ({
      sessionId: _id,
      personId,
      endedAt: endedAt?.getTime() ?? 0,
      reason: endReason,
    }));
  }

  /** Whether this session of the person exists and has not ended. */
  async isActive({ tenantId, personId, sessionId }: Actor): Promise<boolean> {
    return (await this.#sessions.exists({ _id: sessionId, tenantId, personId, endedAt: null })) !== null;
  }

  /** The ids of those sessions that have ended or expired according to the database. */
  async endedAmong(some: readonly Pick<Actor, 'tenantId' | 'sessionId'>[]): Promise<string[]> {
    if (some.length === 0) return [];
    const sessionIds = [...new Set(some.map(({ sessionId }) => sessionId))];
    const tenantIds = [...new Set(some.map(({ tenantId }) => tenantId))];
    const active = await this.#sessions
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
    const activeIds = new Set(active.map(({ _id }) => _id));
    return sessionIds.filter((id) => !activeIds.has(id));
  }

  /** A session that has neither ended nor expired. */
  find({ tenantId, sessionId }: Pick<Actor, 'tenantId' | 'sessionId'>): Promise<SessionDoc | null> {
    return this.#sessions
      .findOne({ _id: sessionId, tenantId, endedAt: null, expiresAt: trusted({ $gt: this.#clock.date() }) })
      .lean<SessionDoc>()
      .exec();
  }

  /** As `find`. @throws UnauthenticatedError `session_ended` */
  async get(session: Pick<Actor, 'tenantId' | 'sessionId'>): Promise<SessionDoc> {
    const found = await this.find(session);
    if (!found) throw sessionEnded();
    return found;
  }

  /** An entry in the chain of the server, where the actor is the account. `actor` is null if nobody acts. */
  async #entry(
    actor: AuditActor | null,
    person: Person,
    facts: { action: SessionAction; targetId: string; after?: { tenantId: string; personId: string } },
  ): Promise<PendingAuditEntry> {
    const personId = actor
      ? ((await this.#memberships.accountOf(person, { orLeaving: true })) ?? undefined)
      : undefined;
    const by = actor && { personId, sessionId: actor.sessionId, address: actor.address };
    return this.#audit.entry({ chain: SERVER_CHAIN, actor: by, as: actor ? 'member' : 'system', ...facts });
  }

  async #endExcess({ tenantId, personId }: Person): Promise<void> {
    const excess = await this.#sessions
      .find({ tenantId, personId, endedAt: null }, { _id: 1 })
      .sort({ lastUsedAt: -1 })
      .skip(this.#limits.sessionsPerPerson)
      .lean();
    await this.#end(
      { tenantId, personId },
      excess.map((session) => session._id),
      'expired',
    );
  }

  /** Returns whether this call ended at least one session. */
  async #end(
    { tenantId, personId }: Person,
    sessionIds: string[],
    reason: SessionEnd,
    { successor = null, entry }: { successor?: SessionDoc['successor']; entry?: PendingAuditEntry } = {},
  ): Promise<boolean> {
    if (sessionIds.length === 0) return false;
    const now = this.#clock.now();
    // The TTL index removes the document after this time.
    const expiresAt = new Date(now + this.#limits.accessTokenMs + KEEP_MARGIN_MS);
    const filter: QueryFilter<SessionDoc> = { _id: trusted({ $in: sessionIds }), tenantId, personId, endedAt: null };
    const update = { $set: { endedAt: new Date(now), endReason: reason, expiresAt, successor } };
    const modifiedCount = entry
      ? await this.#audit.updateMany(this.#sessions, filter, update, entry)
      : (await this.#sessions.updateMany(filter, update)).modifiedCount;
    this.#events.announce('sessionsEnded', { personId, sessionIds, reason });
    return modifiedCount > 0;
  }
}

type SessionAction = 'tenant_switched' | 'signed_out' | 'session_revoked' | 'refresh_token_reused';

function toPerson({ tenantId, personId }: Person): Person {
  return { tenantId, personId };
}

function providerSession(): ForbiddenError {
  return new ForbiddenError(
    'single_sign_on_session',
    'The identity provider of an organisation has started this session, so it is only for this organisation. Sign in to Meshi itself.',
  );
}

function proofNeeded(): ForbiddenError {
  return new ForbiddenError(
    'proof_needed',
    'Prove again who you are with accounts.prove (POST /account/proof), then repeat this request.',
  );
}
