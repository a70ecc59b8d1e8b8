/** Accounts: signing up and in, passwords, leaving. */
import type { Model } from 'mongoose';
import { type Actor, PUBLIC_TENANT } from '../access/actor.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { ConflictError, ForbiddenError, UnauthenticatedError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { Account, ChangePassword, Me, SignedIn, SignIn, SignUp } from '../protocol/accounts.ts';
import type { Profile } from '../protocol/profiles.ts';
import type { AccountDoc, FirstProfile } from './account-model.ts';
import type { Passwords } from './password.ts';
import type { IssuedTokens, SessionService } from './session-service.ts';

/** Removes what a person leaves behind in one area. Safe to run twice. */
export type Eraser = (actor: Actor) => Promise<void>;

export interface AccountServiceOptions {
  accounts: Model<AccountDoc>;
  passwords: Passwords;
  profiles: ProfileService;
  sessions: SessionService;
  /** Run in order when an account is deleted; areas add theirs while the app is put together. */
  erasers: readonly Eraser[];
  clock: Clock;
  log: Log;
}

export interface Device {
  userAgent: string;
}

/** A session was begun. The refresh token is still to be put where `refreshIn` says. */
export type Entered = Omit<SignedIn, 'refreshToken'> & Pick<IssuedTokens, 'refreshToken' | 'refreshIn'>;

/** Tries of another handle, where the one chosen at sign-up was lost to someone else in the same moment. */
const HANDLE_TRIES = 20;

export class AccountService {
  readonly #accounts: Model<AccountDoc>;
  readonly #passwords: Passwords;
  readonly #profiles: ProfileService;
  readonly #sessions: SessionService;
  readonly #erasers: readonly Eraser[];
  readonly #clock: Clock;
  readonly #log: Log;

  constructor({ accounts, passwords, profiles, sessions, erasers, clock, log }: AccountServiceOptions) {
    this.#accounts = accounts;
    this.#passwords = passwords;
    this.#profiles = profiles;
    this.#sessions = sessions;
    this.#erasers = erasers;
    this.#clock = clock;
    this.#log = log;
  }

  /** An account, its profile and a first session. @throws ConflictError with `email_taken` or `handle_taken`. */
  async signUp(input: SignUp & Device): Promise<Entered> {
    const { email, password, handle, displayName, language, timeZone } = input;
    const tenantId = PUBLIC_TENANT;
    // First looks, before the costly hash; the unique indexes decide.
    await this.#profiles.checkHandle(tenantId, handle);
    if (await this.#accounts.exists({ tenantId, email })) throw emailTaken();
    const passwordHash = await this.#passwords.hash(password);
    const account = await this.#insert({
      _id: newId(),
      tenantId,
      email,
      passwordHash,
      createdAt: new Date(this.#clock.now()),
      firstProfile: { handle, displayName, language, timeZone },
      deletedAt: null,
    });
    return this.#enter(account, await this.#createProfile(account, { handle, displayName, language, timeZone }), input);
  }

