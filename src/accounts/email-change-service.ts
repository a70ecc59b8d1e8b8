/**
 * Changes the e-mail address of an account. The new address proves itself with a mailed code. The old one, if it was ever
 * proven, gets a letter with a link that undoes the change.
 */
import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { isDuplicateKey } from '../database/database-errors.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, InvalidInputError, UnavailableError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { ChangeEmail, Me } from '../protocol/accounts.ts';
import { emailTaken } from './account-errors.ts';
import type { AccountLetters } from './account-letters.ts';
import type { AccountDoc } from './account-model.ts';
import type { AccountService } from './account-service.ts';
import type { EmailChangedLetters } from './email-changed-letter.ts';
import type { EmailCodes } from './email-codes.ts';
import type { Passwords } from './password.ts';
import type { PasswordResetService } from './password-reset-service.ts';
import type { PastEmails } from './past-emails.ts';
import type { Suspensions } from './suspensions.ts';

export interface EmailChangeServiceOptions {
  audit: AuditTrail;
  accounts: Model<AccountDoc>;
  accountService: Pick<AccountService, 'confirmPassword' | 'accountOf' | 'me' | 'endSessions' | 'entryOf'>;
  emailCodes: Pick<EmailCodes, 'send' | 'redeem' | 'erasePerson'>;
  pastEmails: PastEmails;
  suspensions: Pick<Suspensions, 'checkAccount' | 'checkAddress'>;
  passwordResets: Pick<PasswordResetService, 'issue' | 'erasePerson'>;
  passwords: Pick<Passwords, 'hash'>;
  letters: Pick<EmailChangedLetters, 'prepare' | 'send'>;
  accountLetters: Pick<AccountLetters, 'countCode'>;
  hooks: Pick<Hooks, 'claimAccount'>;
  /** Whether a mail server is configured. */
  hasMail: boolean;
  clock: Clock;
}

type KnownAccount = Pick<AccountDoc, '_id' | 'email' | 'emailVerifiedAt'>;

export class EmailChangeService {
  readonly #parts: EmailChangeServiceOptions;

