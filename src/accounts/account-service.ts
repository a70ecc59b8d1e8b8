/** Accounts: signing up and in, passwords, leaving. */

import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import { createMissingProfile, type FirstProfile, type ProfileService } from '../profiles/index.ts';
import type { Account, ChangePassword, Me, SignedIn, SignIn, SignUp } from '../protocol/accounts.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Profile } from '../protocol/profiles.ts';
import { type Memberships, openTenant, type TenantStore } from '../tenants/memberships/index.ts';
import type { AccountDoc } from './account-model.ts';
import type { AccountDepartures } from './departures.ts';
import type { Passwords } from './password.ts';
import type { IssuedTokens, SessionService } from './session-service.ts';

export interface AccountServiceOptions {
  accounts: Model<AccountDoc>;
  passwords: Passwords;
  profiles: ProfileService;
  sessions: SessionService;
  memberships: Memberships;
  tenantStore: Pick<TenantStore, 'currentOf' | 'ownedAlone'>;
  departures: Pick<AccountDepartures, 'leave' | 'erase'>;
  clock: Clock;
  log: Log;
}

export interface Device {
  userAgent: string;
}

/** A session was begun. The refresh token is still to be put where `refreshIn` says. */
export type Entered = Omit<SignedIn, 'refreshToken'> & Pick<IssuedTokens, 'refreshToken' | 'refreshIn'>;

export class AccountService {
  readonly #accounts: Model<AccountDoc>;
  readonly #parts: AccountServiceOptions;

  constructor(parts: AccountServiceOptions) {
    this.#accounts = parts.accounts;
    this.#parts = parts;
  }

