/** Sets passwords: a change with the current password, and a reset with a mailed link. Tells the owner by mail. */
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ChangePassword, Me } from '../protocol/accounts.ts';
import { wrongPassword } from './account-errors.ts';
import type { AccountLetters } from './account-letters.ts';
import type { AccountDoc } from './account-model.ts';
import type { AccountService } from './account-service.ts';
import type { Passwords } from './password.ts';
import type { PasswordResetDoc } from './password-reset-model.ts';
import { checkPasswordStrength } from './password-strength/password-strength.ts';

export interface PasswordServiceOptions {
  audit: Pick<AuditTrail, 'settle'>;
  accounts: Model<AccountDoc>;
  accountService: Pick<AccountService, 'confirmPassword' | 'endSessions' | 'entryOf' | 'findAccount' | 'get' | 'meOf'>;
  letters: Pick<AccountLetters, 'passwordChanged'>;
  passwords: Pick<Passwords, 'hash'>;
  profiles: Pick<ProfileService, 'findOwn'>;
  hooks: Pick<Hooks, 'claimAccount'>;
  clock: Clock;
}

type SetFields = Partial<Pick<AccountDoc, 'emailVerifiedAt'>>;

export class PasswordService {
  readonly #parts: PasswordServiceOptions;

  constructor(parts: PasswordServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Sets a new password and ends every other session.
   * @throws ForbiddenError if the current password is wrong, InvalidInputError if the new one is easy to guess
   */
  async change(actor: Actor, { password, newPassword }: ChangePassword): Promise<void> {
    const { _id, tenantId, email, passwordHash, credentialsVersion } = await this.#parts.accountService.confirmPassword(
      actor,
      password,
    );
    await this.checkStrength(actor, email, newPassword);
    // Only if the password is still the checked one, so that one of two concurrent changes is refused.
    const entry = this.#entry('password_changed', actor, _id, credentialsVersion);
    const account = await this.#set({ _id, tenantId, passwordHash }, newPassword, entry);
    if (!account) throw wrongPassword();
    await this.#parts.accountService.endSessions(_id, { except: actor.sessionId });
    await this.#parts.letters.passwordChanged(account);
  }

  /**
   * Sets the first password of an account that was made without one.
   * @throws ConflictError `password_exists`, InvalidInputError if it is easy to guess
   */
  async setFirst(actor: Actor, newPassword: string): Promise<Me> {
    const { accountService, letters } = this.#parts;
    const { _id, tenantId, email, passwordHash } = await accountService.get(actor);
    if (passwordHash !== null) throw passwordExists();
    await this.checkStrength(actor, email, newPassword);
    const entry = accountService.entryOf(actor, _id, { action: 'password_set' });
    const account = await this.#set({ _id, tenantId, passwordHash: null, deletedAt: null }, newPassword, entry);
    if (!account) throw passwordExists();
    await letters.passwordChanged(account);
    return accountService.meOf(account, actor);
  }

  /**
   * Sets a new password after a mailed link was opened, which also verifies the address. Ends every session. Returns false if
   * the account has another address or other credentials than when the link was made.
   */
  async reset(
    { tenantId, personId, email, credentialsVersion }: PasswordResetDoc,
    newPassword: string,
    network: string,
  ): Promise<boolean> {
    const filter = { _id: personId, tenantId, email, credentialsVersion, deletedAt: null };
    const { emailVerifiedAt } = await this.#parts.accountService.findAccount(personId);
    // Before the write, so that a crash leaves nobody a way in who has made the account with the address of a stranger.
    if (!emailVerifiedAt) await this.#parts.hooks.claimAccount(personId);
    const entry = this.#entry('password_reset', { address: network }, personId, credentialsVersion);
    const account = await this.#set(filter, newPassword, entry, { emailVerifiedAt: this.#parts.clock.date() });
    if (!account) return false;
    await this.#parts.accountService.endSessions(personId);
    await this.#parts.letters.passwordChanged(account);
    return true;
  }

  /** @throws InvalidInputError if the password is easy to guess for someone who knows this person */
  async checkStrength(person: Person, email: string, newPassword: string): Promise<void> {
    const profile = await this.#parts.profiles.findOwn(person);
    await checkPasswordStrength(newPassword, { email, ...profile });
  }

  async #set(
    filter: Partial<PasswordFilter> & Pick<AccountDoc, '_id' | 'tenantId'>,
    newPassword: string,
    entry: PendingAuditEntry,
    also: SetFields = {},
  ): Promise<AccountDoc | null> {
    const { accounts, audit, passwords } = this.#parts;
    const passwordHash = await passwords.hash(newPassword);
    const change = { $set: { passwordHash, ...also }, $inc: { credentialsVersion: 1 } };
    const account = await accounts
      .findOneAndUpdate(filter, withEntries<AccountDoc>(change, [entry]), { returnDocument: 'after' })
      .lean<AccountDoc>();
    if (account) await audit.settle(accounts, [entry]);
    return account;
  }

  #entry(
    action: 'password_changed' | 'password_reset',
    actor: Pick<Actor, 'address'> & Partial<Actor>,
    accountId: string,
    version: number | null | undefined,
  ): PendingAuditEntry {
    const credentialsVersion = version ?? 0;
    const facts = { before: { credentialsVersion }, after: { credentialsVersion: credentialsVersion + 1 } };
    return this.#parts.accountService.entryOf(actor, accountId, { action, ...facts });
  }
}

function passwordExists(): ConflictError {
  return new ConflictError('password_exists', 'Your account has a password. Change it with the current one.');
}

type PasswordFilter = Pick<AccountDoc, 'passwordHash' | 'email' | 'deletedAt'> & { credentialsVersion: number | null };