  constructor(parts: EmailChangeServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Mails a code to the new address. Without a mail server, an address that was never proven is changed at once: nobody could
   * prove either of them. The answer contains the account as it is then.
   * @throws ForbiddenError `wrong_password`, ConflictError `email_taken`, UnavailableError `no_mail`, `mail_failed`
   */
  async request(actor: Actor, { email, password }: ChangeEmail): Promise<Me> {
    const account = await this.#parts.accountService.confirmPassword(actor, password);
    if (await this.#isTaken(email, account._id)) throw emailTaken();
    if (this.#parts.hasMail) {
      const mailing = { id: account._id, isEmailVerified: account.emailVerifiedAt !== null };
      await this.#parts.accountLetters.countCode(mailing, email);
      await this.#parts.emailCodes.send(purposeOf(account), email);
    } else if (account.emailVerifiedAt) {
      throw new UnavailableError('no_mail', 'This server cannot send mail. Ask its operator to set mail up.');
    } else {
      await this.#change(actor, account, email, null);
    }
    return this.#parts.accountService.me(actor);
  }

  /** @throws InvalidInputError `code_wrong`, ConflictError `email_taken` if another account has taken the address meanwhile */
  async confirm(actor: Actor, code: string): Promise<Me> {
    const { id } = await this.#parts.accountService.accountOf(actor);
    const account = await this.#parts.accounts.findOne({ _id: id, tenantId: PUBLIC_TENANT }).lean();
    if (account) {
      const email = await this.#parts.emailCodes.redeem(purposeOf(account), code);
      await this.#change(actor, account, email, this.#parts.clock.date());
    }
    return this.#parts.accountService.me(actor);
  }

  /**
   * Gives the account its former address back, ends every session and disables the password, which a thief must have known.
   * The holder of the link receives the token of a password reset.
   * @throws InvalidInputError `undo_expired`, ForbiddenError `suspended`
   */
  async undo(token: string, network: string): Promise<{ accountId: string; resetToken: string }> {
    const past = await this.#parts.pastEmails.find(token);
    if (!past) throw undoExpired();
    // Its suspension names the present mailbox: the account must not leave it.
    await this.#parts.suspensions.checkAccount(past.personId);
    const { personId: accountId, email } = past;
    const emailVerifiedAt = this.#parts.clock.date();
    const passwordHash = await this.#parts.passwords.hash(randomBytes(32).toString('base64url'));
    const undone = { action: 'email_change_undone', after: { isVerified: true } } as const;
    const entry = this.#parts.accountService.entryOf({ address: network }, accountId, undone);
    if (!(await this.#giveBack(accountId, { email, emailVerifiedAt, passwordHash }, entry))) throw undoExpired();
    // A thief may have come in this way, or have added it.
    await this.#parts.hooks.claimAccount(accountId);
    // Only after the address is back: if the process ends before this, the link still works.
    await this.#parts.pastEmails.forgetSince(past);
    await this.#voidMails(accountId);
    await this.#parts.accountService.endSessions(accountId);
    const person = { tenantId: PUBLIC_TENANT, personId: accountId };
    return { accountId, resetToken: await this.#parts.passwordResets.issue(person, email) };
  }

  /** Changes the address in one step. @throws ConflictError `email_taken`, `email_changed` */
  async #change(actor: Actor, account: KnownAccount, email: string, emailVerifiedAt: Date | null): Promise<void> {
    const { accounts, audit, accountService, pastEmails, letters } = this.#parts;
    const { _id, email: oldEmail } = account;
    const facts = {
      before: { isVerified: account.emailVerifiedAt !== null },
      after: { isVerified: emailVerifiedAt !== null },
    };
    const entry = accountService.entryOf(actor, _id, { action: 'email_changed', ...facts });
    if (await this.#isTaken(email, _id)) throw emailTaken();
    await this.#parts.suspensions.checkAddress(email);
    // An address that was never proven may belong to a stranger, who must not be able to take the account.
    const pastEmailId = account.emailVerifiedAt ? await pastEmails.keep(_id, oldEmail) : null;
    try {
      if (pastEmailId) await letters.prepare(pastEmailId);
      await this.#write(account, { email, emailVerifiedAt }, entry);
      // Re-check after writing: another account may have left this address, and reserved it, at the same moment.
      if (await pastEmails.isReserved(email, _id)) {
        await accounts.updateOne(
          { _id, tenantId: PUBLIC_TENANT, email },
          // The entry goes too: nothing has changed.
          {
            $set: { email: oldEmail, emailVerifiedAt: account.emailVerifiedAt },
            $pull: { pendingAudit: { id: entry.id } },
          },
        );
        throw emailTaken();
      }
      await audit.settle(accounts, [entry]);
    } catch (error) {
      if (pastEmailId) await pastEmails.drop(pastEmailId);
      throw error;
    }
    await this.#voidMails(_id);
    if (pastEmailId) await letters.send(pastEmailId);
  }

  /** Returns false if the account was deleted, or another account has the address. */
  async #giveBack(
    accountId: string,
    change: Pick<AccountDoc, 'email' | 'emailVerifiedAt' | 'passwordHash'>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    const { accounts, audit } = this.#parts;
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    try {
      const update = { $set: change, $inc: { credentialsVersion: 1 } };
      return await audit.update(accounts, filter, update, entry);
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Writes only if the address is still the one that was read. */
  async #write(
    { _id, email: oldEmail }: KnownAccount,
    change: Pick<AccountDoc, 'email' | 'emailVerifiedAt'>,
    entry: PendingAuditEntry,
  ) {
    const filter = { _id, tenantId: PUBLIC_TENANT, email: oldEmail, deletedAt: null };
    try {
      const update = withEntries<AccountDoc>({ $set: change }, [entry]);
      const { matchedCount } = await this.#parts.accounts.updateOne(filter, update);
      if (matchedCount === 1) return;
    } catch (error) {
      throw isDuplicateKey(error) ? emailTaken() : error;
    }
    throw new ConflictError('email_changed', 'Your email address was changed at the same moment. Read it again.');
  }

  async #isTaken(email: string, accountId: string): Promise<boolean> {
    const owner = await this.#parts.accounts.exists({ tenantId: PUBLIC_TENANT, email });
    return owner !== null || (await this.#parts.pastEmails.isReserved(email, accountId));
  }

  /** Codes and reset links that were mailed before a change must not work after it. */
  async #voidMails(personId: string): Promise<void> {
    const person = { tenantId: PUBLIC_TENANT, personId };
    await this.#parts.passwordResets.erasePerson(person);
    await this.#parts.emailCodes.erasePerson(person);
  }
}

/** With the version of the credentials: a code that was mailed before a change of the password is of another purpose. */
function purposeOf({ _id, credentialsVersion = 0 }: Pick<AccountDoc, '_id' | 'credentialsVersion'>) {
  return { tenantId: PUBLIC_TENANT, personId: _id, use: `email-change:${credentialsVersion}` };
}

function undoExpired(): InvalidInputError {
  return new InvalidInputError('undo_expired', 'This link was used or has expired. Reset your password if you can.');
}
