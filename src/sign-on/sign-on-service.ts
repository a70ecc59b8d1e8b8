/** Signing in by the identity provider of an organisation. An identity is an issuer and a subject; it is linked by proof only. */
import type { AccountService, SecondSteps, SignInService, StartedSession } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError, UnauthenticatedError } from '../kernel/errors.ts';
import type { SignOnMark } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { FinishSignOn, LinkSignOn, SignOnOffer } from '../protocol/sign-on.ts';
import { domainOf } from '../tenants/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { attemptExpired } from './attempts.ts';
import type { SignOnConnectionDoc } from './connection-model.ts';
import { noSignOn } from './connection-service.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { SyncGroups } from './group-sync.ts';
import { type Identities, sidHashOf, subjectHashOf } from './identities.ts';
import type { Links } from './links.ts';
import type { NewPeople } from './new-people.ts';
import type { OwnProof } from './own-proof.ts';
import { type Identity, problemsOf } from './provider/claims.ts';
import type { BegunFlow, ProviderFlow } from './provider-flow.ts';

export interface SignOnServiceOptions {
  store: Pick<ConnectionStore, 'find' | 'activeOf'>;
  flow: ProviderFlow;
  identities: Identities;
  links: Links;
  ownProof: OwnProof;
  newPeople: NewPeople;
  accounts: Pick<AccountService, 'findByEmail' | 'findAccount' | 'claimByMail'>;
  signIns: Pick<SignInService, 'startSignedOn'>;
  steps: Pick<SecondSteps, 'isOn'>;
  memberships: Pick<Memberships, 'personIn' | 'accountOf'>;
  tenantStore: Pick<TenantStore, 'find' | 'findBySlug'>;
  hasMail: boolean;
  /** Undefined if nobody keeps groups. */
  syncGroups: SyncGroups | undefined;
  clock: Clock;
  limits: { signOnSessionMs: number };
}

export interface SignOnDevice {
  refreshIn: 'cookie' | 'body';
  userAgent: string;
  network: string;
}

/** A person of the organisation, and the account. */
interface Member extends Person {
  accountId: string;
}

export class SignOnService {
  readonly #parts: SignOnServiceOptions;

  constructor(parts: SignOnServiceOptions) {
    this.#parts = parts;
  }

  /** Organisations at which one can sign in by their provider: of this mail domain, or with this ID. */
  async find({ email, slug }: { email?: string | undefined; slug?: string | undefined }): Promise<SignOnOffer[]> {
    const { store, tenantStore } = this.#parts;
    const offers: SignOnOffer[] = [];
    const domain = email === undefined ? null : domainOf(email);
    const ids = domain === null ? [] : (await store.activeOf(domain)).map(({ tenantId }) => tenantId);
    const named = slug === undefined ? null : await tenantStore.findBySlug(slug);
    for (const tenantId of new Set([...ids, ...(named ? [named._id] : [])])) {
      const [tenant, connection] = await Promise.all([tenantStore.find(tenantId), store.find(tenantId)]);
      if (!tenant || tenant.deleteAt || !connection?.isActive) continue;
      // The organisation may have lost the domain since.
      if (domain !== null && tenantId !== named?._id && !tenant.domains.includes(domain)) continue;
      const { _id: id, name, slug: ownSlug } = tenant;
      offers.push({ tenant: { id, name, slug: ownSlug }, isRequired: connection.isRequired });
    }
    return offers;
  }

  /** @throws NotFoundError `no_sign_on`, UnavailableError `provider_failed` */
  async begin(tenantId: string): Promise<BegunFlow> {
    return this.#parts.flow.begin(await this.#active(tenantId), { purpose: 'sign_in', actor: null });
  }

