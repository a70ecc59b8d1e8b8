/** Accounts: who has one, its address, its password and its sessions in all tenants. */

import type { Model } from 'mongoose';
import { type AuditTrail, type NewAuditEntry, type PendingAuditEntry, SERVER_CHAIN } from '../audit/index.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { createSimilarProfile, type ProfileService } from '../profiles/index.ts';
import type { Account, Me } from '../protocol/accounts.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Profile } from '../protocol/profiles.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { wrongPassword } from './account-errors.ts';
import type { AccountDoc } from './account-model.ts';
import type { Passwords } from './password.ts';
import type { SecondSteps } from './second-factors/second-steps.ts';
import type { SessionService } from './session-service.ts';

export interface AccountServiceOptions {
  accounts: Model<AccountDoc>;
  audit: AuditTrail;
  passwords: Pick<Passwords, 'verify'>;
  profiles: ProfileService;
  sessions: Pick<SessionService, 'checkProof' | 'endAll'>;
  memberships: Memberships;
  tenantStore: Pick<TenantStore, 'currentOf'>;
  steps: Pick<SecondSteps, 'isOn'>;
  hooks: Pick<Hooks, 'claimAccount'>;
  clock: Clock;
}

export class AccountService {
  readonly #accounts: Model<AccountDoc>;
  readonly #parts: AccountServiceOptions;

  constructor(parts: AccountServiceOptions) {
    this.#accounts = parts.accounts;
    this.#parts = parts;
  }

  async me(actor: Actor): Promise<Me> {
    return this.meOf(await this.get(actor), actor);
  }

  /** The number of changes of the account's credentials; null before the first one. @throws UnauthenticatedError */
  async credentialsVersion(person: Person): Promise<number | null> {
    return (await this.get(person)).credentialsVersion ?? null;
  }

