/** Accounts: signing up, signing in and deletion. */

import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { type AuditTrail, carrying, type NewAuditEntry, type PendingAuditEntry, SERVER_CHAIN } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ErasureCounts } from '../kernel/erasure-counts.ts';
import { ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import { createMissingProfile, type FirstProfile, type ProfileService } from '../profiles/index.ts';
import type {
  Account,
  DeletedAccount,
  Me,
  SignedIn,
  SignIn,
  SignInSecond,
  SignInWithPasskey,
  SignUp,
} from '../protocol/accounts.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Profile } from '../protocol/profiles.ts';
import { type Memberships, publicTenant, type TenantStore } from '../tenants/memberships/index.ts';
import type { AccountLetters } from './account-letters.ts';
import type { AccountDoc } from './account-model.ts';
import type { AccountDepartures } from './departures.ts';
import type { Erasure } from './erasure.ts';
import type { Passwords } from './password.ts';
import { checkPasswordStrength } from './password-strength/password-strength.ts';
import type { PastEmails } from './past-emails.ts';
import type { Passkeys } from './second-factors/passkeys.ts';
import type { SecondSteps } from './second-factors/second-steps.ts';
import { challengeExpired } from './second-factors/sign-in-challenges.ts';
import type { IssuedTokens, SessionService, SignOnTerms } from './session-service.ts';
import type { Suspensions } from './suspensions.ts';

export interface AccountServiceOptions {
  accounts: Model<AccountDoc>;
  audit: AuditTrail;
  passwords: Passwords;
  profiles: ProfileService;
  sessions: SessionService;
  memberships: Memberships;
  tenantStore: Pick<TenantStore, 'currentOf' | 'ownedOnlyBy'>;
  departures: Pick<AccountDepartures, 'leave' | 'erase'>;
  erasure: Pick<Erasure, 'eraseAccount'>;
  letters: Pick<AccountLetters, 'deleted'>;
  pastEmails: Pick<PastEmails, 'isReserved'>;
  suspensions: Pick<Suspensions, 'checkAccount' | 'checkAddress' | 'isSuspended'>;
  steps: SecondSteps;
  passkeys: Pick<Passkeys, 'accountOf'>;
  hooks: Pick<Hooks, 'checkEntry'>;
  clock: Clock;
  log: Log;
}

export interface Device {
  userAgent: string;
  /** The network of the client. */
  network: string;
}

/** A new session. The caller delivers the refresh token in the way that `refreshIn` names. */
export type StartedSession = Omit<SignedIn, 'refreshToken' | 'deviceToken'> &
  Pick<IssuedTokens, 'refreshToken' | 'refreshIn'>;

export class AccountService {
  readonly #accounts: Model<AccountDoc>;
  readonly #parts: AccountServiceOptions;

  constructor(parts: AccountServiceOptions) {
    this.#accounts = parts.accounts;
    this.#parts = parts;
  }

  /**
   * Creates an account, its profile and a first session.
   * @throws ConflictError `email_taken`, `handle_taken`, InvalidInputError if the password is easy to guess, ForbiddenError
   * `suspended`
   */
  async signUp(input: SignUp & Device): Promise<StartedSession> {
    const { email, password, handle, displayName, language, timeZone } = input;
    const tenantId = PUBLIC_TENANT;
    // Cheap checks before the costly hash. The unique indexes decide.
    await this.#parts.profiles.checkHandle(tenantId, handle);
    if (await this.#accounts.exists({ tenantId, email })) throw emailTaken();
    if (await this.#parts.pastEmails.isReserved(email, null)) throw emailTaken();
    await this.#parts.suspensions.checkAddress(email);
    await checkPasswordStrength(password, { email, handle, displayName });
    const passwordHash = await this.#parts.passwords.hash(password);
    const _id = newId();
    const entry = this.#entry({ personId: _id, address: input.network }, { action: 'signed_up', targetId: _id });
    const account = await this.#insert(entry, {
      _id,
      tenantId,
      email,
      passwordHash,
      emailVerifiedAt: null,
      lastTenantId: null,
      createdAt: this.#parts.clock.date(),
      firstProfile: { handle, displayName, language, timeZone },
      deletedAt: null,
    });
    const profile = await this.#createProfile(account, { handle, displayName, language, timeZone });
    await this.#parts.audit.settle(this.#accounts, [entry]);
    const tokens = await this.#parts.sessions.begin({ tenantId, personId: account._id }, input);
    return { ...tokens, account: toAccount(account), profile, tenant: publicTenant() };
  }

  /**
   * Starts a session.
   * @throws UnauthenticatedError, the same one for an unknown address and a wrong password; `second_step_needed`; ForbiddenError
   * `suspended`
   */
  async signIn(input: SignIn & Device): Promise<StartedSession> {
    const account = await this.#accounts
      .findOne({ tenantId: PUBLIC_TENANT, email: input.email, deletedAt: null })
      .lean();
    const isCorrect = await this.#parts.passwords.verify(account?.passwordHash ?? null, input.password);
    if (!account || !isCorrect) throw wrongCredentials(account?._id);
    await this.#parts.steps.require(account);
    return this.#start(account, input);
  }

  /**
   * Finishes a sign-in with the second factor.
   * @throws InvalidInputError `challenge_expired`, also if the credentials were changed meanwhile, `factor_code_wrong`
   */
  async signInSecond(input: SignInSecond & Device): Promise<StartedSession> {
    const { accountId, credentialsVersion } = await this.#parts.steps.finish(input);
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null, credentialsVersion };
    const account = await this.#accounts.findOne(filter).lean();
    if (!account) throw challengeExpired();
    return this.#start(account, input);
  }

  /** Starts a session with a passkey alone. @throws InvalidInputError `passkey_refused` */
  async signInWithPasskey(input: SignInWithPasskey & Device, origin: string): Promise<StartedSession> {
    const _id = await this.#parts.passkeys.accountOf(input.passkey, origin);
    const account = await this.#accounts.findOne({ _id, tenantId: PUBLIC_TENANT, deletedAt: null }).lean();
    if (!account) throw challengeExpired();
    return this.#start(account, input);
  }

  /** Starts a session for an account that has proved who it is. */
  async #start(account: AccountDoc, input: Pick<SignIn, 'refreshIn'> & Device): Promise<StartedSession> {
    // Only after the proof: others must not learn about it.
    await this.#parts.suspensions.checkAccount(account._id);
    return this.#startAs(await this.#lastPerson(account), account, input);
  }

  /** Starts a session in an organisation whose provider has signed the person in. @throws ForbiddenError `suspended` */
  async startSignedOn(
    person: Person,
    accountId: string,
    input: Pick<SignIn, 'refreshIn'> & Device & SignOnTerms,
  ): Promise<StartedSession> {
    const account = await this.findAccount(accountId);
    await this.#parts.suspensions.checkAccount(accountId);
    return this.#startAs(person, account, input);
  }

  async #startAs(
    person: Person,
    account: AccountDoc,
    input: Pick<SignIn, 'refreshIn'> & Device & Partial<SignOnTerms>,
  ): Promise<StartedSession> {
    const me = await this.#meOf(account, person);
    const signedIn = (sessionId: string) =>
      this.#entry(
        { personId: account._id, sessionId, address: input.network },
        { action: 'signed_in', targetId: sessionId },
      );
    const started = { ...(await this.#parts.sessions.begin(person, input, signedIn)), ...me };
    // Re-check after writing: a concurrent password change, suspension, account deletion or removal from the organisation ended only
    // the sessions that existed at that moment, not this one.
    if (await this.#isUnchanged(account, person)) return started;
    await this.#parts.sessions.undo({ ...person, sessionId: started.sessionId });
    throw wrongCredentials(account._id);
  }

  /**
   * Moves the device to another tenant: a new session there replaces the actor's session, which ends.
   * @throws NotFoundError if the account does not belong to that tenant, ForbiddenError if the session may not leave its
   * organisation, or may not enter the other one
   */
  async switchTenant(actor: Actor, tenantId: string, terms?: SignOnTerms): Promise<StartedSession> {
    const account = await this.#get(actor);
    const person = await this.#parts.memberships.personIn(tenantId, account._id);
    if (!person) throw notMember();
    const me = await this.#meOf(account, person);
    const tokens = await this.#parts.sessions.switchPerson(actor, person, terms);
    if (!(await this.#isUnchanged(account, person))) {
      await this.#parts.sessions.undo({ ...person, sessionId: tokens.sessionId });
      throw notMember();
    }
    await this.#accounts.updateOne(
      { _id: account._id, tenantId: account.tenantId },
      { $set: { lastTenantId: tenantId } },
    );
    return { ...tokens, ...me };
  }

  async me(actor: Actor): Promise<Me> {
    return this.#meOf(await this.#get(actor), actor);
  }

  /** The number of changes of the account's credentials; null before the first one. @throws UnauthenticatedError */
  async credentialsVersion(person: Person): Promise<number | null> {
    return (await this.#get(person)).credentialsVersion ?? null;
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
    return toAccount(await this.#get(actor));
  }

  /** Whether the account exists and is not being deleted. */
  async exists(accountId: string): Promise<boolean> {
    return (await this.#accounts.exists({ _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null })) !== null;
  }

  /**
   * Creates an account without a password, for a person whom the provider of an organisation has named. The address counts as not
   * verified: the provider speaks for its organisation only. The profile in the open space does not have the name of the person.
   * @throws ConflictError `email_taken`, ForbiddenError `suspended`
   */
  async createWithoutPassword(input: Pick<SignUp, 'email' | 'language' | 'timeZone'> & { network: string }) {
    const { email, language, timeZone, network } = input;
    const handle = `new_${randomBytes(6).toString('hex')}`;
    const _id = newId();
    const entry = this.#entry({ personId: _id, address: network }, { action: 'signed_up', targetId: _id });
    const firstProfile = { handle, displayName: handle, language, timeZone };
    const account = await this.#insert(entry, {
      _id,
      tenantId: PUBLIC_TENANT,
      email,
      passwordHash: null,
      emailVerifiedAt: null,
      lastTenantId: null,
      createdAt: this.#parts.clock.date(),
      firstProfile,
      deletedAt: null,
    });
    await this.#createProfile(account, firstProfile);
    await this.#parts.audit.settle(this.#accounts, [entry]);
    return { accountId: _id };
  }

  /**
   * Gives an account whose address was never verified to the person who receives mail at it. Somebody else may have made it, so its
   * password and its sessions end.
   */
  async claimByMail({ _id, email }: AccountDoc, network: string): Promise<void> {
    const actor = { address: network };
    const verified = this.entryOf(actor, _id, { action: 'email_verified', after: { isVerified: true } });
    // Before and after, so that a crash in between leaves no session of a stranger in a verified account.
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
    return this.#entry({ personId: accountId, sessionId, address }, { targetId: accountId, ...facts });
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

  /**
   * Deletes the account and everything that belongs to it, in every tenant. Returns how much, and mails it to the owner.
   * @throws ForbiddenError for a wrong password, ConflictError `last_owner` if an organisation with other members would
   * lose its last owner
   */
  async delete(actor: Actor, password: string): Promise<DeletedAccount> {
    const account = await this.confirmPassword(actor, password);
    const { _id, tenantId } = account;
    await this.#checkOwnership(_id);
    // This write deletes the account for its owner. If the process ends during the rest, the next start finishes it.
    const deletedAt = this.#parts.clock.date();
    const entry = this.entryOf(actor, _id, { action: 'account_deleted' });
    const filter = { _id, tenantId, deletedAt: null };
    await this.#parts.audit.update(this.#accounts, filter, { $set: { deletedAt } }, entry);
    return this.#erase(account);
  }

  /**
   * Deletes an account for its owner, whose password is not needed.
   * @throws NotFoundError, ConflictError `last_owner` as `delete`
   */
  async deleteFor(accountId: string, entry: PendingAuditEntry): Promise<void> {
    const account = await this.findAccount(accountId);
    await this.#checkOwnership(accountId);
    const deletedAt = this.#parts.clock.date();
    const filter = { _id: accountId, tenantId: account.tenantId, deletedAt: null };
    await this.#parts.audit.update(this.#accounts, filter, { $set: { deletedAt } }, entry);
    await this.#erase(account);
  }

  /** An account that is not being deleted. @throws NotFoundError */
  async findAccount(accountId: string): Promise<AccountDoc> {
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    const account = await this.#accounts.findOne(filter).lean<AccountDoc>();
    if (!account) throw new NotFoundError('There is no account with this ID. It may have been deleted.');
    return account;
  }

  /** Finishes interrupted deletions. */
  async finishDeletions(): Promise<void> {
    const begun = await this.#accounts.find({ deletedAt: trusted({ $type: 'date' }) }).lean();
    // One by one: there is rarely even one, and no request waits for it.
    for (const account of begun) await this.#erase(account);
  }

  /** @throws ForbiddenError for a wrong password */
  async checkPassword(actor: Person, password: string): Promise<AccountDoc> {
    const account = await this.#get(actor);
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

  async #checkOwnership(accountId: string): Promise<void> {
    const { memberships, tenantStore } = this.#parts;
    for (const { tenantId, personId } of await memberships.personsOfAccount(accountId)) {
      if (tenantId === PUBLIC_TENANT) continue;
      const owned = await tenantStore.ownedOnlyBy(personId);
      if (owned.length > 0 && (await memberships.countMembers(tenantId)) > 1) throw lastOwner();
    }
  }

  async #erase(account: AccountDoc): Promise<DeletedAccount> {
    const { _id, tenantId, email } = account;
    const { memberships, departures, erasure, letters, log } = this.#parts;
    const counts = new ErasureCounts();
    // End the sessions in all tenants first. Then erase the data of each person, the public tenant last.
    await this.endSessions(_id, { reason: 'account_deleted' });
    try {
      const persons = await memberships.personsOfAccount(_id);
      for (const person of persons.toReversed()) await departures.erase(person, 'account_deleted', counts);
      await erasure.eraseAccount({ accountId: _id, provenEmail: account.emailVerifiedAt ? email : null });
      await letters.deleted(account, counts.list());
      await this.#accounts.deleteOne({ _id, tenantId });
      log.info({ erased: counts.list() }, 'an account was deleted');
      return { isComplete: true, kinds: counts.list() };
    } catch (error) {
      log.warn({ err: error, accountId: _id }, 'account deletion was interrupted; the next start will finish it');
      return { isComplete: false, kinds: counts.list() };
    }
  }

  /** Ends every other session of the actor's account, in all tenants. */
  async endOtherSessions(actor: Actor): Promise<void> {
    const { _id, credentialsVersion = 0 } = await this.#get(actor);
    const facts = { before: { credentialsVersion }, after: { credentialsVersion: credentialsVersion + 1 } };
    const entry = this.entryOf(actor, _id, { action: 'other_sessions_revoked', ...facts });
    await this.endSessions(_id, { except: actor.sessionId, entry });
  }

  /** Ends every session of the account in all tenants, except `except`, and what was made with its credentials. */
  async endSessions(
    accountId: string,
    options: { except?: string; reason?: SessionEnd; entry?: PendingAuditEntry } = {},
  ): Promise<void> {
    const persons = await this.#parts.memberships.personsOfAccount(accountId);
    await Promise.all(persons.map((person) => this.#parts.sessions.endAll(person, options)));
    // Only then, so that what a session makes in its last moment ends too.
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT };
    const update = { $inc: { credentialsVersion: 1 } };
    if (options.entry) await this.#parts.audit.update(this.#accounts, filter, update, options.entry);
    else await this.#accounts.updateOne(filter, update);
  }

  /** The entry is in the log after `settle`: the sign-up may still be undone. */
  async #insert(entry: PendingAuditEntry, doc: AccountDoc): Promise<AccountDoc> {
    if (!(await insertOnce(this.#accounts, carrying(doc, [entry])))) throw emailTaken();
    // Re-check after writing: the former account may have left this address, and reserved it, at the same moment.
    try {
      if (await this.#parts.pastEmails.isReserved(doc.email, null)) throw emailTaken();
      await this.#parts.suspensions.checkAddress(doc.email);
    } catch (error) {
      await this.#accounts.deleteOne({ _id: doc._id, tenantId: doc.tenantId });
      throw error;
    }
    return doc;
  }

  #entry<Action extends AccountAction | 'signed_up' | 'signed_in'>(
    actor: NewAuditEntry<Action>['actor'],
    facts: Pick<NewAuditEntry<Action>, 'action' | 'targetId' | 'before' | 'after'>,
  ): PendingAuditEntry {
    return this.#parts.audit.entry({ chain: SERVER_CHAIN, actor, as: 'member', ...facts });
  }

  async #createProfile({ _id: personId, tenantId }: AccountDoc, first: FirstProfile): Promise<Profile> {
    try {
      const profile = await this.#parts.profiles.create({ ...first, tenantId, personId });
      await this.#accounts.updateOne({ _id: personId, tenantId }, { $set: { firstProfile: null } });
      return profile;
    } catch (error) {
      // Another person took the handle at the same moment: undo this sign-up completely.
      if (error instanceof ConflictError) await this.#accounts.deleteOne({ _id: personId, tenantId });
      throw error;
    }
  }

  /**
   * The person in the last used tenant; in the public tenant if the account no longer belongs to that one, or if that one asks for
   * its own provider.
   */
  async #lastPerson({ _id, lastTenantId }: AccountDoc): Promise<Person> {
    const last = lastTenantId ? await this.#parts.memberships.personIn(lastTenantId, _id) : null;
    return last && (await this.#mayEnter(last)) ? last : { tenantId: PUBLIC_TENANT, personId: _id };
  }

  async #mayEnter(person: Person): Promise<boolean> {
    try {
      await this.#parts.hooks.checkEntry(person, null);
      return true;
    } catch (error) {
      if (error instanceof ForbiddenError) return false;
      throw error;
    }
  }

  async #meOf(account: AccountDoc, person: Person): Promise<Me> {
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
    return createMissingProfile(this.#parts.profiles, toPerson(person), first);
  }

  async #get(person: Person): Promise<AccountDoc> {
    const accountId = await this.#parts.memberships.accountOf(person);
    const account =
      accountId && (await this.#accounts.findOne({ _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null }).lean());
    if (!account) {
      throw new UnauthenticatedError('session_ended', 'This account was deleted. Sign in with another account.');
    }
    return account;
  }

  /** Whether the password and the membership are still the ones that were checked, and the account is not suspended. */
  async #isUnchanged({ _id, tenantId, passwordHash }: AccountDoc, person: Person): Promise<boolean> {
    const [account, current, isSuspended] = await Promise.all([
      this.#accounts.exists({ _id, tenantId, passwordHash, deletedAt: null }),
      this.#parts.memberships.personIn(person.tenantId, _id),
      this.#parts.suspensions.isSuspended(_id),
    ]);
    return account !== null && current?.personId === person.personId && !isSuspended;
  }
}

type AccountAction =
  | 'authenticator_added'
  | 'authenticator_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_codes_made'
  | 'other_sessions_revoked'
  | 'password_changed'
  | 'password_reset'
  | 'email_verified'
  | 'email_changed'
  | 'email_change_undone'
  | 'account_deleted';

function toPerson({ tenantId, personId }: Person): Person {
  return { tenantId, personId };
}

function toAccount({ _id, email, emailVerifiedAt, createdAt }: AccountDoc): Account {
  return { id: _id, email, isEmailVerified: Boolean(emailVerifiedAt), createdAt: createdAt.toISOString() };
}

export function emailTaken(): ConflictError {
  return new ConflictError('email_taken', 'An account with this email address already exists. Sign in to it.');
}

/** With the account for the security log, if the address has one. */
function wrongCredentials(accountId?: string): UnauthenticatedError {
  const error = new UnauthenticatedError(
    'wrong_credentials',
    'The email address or the password is wrong. Check both and try again.',
  );
  return accountId === undefined ? error : error.about({ ids: { accountId } });
}

/** Not `unauthenticated`, because clients would take that as the end of their session. */
export function wrongPassword(): ForbiddenError {
  return new ForbiddenError('wrong_password', 'The password is wrong. Enter the current password of your account.');
}

function lastOwner(): ConflictError {
  return new ConflictError(
    'last_owner',
    'You are the last owner of an organisation. First make someone else an owner, or delete the organisation.',
  );
}

/** The same error for an organisation that does not exist, so that the answer does not reveal whether it exists. */
function notMember(): NotFoundError {
  return new NotFoundError('You do not belong to this organisation. Ask its owners for an invitation.');
}
