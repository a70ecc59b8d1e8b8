/** What a signed-in person does with the provider: an owner's test, a fresh proof, a link; and entering without the provider. */
import type { AccountService, SessionService, SignInService, StartedSession } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { FinishOwnSignOn, OwnSignOn, SignOnSession } from '../protocol/sign-on.ts';
import type { OwnerLetters, TenantAccess } from '../tenants/index.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import { attemptExpired } from './attempts.ts';
import { breakGlassLetter } from './break-glass-letter.ts';
import type { SignOnConnectionDoc } from './connection-model.ts';
import { type ConnectionService, noSignOn } from './connection-service.ts';
import type { ConnectionStore } from './connection-store.ts';
import { type Identities, subjectHashOf } from './identities.ts';
import type { NewPeople } from './new-people.ts';
import type { OnlySignOn } from './only-sign-on.ts';
import { type Identity, problemsOf } from './provider/claims.ts';
import type { BegunFlow, ProviderFlow } from './provider-flow.ts';
import type { SignOnService } from './sign-on-service.ts';

export interface OwnSignOnOptions {
  store: Pick<ConnectionStore, 'find' | 'note'>;
  connections: ConnectionService;
  flow: ProviderFlow;
  identities: Identities;
  newPeople: Pick<NewPeople, 'link'>;
  onlySignOn: Pick<OnlySignOn, 'canBreakGlass'>;
  signOn: Pick<SignOnService, 'domainsOf'>;
  ownerLetters: Pick<OwnerLetters, 'tell'>;
  access: TenantAccess;
  accounts: Pick<AccountService, 'accountOf'>;
  signIns: Pick<SignInService, 'switchTenant'>;
  sessions: Pick<SessionService, 'termsOf' | 'renewProof'>;
  memberships: Pick<Memberships, 'personIn'>;
  audit: Pick<AuditTrail, 'entry'>;
  clock: Clock;
  limits: { breakGlassSessionMs: number };
}

export class OwnSignOnService {
  readonly #parts: OwnSignOnOptions;

  constructor(parts: OwnSignOnOptions) {
    this.#parts = parts;
  }

  /** @throws ForbiddenError unless the actor is an owner, NotFoundError `no_sign_on`, UnavailableError `provider_failed` */
  async beginTest(actor: Actor): Promise<BegunFlow> {
    await this.#parts.access.requirePermission(actor, 'organisation:manage_sign_on');
    return this.#begin(actor, 'test');
  }

  /** @throws NotFoundError `no_sign_on`, also if the provider has not started this session */
  async beginProof(actor: Actor): Promise<BegunFlow> {
    const { signOn } = await this.#parts.sessions.termsOf(actor);
    if (signOn?.by !== 'provider') throw noSignOn();
    return this.#begin(actor, 'proof');
  }

  /** @throws NotFoundError `no_sign_on` */
  async beginLink(actor: Actor): Promise<BegunFlow> {
    await this.#parts.access.requireMember(actor);
    return this.#begin(actor, 'link');
  }

  /** @throws as `ProviderFlow.finish`, and ConflictError `identity_taken` if the identity is not of this person */
  async finish(actor: Actor, { answer, attemptToken }: FinishOwnSignOn): Promise<OwnSignOn> {
    const { connections, flow, signOn } = this.#parts;
    const connection = await connections.find(actor.tenantId);
    const { attempt, identity } = await flow.finish(connection, { answer, attemptToken, actor });
    const purpose = attempt.purpose === 'sign_in' ? 'proof' : attempt.purpose;
    if (purpose === 'test') await this.#noteTest(actor, connection);
    else if (purpose === 'proof') await this.#prove(actor, connection, identity);
    else await this.#link(actor, connection, identity);
    const { subject, email, isEmailVerified, groups } = identity;
    const problems = problemsOf(identity, await signOn.domainsOf(connection));
    return { purpose, subject, email, isEmailVerified, groups, problems };
  }

  /** How the session was started, and where to sign out at the provider. */
  async session(actor: Actor): Promise<SignOnSession> {
    const { sessions, store, flow } = this.#parts;
    const { signOn, endsBy } = await sessions.termsOf(actor);
    const connection = signOn?.by === 'provider' ? await store.find(actor.tenantId) : null;
    const endSessionUrl = connection && (await flow.endSessionUrl(connection));
    return { by: signOn?.by ?? 'own', endsBy: endsBy?.toISOString() ?? null, endSessionUrl };
  }

  /**
   * Enters an organisation without its provider, in an emergency. The entry of the log is written, and the letters to all owners are
   * scheduled, before the session begins.
   * @throws NotFoundError if the account does not belong to it, or `no_sign_on` if it lets other ways in; ForbiddenError
   * `not_allowed` if the person was not chosen, is no owner or has no second factor
   */
  async breakGlass(actor: Actor, tenantId: string): Promise<StartedSession> {
    const { store, onlySignOn, ownerLetters, accounts, signIns, memberships, audit, clock, limits } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    const person = await memberships.personIn(tenantId, accountId);
    if (!person) throw new NotFoundError('You do not belong to this organisation. Ask its owners for an invitation.');
    const connection = await store.find(tenantId);
    if (!connection?.isRequired) throw noSignOn();
    if (!(await onlySignOn.canBreakGlass(person, connection))) throw notChosen();
    const { personId } = person;
    const by = { personId, sessionId: actor.sessionId, address: actor.address };
    const used = { as: 'owner', action: 'break_glass_used', targetId: personId } as const;
    await store.note(tenantId, audit.entry({ chain: tenantId, actor: by, ...used }));
    await ownerLetters.tell(tenantId, ({ name }) => breakGlassLetter(name, clock.date()));
    const endsBy = new Date(clock.now() + limits.breakGlassSessionMs);
    return signIns.switchTenant(actor, tenantId, { signOn: { by: 'break_glass' }, endsBy });
  }

  async #begin(actor: Actor, purpose: 'test' | 'proof' | 'link'): Promise<BegunFlow> {
    const connection = await this.#parts.connections.find(actor.tenantId);
    // A link to a connection that is switched off would let nobody in, and may be to a wrong provider.
    if (purpose !== 'test' && !connection.isActive) throw noSignOn();
    return this.#parts.flow.begin(connection, { purpose, actor });
  }

  async #noteTest(actor: Actor, { revision }: SignOnConnectionDoc): Promise<void> {
    const { connections, clock } = this.#parts;
    if (!(await connections.noteTest(actor, revision, clock.date()))) throw attemptExpired();
  }

  async #prove(actor: Actor, { tenantId, issuer }: SignOnConnectionDoc, { subject }: Identity): Promise<void> {
    const known = await this.#parts.identities.find(tenantId, subjectHashOf(issuer, subject));
    if (known?.personId !== actor.personId) throw otherIdentity();
    await this.#parts.sessions.renewProof(actor, 'provider');
  }

  async #link(actor: Actor, { tenantId, issuer }: SignOnConnectionDoc, { subject }: Identity): Promise<void> {
    const { accounts, newPeople } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    const identity = { tenantId, personId: actor.personId, accountId, subjectHash: subjectHashOf(issuer, subject) };
    await newPeople.link(identity, 'session', { network: actor.address ?? '' });
  }
}

function otherIdentity(): ConflictError {
  return new ConflictError(
    'identity_taken',
    'You signed in with another account at the identity provider. Use your own.',
  );
}

function notChosen(): ForbiddenError {
  return new ForbiddenError(
    'not_allowed',
    'Only owners who were chosen for it, with a second factor, can enter without the identity provider.',
  );
}