  /** Whether the account of the person exists, and its credentials are still those of this version. */
  async hasCredentials(person: Person, version: number | null): Promise<boolean> {
    const _id = await this.#parts.memberships.accountOf(person);
    if (!_id) return false;
    const filter = { _id, tenantId: PUBLIC_TENANT, deletedAt: null, credentialsVersion: version };
    return (await this.#accounts.exists(filter)) !== null;
  }

  /** The account of the actor, from any tenant. @throws UnauthenticatedError if the account was deleted */
  async accountOf(actor: Person): Promise<{ id: string; email: string; isEmailVerified: boolean }> {
    return toAccount(await this.get(actor));
  }

  /** Whether the account exists and is not being deleted. */
  async exists(accountId: string): Promise<boolean> {
    return (await this.#accounts.exists({ _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null })) !== null;
  }

  /**
   * Gives an account whose address was never verified to the person who receives mail at it. Somebody else may have made it, so its
   * password and its sessions end.
   */
  async claimByMail({ _id, email }: AccountDoc, network: string): Promise<void> {
    const actor = { address: network };
    const verified = this.entryOf(actor, _id, { action: 'email_verified', after: { isVerified: true } });
    // Before and after, so that a crash in between leaves no session of a stranger in a verified account.
    await this.#parts.hooks.claimAccount(_id);
    await this.endSessions(_id);
    const filter = { _id, tenantId: PUBLIC_TENANT, email, emailVerifiedAt: null };
    const change = { $set: { emailVerifiedAt: this.#parts.clock.date(), passwordHash: null } };
    if (!(await this.#parts.audit.update(this.#accounts, filter, change, verified))) return;
    await this.endSessions(_id, { entry: this.entryOf(actor, _id, { action: 'password_reset' }) });
  }

  /** Marks the address as verified, if it is still the address of the account. */
  async verifyEmail(actor: Actor, accountId: string, email: string): Promise<void> {
    const emailVerifiedAt = this.#parts.clock.date();
    const facts = { before: { isVerified: false }, after: { isVerified: true } };
    const entry = this.entryOf(actor, accountId, { action: 'email_verified', ...facts });
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, email, emailVerifiedAt: null };
    await this.#parts.audit.update(this.#accounts, filter, { $set: { emailVerifiedAt } }, entry);
  }

  /** An entry about an account, by its own person in any tenant. */
  entryOf<Action extends AccountAction>(
    { sessionId, address }: Pick<Actor, 'address'> & Partial<Actor>,
    accountId: string,
    facts: Pick<NewAuditEntry<Action>, 'action' | 'before' | 'after'>,
  ): PendingAuditEntry {
    const actor = { personId: accountId, sessionId, address };
    return this.#parts.audit.entry({ chain: SERVER_CHAIN, actor, as: 'member', targetId: accountId, ...facts });
  }

  /** The person with this e-mail address; null if there is none. */
  async findByEmail(tenantId: string, email: string): Promise<{ personId: string } | null> {
    const found = await this.#accounts.findOne({ tenantId, email, deletedAt: null }, { _id: 1 }).lean();
    return found && { personId: found._id };
  }

  /** The e-mail address of this person, from any tenant; null while the account is being deleted. */
  async findEmail(person: Person): Promise<string | null> {
    return (await this.#findAddress(person))?.email ?? null;
  }

  /** As `findEmail`, but also null for an address that was never verified: it may be the address of a stranger. */
  async findVerifiedEmail(person: Person): Promise<string | null> {
    const found = await this.#findAddress(person);
    return found?.emailVerifiedAt ? found.email : null;
  }

  async #findAddress(person: Person): Promise<Pick<AccountDoc, 'email' | 'emailVerifiedAt'> | null> {
    const accountId = await this.#parts.memberships.accountOf(person);
    if (!accountId) return null;
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    return this.#accounts.findOne(filter, { email: 1, emailVerifiedAt: 1 }).lean<AccountDoc>().exec();
  }

  /** An account that is not being deleted. @throws NotFoundError */
  async findAccount(accountId: string): Promise<AccountDoc> {
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    const account = await this.#accounts.findOne(filter).lean<AccountDoc>();
    if (!account) throw new NotFoundError('There is no account with this ID. It may have been deleted.');
    return account;
  }

  /** @throws ForbiddenError for a wrong password */
  async checkPassword(actor: Person, password: string): Promise<AccountDoc> {
    const account = await this.get(actor);
    if (!(await this.#parts.passwords.verify(account.passwordHash, password))) throw wrongPassword();
    return account;
  }

  /**
   * Checks the password that a request has in its body. With a second factor, the session also needs a fresh proof.
   * @throws ForbiddenError for a wrong password, `proof_needed`
   */
  async confirmPassword(actor: Actor, password: string): Promise<AccountDoc> {
    const account = await this.checkPassword(actor, password);
    if (await this.#parts.steps.isOn(account._id)) await this.#parts.sessions.checkProof(actor, { isOwn: true });
    return account;
  }

  /** Ends every other session of the actor's account, in all tenants. */
  async endOtherSessions(actor: Actor): Promise<void> {
    const { _id, credentialsVersion = 0 } = await this.get(actor);
    const facts = { before: { credentialsVersion }, after: { credentialsVersion: credentialsVersion + 1 } };
    const entry = this.entryOf(actor, _id, { action: 'other_sessions_revoked', ...facts });
    await this.endSessions(_id, { except: actor.sessionId, entry });
  }

  /** Ends every session of the account in all tenants, except `except`, and what was made with its credentials. */
  async endSessions(
    accountId: string,
    options: { except?: string; reason?: SessionEnd; entry?: PendingAuditEntry } = {},
  ): Promise<void> {
    const { entry, ...again } = options;
    await this.#endSessions(accountId, options);
    // Only then, so that what a session makes in its last moment ends too.
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT };
    const update = { $inc: { credentialsVersion: 1 } };
    if (entry) await this.#parts.audit.update(this.#accounts, filter, update, entry);
    else await this.#accounts.updateOne(filter, update);
    // A sign-in or a switch may have begun a session that was not there before. If it begins one after this, it sees the new version.
    await this.#endSessions(accountId, again);
  }

  async #endSessions(accountId: string, options: Parameters<SessionService['endAll']>[1]): Promise<void> {
    const persons = await this.#parts.memberships.personsOfAccount(accountId);
    await Promise.all(persons.map((person) => this.#parts.sessions.endAll(person, options)));
  }

  /** What a client shows of an account and its person. @throws UnauthenticatedError if the person no longer belongs to the tenant */
  async meOf(account: AccountDoc, person: Person): Promise<Me> {
    const [tenant, stored] = await Promise.all([
      this.#parts.tenantStore.currentOf(person),
      this.#parts.profiles.findOwn(person),
    ]);
    if (!tenant) {
      throw new UnauthenticatedError('session_ended', 'You no longer belong to this organisation. Sign in again.');
    }
    return { account: toAccount(account), profile: stored ?? (await this.#createLostProfile(account, person)), tenant };
  }

  /** Creates the profile if the process ended after storing the account or membership and before storing the profile. */
  async #createLostProfile(account: AccountDoc, person: Person): Promise<Profile> {
    const isPublic = person.tenantId === PUBLIC_TENANT;
    const first = isPublic ? account.firstProfile : await this.#parts.memberships.firstProfileOf(person);
    if (!first) {
      throw new UnauthenticatedError('session_ended', 'This account is being deleted. Sign in with another account.');
    }
    return createSimilarProfile(this.#parts.profiles, toPerson(person), first);
  }

  /** The account of a person, from any tenant. @throws UnauthenticatedError if the account was deleted */
  async get(person: Person): Promise<AccountDoc> {
    const accountId = await this.#parts.memberships.accountOf(person);
    const account =
      accountId && (await this.#accounts.findOne({ _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null }).lean());
    if (!account) {
      throw new UnauthenticatedError('session_ended', 'This account was deleted. Sign in with another account.');
    }
    return account;
  }
}

type AccountAction =
  | 'authenticator_added'
  | 'authenticator_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_codes_made'
  | 'factor_reset_cancelled'
  | 'other_sessions_revoked'
  | 'password_set'
  | 'password_changed'
  | 'password_reset'
  | 'open_identity_linked'
  | 'open_identity_unlinked'
  | 'email_verified'
  | 'email_changed'
  | 'email_change_undone'
  | 'account_deleted';

function toPerson({ tenantId, personId }: Person): Person {
  return { tenantId, personId };
}

export function toAccount({ _id, email, emailVerifiedAt, passwordHash, createdAt }: AccountDoc): Account {
  return {
    id: _id,
    email,
    isEmailVerified: Boolean(emailVerifiedAt),
    hasPassword: passwordHash !== null,
    createdAt: createdAt.toISOString(),
  };
}