  /**
   * Signs in with the answer of the provider. Who comes for the first time becomes a member, with a new account or with the account
   * of the same address, if it is proven to be theirs.
   * @throws InvalidInputError `sign_on_expired`, `sign_on_invalid`, ForbiddenError `sign_on_refused`, `sign_on_email_refused`,
   * `sign_on_departed`, `suspended`, UnauthenticatedError `sign_on_link_needed`, UnavailableError `provider_failed`
   */
  async finish({ tenantId, answer, attemptToken }: FinishSignOn, device: SignOnDevice): Promise<StartedSession> {
    const connection = await this.#active(tenantId);
    const { identity } = await this.#parts.flow.finish(connection, { answer, attemptToken, actor: null });
    const subjectHash = subjectHashOf(connection.issuer, identity.subject);
    const known = await this.#parts.identities.find(tenantId, subjectHash);
    if (known?.personId && known.accountId) {
      const member = { tenantId, personId: known.personId, accountId: known.accountId };
      await this.#checkMember(member, identity);
      return this.#enter(member, markOf(connection, identity), identity.groups, device);
    }
    const { email } = await this.#checked(connection, identity);
    const existing = await this.#parts.accounts.findByEmail(PUBLIC_TENANT, email);
    // Who has left comes back by an invitation, and is then a member with an account.
    if (known && !(existing && (await this.#isMember(tenantId, existing.personId)))) throw departed();
    if (existing)
      throw await this.#linkNeeded(connection, { accountId: existing.personId, email, subjectHash, identity });
    const member = await this.#parts.newPeople.create({
      tenantId,
      subjectHash,
      identity: { ...identity, email },
      device,
    });
    return this.#enter(member, markOf(connection, identity), identity.groups, device);
  }

  /** Mails a code that proves the address of a challenge. @throws InvalidInputError `sign_on_expired`, LimitExceededError */
  async mailCode(challengeId: string): Promise<void> {
    await this.#parts.ownProof.mailCode(await this.#parts.links.find(challengeId));
  }

  /**
   * Links the identity of a challenge to the account with its address, and signs in.
   * @throws as `OwnProof.check`, and InvalidInputError `sign_on_expired` if the account or the connection has changed
   */
  async link(input: LinkSignOn, device: SignOnDevice, origin: () => string): Promise<StartedSession> {
    const { accounts, identities, links, memberships, newPeople, ownProof } = this.#parts;
    const link = await links.attempt(input.challengeId);
    const { tenantId, accountId, subjectHash } = link;
    const connection = await this.#active(tenantId);
    const account = await accounts.findAccount(accountId);
    const isSame = account.email === link.email && (account.credentialsVersion ?? null) === link.credentialsVersion;
    if (!isSame || connection.revision !== link.revision) throw attemptExpired();
    const how = await ownProof.check(link, input, origin);
    await links.spend(link);
    if (how === 'mail' && !account.emailVerifiedAt) await accounts.claimByMail(account, device.network);
    const person = await memberships.personIn(tenantId, accountId);
    if (!person && (await identities.find(tenantId, subjectHash))) throw departed();
    const member = person
      ? { ...person, accountId }
      : await newPeople.admit({ tenantId, personId: newId(), accountId }, link, device);
    await newPeople.link({ ...member, subjectHash }, how, device);
    const { sidHash = null, issuedAt = null } = link;
    return this.#enter(member, { by: 'provider', subjectHash, sidHash, issuedAt }, link.groups, device);
  }

  async #enter(
    member: Member,
    signOn: SignOnMark,
    groups: readonly string[] | null,
    device: SignOnDevice,
  ): Promise<StartedSession> {
    const { signIns, syncGroups, clock, limits } = this.#parts;
    const { tenantId, personId, accountId } = member;
    if (groups) await syncGroups?.({ tenantId, personId, names: groups });
    const endsBy = new Date(clock.now() + limits.signOnSessionMs);
    return signIns.startSignedOn({ tenantId, personId }, accountId, { ...device, signOn, endsBy });
  }

  /** Finishes what a crash has left of a first sign-in. @throws ForbiddenError `sign_on_departed` */
  async #checkMember({ tenantId, personId, accountId }: Member, identity: Identity): Promise<void> {
    const { memberships, newPeople } = this.#parts;
    if ((await memberships.accountOf({ tenantId, personId })) === accountId) return;
    const isLeaving = (await memberships.accountOf({ tenantId, personId }, { orLeaving: true })) !== null;
    if (isLeaving || identity.email === null) throw departed();
    await newPeople.admit({ tenantId, personId, accountId }, { ...identity, email: identity.email }, { network: '' });
  }

  async #isMember(tenantId: string, accountId: string): Promise<boolean> {
    return (await this.#parts.memberships.personIn(tenantId, accountId)) !== null;
  }

  /** @throws ForbiddenError `sign_on_email_refused` */
  async #checked(connection: SignOnConnectionDoc, identity: Identity): Promise<{ email: string }> {
    const { email } = identity;
    const problems = problemsOf(identity, await this.domainsOf(connection));
    if (problems.length > 0 || email === null) throw emailRefused();
    return { email };
  }

  /** The domains of the connection that the organisation still has. */
  async domainsOf({ tenantId, domains }: SignOnConnectionDoc): Promise<string[]> {
    const verified = (await this.#parts.tenantStore.find(tenantId))?.domains ?? [];
    return domains.filter((domain) => verified.includes(domain));
  }

  async #linkNeeded(
    connection: SignOnConnectionDoc,
    {
      accountId,
      email,
      subjectHash,
      identity,
    }: { accountId: string; email: string; subjectHash: string; identity: Identity },
  ): Promise<UnauthenticatedError> {
    const { accounts, steps, links, hasMail } = this.#parts;
    const account = await accounts.findAccount(accountId);
    const { tenantId, revision } = connection;
    const { name, username, groups } = identity;
    const { sidHash, issuedAt } = markOf(connection, identity);
    const credentialsVersion = account.credentialsVersion ?? null;
    const person = { tenantId, accountId, credentialsVersion, email, name, username, groups, revision };
    const challenge = await links.open({
      ...person,
      subjectHash,
      sidHash: sidHash ?? null,
      issuedAt: issuedAt ?? null,
    });
    return new UnauthenticatedError(
      'sign_on_link_needed',
      'An account with this e-mail address exists. Prove that it is yours: send its password, a passkey or a mailed code to signOn.link.',
      { signOnLink: { ...challenge, email, canMail: hasMail, needsCode: await steps.isOn(accountId) } },
    ).about({ ids: { accountId } });
  }

  async #active(tenantId: string): Promise<SignOnConnectionDoc> {
    const [connection, tenant] = await Promise.all([
      this.#parts.store.find(tenantId),
      this.#parts.tenantStore.find(tenantId),
    ]);
    if (!connection?.isActive || !tenant || tenant.deleteAt) throw noSignOn();
    return connection;
  }
}

function markOf({ issuer }: SignOnConnectionDoc, { subject, sid, issuedAt }: Identity): SignOnMark {
  const sidHash = sid === null ? null : sidHashOf(issuer, sid);
  return { by: 'provider', subjectHash: subjectHashOf(issuer, subject), sidHash, issuedAt };
}

function departed(): ForbiddenError {
  return new ForbiddenError(
    'sign_on_departed',
    'You have left this organisation, or were removed from it. Ask its owners for an invitation.',
  );
}

function emailRefused(): ForbiddenError {
  return new ForbiddenError(
    'sign_on_email_refused',
    'The identity provider names no verified e-mail address of yours in a domain of this organisation. Ask the people who manage it.',
  );
}
