/** Verifies the address of an account by a mailed code. Only a verified address lets its owner join organisations. */
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { Me } from '../protocol/accounts.ts';
import type { AccountLetters } from './account-letters.ts';
import type { AccountService } from './account-service.ts';
import type { CodePurpose, EmailCodes } from './email-codes.ts';

export interface EmailVerificationServiceOptions {
  accounts: Pick<AccountService, 'accountOf' | 'verifyEmail' | 'me'>;
  emailCodes: Pick<EmailCodes, 'send' | 'redeem'>;
  accountLetters: Pick<AccountLetters, 'countCode'>;
}

export class EmailVerificationService {
  readonly #parts: EmailVerificationServiceOptions;

  constructor(parts: EmailVerificationServiceOptions) {
    this.#parts = parts;
  }

  /** Mails a code to the account's address. @throws ConflictError `email_verified`, UnavailableError `no_mail`, LimitExceededError */
  async request(actor: Actor): Promise<void> {
    const account = await this.#parts.accounts.accountOf(actor);
    if (account.isEmailVerified) {
      throw new ConflictError('email_verified', 'Your email address is already verified. There is nothing to do.');
    }
    await this.#parts.accountLetters.countCode(account, account.email);
    await this.#parts.emailCodes.send(purposeOf(account.id), account.email);
  }

  /** @throws InvalidInputError `code_wrong` */
  async confirm(actor: Actor, code: string): Promise<Me> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    const email = await this.#parts.emailCodes.redeem(purposeOf(id), code);
    await this.#parts.accounts.verifyEmail(actor, id, email);
    return this.#parts.accounts.me(actor);
  }
}

/** Keyed by the account, so that it is the same from every tenant. */
function purposeOf(accountId: string): CodePurpose {
  return { tenantId: PUBLIC_TENANT, personId: accountId, use: 'account' };
}