  /** An account, its profile and a first session. @throws ConflictError with `email_taken` or `handle_taken`. */
  async signUp(input: SignUp & Device): Promise<Entered> {
    const { email, password, handle, displayName, language, timeZone } = input;
    const tenantId = PUBLIC_TENANT;
    // First looks, before the costly hash; the unique indexes decide.
    await this.#parts.profiles.checkHandle(tenantId, handle);
    if (await this.#accounts.exists({ tenantId, email })) throw emailTaken();
    const passwordHash = await this.#parts.passwords.hash(password);
    const account = await this.#insert({
      _id: newId(),
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
    const tokens = await this.#parts.sessions.begin({ tenantId, personId: account._id }, input);
    return { ...tokens, account: toAccount(account), profile, tenant: openTenant() };
  }

  /** A new session. @throws UnauthenticatedError, the same for an unknown address and a wrong password. */
  async signIn(input: SignIn & Device): Promise<Entered> {
    const account = await this.#accounts
      .findOne({ tenantId: PUBLIC_TENANT, email: input.email, deletedAt: null })
      .lean();
    const isRight = await this.#parts.passwords.verify(account?.passwordHash ?? null, input.password);
    if (!account || !isRight) throw wrongCredentials();
    const person = await this.#lastPerson(account);
    const me = await this.#meOf(account, person);
    const entered = { ...(await this.#parts.sessions.begin(person, input)), ...me };
    // A change of the password, or the end of the account, at the same moment ended the sessions it saw: whoever is
    // later looks. The same holds for the membership.
    if (await this.#isAsChecked(account, person)) return entered;
    await this.#parts.sessions.signOut({ ...person, sessionId: entered.sessionId });
    throw wrongCredentials();
  }

  /**
   * The same device goes on in another tenant: the actor's session ends, and one there takes its place.
   * @throws NotFoundError where the account does not belong to it
   */
  async switchTenant(actor: Actor, tenantId: string): Promise<Entered> {
    const account = await this.#get(actor);
    const person = await this.#parts.memberships.personIn(tenantId, account._id);
    if (!person) throw notYours();
    const me = await this.#meOf(account, person);
    const tokens = await this.#parts.sessions.switchPerson(actor, person);
    if (!(await this.#isAsChecked(account, person))) {
      await this.#parts.sessions.signOut({ ...person, sessionId: tokens.sessionId });
      throw notYours();
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

  /** Sets a new password and ends every other session. @throws ForbiddenError for a wrong present one. */
  async changePassword(actor: Actor, { password, newPassword }: ChangePassword): Promise<void> {
    const account = await this.checkPassword(actor, password);
    const passwordHash = await this.#parts.passwords.hash(newPassword);
    // Only while it is still the one that was checked: of two changes at once, one is refused.
    const { matchedCount } = await this.#accounts.updateOne(
      { _id: account._id, tenantId: account.tenantId, passwordHash: account.passwordHash },
      { $set: { passwordHash } },
    );
    if (matchedCount === 0) throw wrongPassword();
    await this.#endSessions(account._id, { except: actor.sessionId });
  }

  /** Sets a new password for someone who has read the mail that was sent to the account, and ends every session. */
  async resetPassword({ tenantId, personId }: Person, newPassword: string): Promise<void> {
    const passwordHash = await this.#parts.passwords.hash(newPassword);
    const emailVerifiedAt = this.#parts.clock.date();
    await this.#accounts.updateOne(
      { _id: personId, tenantId, deletedAt: null },
      { $set: { passwordHash, emailVerifiedAt } },
    );
    await this.#endSessions(personId);
  }

  /** The account of whoever acts, in whichever tenant. @throws UnauthenticatedError for one that was deleted */
  async accountOf(actor: Person): Promise<{ id: string; email: string; isEmailVerified: boolean }> {
    return toAccount(await this.#get(actor));
  }

  /** Whether there is such an account, and it is not being deleted. */
  async exists(accountId: string): Promise<boolean> {
    return (await this.#accounts.exists({ _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null })) !== null;
  }

  /** The address was proved to be read by whoever has the account; only while it is still this one. */
  async verifyEmail(accountId: string, email: string): Promise<void> {
    const emailVerifiedAt = this.#parts.clock.date();
    await this.#accounts.updateOne({ _id: accountId, tenantId: PUBLIC_TENANT, email }, { $set: { emailVerifiedAt } });
  }

  /** Who has this e-mail address; null where nobody does. */
  async findByEmail(tenantId: string, email: string): Promise<{ personId: string } | null> {
    const found = await this.#accounts.findOne({ tenantId, email, deletedAt: null }, { _id: 1 }).lean();
    return found && { personId: found._id };
  }

  /** Where this person gets mail, whichever tenant they are in; null once the account is being deleted. */
  async findEmail(person: Person): Promise<string | null> {
    const accountId = await this.#parts.memberships.accountOf(person);
    if (!accountId) return null;
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    return (await this.#accounts.findOne(filter, { email: 1 }).lean())?.email ?? null;
  }

  /**
   * Deletes the account with all that belongs to it, in every tenant. @throws ForbiddenError for a wrong password,
   * ConflictError `last_owner` where an organisation with other people would be left without an owner
   */
  async delete(actor: Actor, password: string): Promise<void> {
    const account = await this.checkPassword(actor, password);
    const { _id, tenantId } = account;
    await this.#checkOwnership(_id);
    // From here on it is deleted; what follows is finished at the next start, should the process end before.
    const deletedAt = this.#parts.clock.date();
    await this.#accounts.updateOne({ _id, tenantId }, { $set: { deletedAt } });
    await this.#erase(account);
  }

  /** Finishes deletions that were cut short. */
  async finishDeletions(): Promise<void> {
    const begun = await this.#accounts.find({ deletedAt: trusted({ $type: 'date' }) }).lean();
    // One after the other: there is hardly ever one, and nobody waits for it.
    for (const account of begun) await this.#erase(account);
  }

  /** @throws ForbiddenError for a wrong password */
  async checkPassword(actor: Person, password: string): Promise<AccountDoc> {
    const account = await this.#get(actor);
    if (!(await this.#parts.passwords.verify(account.passwordHash, password))) throw wrongPassword();
    return account;
  }

  async #checkOwnership(accountId: string): Promise<void> {
    const { memberships, tenantStore } = this.#parts;
    for (const { tenantId, personId } of await memberships.personsOf(accountId)) {
      if (tenantId === PUBLIC_TENANT) continue;
      const owned = await tenantStore.ownedAlone(personId);
      if (owned.length > 0 && (await memberships.countOf(tenantId)) > 1) throw lastOwner();
    }
  }

  async #erase({ _id, tenantId }: AccountDoc): Promise<void> {
    const { memberships, departures, log } = this.#parts;
    // Everywhere at once nobody is in any more; what is theirs goes after, the open space last.
    await this.#endSessions(_id, { reason: 'account_deleted' });
    try {
      const persons = await memberships.personsOf(_id);
      for (const person of persons.toReversed()) await departures.erase(person, 'account_deleted');
      await this.#accounts.deleteOne({ _id, tenantId });
    } catch (error) {
      log.warn({ err: error, accountId: _id }, 'deleting an account was cut short; the next start finishes it');
    }
  }

  async #endSessions(accountId: string, options: { except?: string; reason?: SessionEnd } = {}): Promise<void> {
    const persons = await this.#parts.memberships.personsOf(accountId);
    await Promise.all(persons.map((person) => this.#parts.sessions.endAll(person, options)));
  }

  async #insert(doc: AccountDoc): Promise<AccountDoc> {
    if (!(await insertOnce(this.#accounts, doc))) throw emailTaken();
    return doc;
  }

  async #createProfile({ _id: personId, tenantId }: AccountDoc, first: FirstProfile): Promise<Profile> {
    try {
      const profile = await this.#parts.profiles.create({ ...first, tenantId, personId });
      await this.#accounts.updateOne({ _id: personId, tenantId }, { $set: { firstProfile: null } });
      return profile;
    } catch (error) {
      // Someone took the handle in the same moment: nothing of this sign-up may remain.
      if (error instanceof ConflictError) await this.#accounts.deleteOne({ _id: personId, tenantId });
      throw error;
    }
  }

  /** Who the account was last; who it is in the open space where it belongs there no more. */
  async #lastPerson({ _id, lastTenantId }: AccountDoc): Promise<Person> {
    const last = lastTenantId ? await this.#parts.memberships.personIn(lastTenantId, _id) : null;
    return last ?? { tenantId: PUBLIC_TENANT, personId: _id };
  }

  async #meOf(account: AccountDoc, person: Person): Promise<Me> {
    const [tenant, stored] = await Promise.all([
      this.#parts.tenantStore.currentOf(person),
      this.#parts.profiles.findOwn(person),
    ]);
    if (!tenant) {
      throw new UnauthenticatedError('session_ended', 'You no longer belong to this organisation. Sign in again.');
    }
    return { account: toAccount(account), profile: stored ?? (await this.#mendProfile(account, person)), tenant };
  }

  /** The process ended between storing the account, or the membership, and its profile: the profile is made now. */
  async #mendProfile(account: AccountDoc, person: Person): Promise<Profile> {
    const isOpen = person.tenantId === PUBLIC_TENANT;
    const first = isOpen ? account.firstProfile : await this.#parts.memberships.firstProfileOf(person);
    if (!first) {
      throw new UnauthenticatedError('session_ended', 'This account is being deleted. Sign in with another account.');
    }
    return createMissingProfile(this.#parts.profiles, pick(person), first);
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

  async #isAsChecked({ _id, tenantId, passwordHash }: AccountDoc, person: Person): Promise<boolean> {
    const [account, current] = await Promise.all([
      this.#accounts.exists({ _id, tenantId, passwordHash, deletedAt: null }),
      this.#parts.memberships.personIn(person.tenantId, _id),
    ]);
    return account !== null && current?.personId === person.personId;
  }
}

function pick({ tenantId, personId }: Person): Person {
  return { tenantId, personId };
}

function toAccount({ _id, email, emailVerifiedAt, createdAt }: AccountDoc): Account {
  return { id: _id, email, isEmailVerified: Boolean(emailVerifiedAt), createdAt: createdAt.toISOString() };
}

function emailTaken(): ConflictError {
  return new ConflictError('email_taken', 'An account with this email address exists already. Sign in to it.');
}

function wrongCredentials(): UnauthenticatedError {
  return new UnauthenticatedError(
    'wrong_credentials',
    'The email address or the password is wrong. Check both and try again.',
  );
}

/** Not `unauthenticated`, which would tell clients that their session is over. */
function wrongPassword(): ForbiddenError {
  return new ForbiddenError('wrong_password', 'The password is wrong. Enter the current password of your account.');
}

function lastOwner(): ConflictError {
  return new ConflictError(
    'last_owner',
    'You are the last owner of an organisation. First make someone else an owner, or delete the organisation.',
  );
}

/** The same for an organisation that there is not. */
function notYours(): NotFoundError {
  return new NotFoundError('You do not belong to this organisation. Ask its owners for an invitation.');
}