  /** A new session. @throws UnauthenticatedError, the same for an unknown address and a wrong password. */
  async signIn(input: SignIn & Device): Promise<Entered> {
    const account = await this.#accounts
      .findOne({ tenantId: PUBLIC_TENANT, email: input.email, deletedAt: null })
      .lean();
    const isRight = await this.#passwords.verify(account?.passwordHash ?? null, input.password);
    if (!account || !isRight) throw wrongCredentials();
    const { tenantId, _id: personId } = account;
    const profile = (await this.#profiles.findOwn({ tenantId, personId })) ?? (await this.#mendProfile(account));
    const entered = await this.#enter(account, profile, input);
    // A change of the password, or the end of the account, at the same moment ended the sessions it saw: whoever is
    // later looks.
    if (await this.#isAsChecked(account)) return entered;
    await this.#sessions.signOut({ tenantId, personId, sessionId: entered.sessionId });
    throw wrongCredentials();
  }

  async me(actor: Actor): Promise<Me> {
    const [account, profile] = await Promise.all([this.#get(actor), this.#profiles.findOwn(actor)]);
    return { account: toAccount(account), profile: profile ?? (await this.#mendProfile(account)) };
  }

  /** Sets a new password and ends every other session. @throws ForbiddenError for a wrong present one. */
  async changePassword(actor: Actor, { password, newPassword }: ChangePassword): Promise<void> {
    const account = await this.#checkPassword(actor, password);
    const passwordHash = await this.#passwords.hash(newPassword);
    const { tenantId, personId, sessionId } = actor;
    // Only while it is still the one that was checked: of two changes at once, one is refused.
    const { matchedCount } = await this.#accounts.updateOne(
      { _id: personId, tenantId, passwordHash: account.passwordHash },
      { $set: { passwordHash } },
    );
    if (matchedCount === 0) throw wrongPassword();
    await this.#sessions.endAll(actor, { except: sessionId });
  }

  /** Sets a new password for someone who has shown another proof, and ends every session. */
  async resetPassword({ tenantId, personId }: Omit<Actor, 'sessionId'>, newPassword: string): Promise<void> {
    const passwordHash = await this.#passwords.hash(newPassword);
    await this.#accounts.updateOne({ _id: personId, tenantId, deletedAt: null }, { $set: { passwordHash } });
    await this.#sessions.endAll({ tenantId, personId });
  }

  /** Who has this e-mail address; null where nobody does. */
  async findByEmail(tenantId: string, email: string): Promise<{ personId: string } | null> {
    const found = await this.#accounts.findOne({ tenantId, email, deletedAt: null }, { _id: 1 }).lean();
    return found && { personId: found._id };
  }

  /** Where this person gets mail; null once the account is being deleted. */
  async findEmail({ tenantId, personId }: Pick<Actor, 'tenantId' | 'personId'>): Promise<string | null> {
    const found = await this.#accounts.findOne({ _id: personId, tenantId, deletedAt: null }, { email: 1 }).lean();
    return found?.email ?? null;
  }

  /** Deletes the account with all that belongs to it. @throws ForbiddenError for a wrong password. */
  async delete(actor: Actor, password: string): Promise<void> {
    const account = await this.#checkPassword(actor, password);
    const { tenantId, personId } = actor;
    // From here on it is deleted; what follows is finished at the next start, should the process end before.
    await this.#accounts.updateOne({ _id: personId, tenantId }, { $set: { deletedAt: new Date(this.#clock.now()) } });
    await this.#erase(account);
  }

  /** Finishes deletions that were cut short. */
  async finishDeletions(): Promise<void> {
    const begun = await this.#accounts.find({ deletedAt: trusted({ $type: 'date' }) }).lean();
    // One after the other: there is hardly ever one, and nobody waits for it.
    for (const account of begun) await this.#erase(account);
  }

  async #erase({ _id: personId, tenantId }: AccountDoc): Promise<void> {
    const actor = { tenantId, personId, sessionId: '' };
    await this.#sessions.endAll(actor, { reason: 'account_deleted' });
    try {
      // In order: who is seen by others goes last, so that what refers to it is gone before.
      for (const erase of this.#erasers) await erase(actor);
      await this.#profiles.erasePerson(actor);
      await this.#accounts.deleteOne({ _id: personId, tenantId });
    } catch (error) {
      this.#log.warn({ err: error, personId }, 'deleting an account was cut short; the next start finishes it');
    }
  }

  async #insert(doc: AccountDoc): Promise<AccountDoc> {
    try {
      await this.#accounts.create(doc);
      return doc;
    } catch (error) {
      if (isDuplicateKey(error)) throw emailTaken();
      throw error;
    }
  }

  async #createProfile({ _id: personId, tenantId }: AccountDoc, first: FirstProfile): Promise<Profile> {
    try {
      const profile = await this.#profiles.create({ ...first, tenantId, personId });
      await this.#accounts.updateOne({ _id: personId, tenantId }, { $set: { firstProfile: null } });
      return profile;
    } catch (error) {
      // Someone took the handle in the same moment: nothing of this sign-up may remain.
      if (error instanceof ConflictError) await this.#accounts.deleteOne({ _id: personId, tenantId });
      throw error;
    }
  }

  /** The process ended between storing the account and its profile: the profile is made now. */
  async #mendProfile({ _id: personId, tenantId, firstProfile }: AccountDoc): Promise<Profile> {
    if (!firstProfile) throw new UnauthenticatedError('This account is being deleted', { reason: 'session_over' });
    const { handle, displayName, language, timeZone } = firstProfile;
    for (let attempt = 1; ; attempt++) {
      const tried = attempt === 1 ? handle : `${handle.slice(0, 20)}_${attempt}`;
      try {
        return await this.#profiles.create({ tenantId, personId, handle: tried, displayName, language, timeZone });
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === HANDLE_TRIES) throw error;
      }
    }
  }

  async #enter(account: AccountDoc, profile: Profile, { userAgent, refreshIn }: Device & Pick<SignIn, 'refreshIn'>) {
    const { tenantId, _id: personId } = account;
    const tokens = await this.#sessions.begin({ tenantId, personId }, { userAgent, refreshIn });
    return { ...tokens, account: toAccount(account), profile };
  }

  async #get({ tenantId, personId }: Actor): Promise<AccountDoc> {
    const account = await this.#accounts.findOne({ _id: personId, tenantId, deletedAt: null }).lean();
    if (!account) throw new UnauthenticatedError('This account was deleted', { reason: 'session_over' });
    return account;
  }

  async #isAsChecked({ _id, tenantId, passwordHash }: AccountDoc): Promise<boolean> {
    return (await this.#accounts.exists({ _id, tenantId, passwordHash, deletedAt: null })) !== null;
  }

  async #checkPassword(actor: Actor, password: string): Promise<AccountDoc> {
    const account = await this.#get(actor);
    if (!(await this.#passwords.verify(account.passwordHash, password))) throw wrongPassword();
    return account;
  }
}

function toAccount({ _id, email, createdAt }: AccountDoc): Account {
  return { id: _id, email, createdAt: createdAt.toISOString() };
}

function emailTaken(): ConflictError {
  return new ConflictError('There is an account with this e-mail address; sign in', { reason: 'email_taken' });
}

function wrongCredentials(): UnauthenticatedError {
  return new UnauthenticatedError('The e-mail address or the password is wrong', { reason: 'wrong_credentials' });
}

/** Not `unauthenticated`, which would tell clients that their session is over. */
function wrongPassword(): ForbiddenError {
  return new ForbiddenError('The password is wrong', { reason: 'wrong_password' });
}
