/** Who may have this server mail somebody else: accounts with a verified address, and so many times a day. */
import type { AccountLetters, AccountService, MailingAccount } from '../accounts/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ForbiddenError, LimitExceededError } from '../kernel/errors.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { TenantStore } from './memberships/tenant-store.ts';

export interface MailsToStrangersOptions {
  accounts: Pick<AccountService, 'accountOf'>;
  accountLetters: Pick<AccountLetters, 'countInvitation' | 'countCode'>;
  tenantStore: Pick<TenantStore, 'countInvitation'>;
  clock: Clock;
  limits: Pick<Limits, 'invitationMailsPerDayAndTenant'>;
}

export class MailsToStrangers {
  readonly #parts: MailsToStrangersOptions;

  constructor(parts: MailsToStrangersOptions) {
    this.#parts = parts;
  }

  /** Counts an invitation by mail. @throws ForbiddenError `email_unverified`, LimitExceededError */
  async countInvitation(actor: Actor): Promise<void> {
    const { accountLetters, tenantStore, clock, limits } = this.#parts;
    const account = await this.#requireVerified(actor);
    // The account first: at its own limit it spends nothing of the organisation.
    if (!(await accountLetters.countInvitation(account))) throw tooMany();
    const limit = { max: limits.invitationMailsPerDayAndTenant, now: clock.date() };
    if (!(await tenantStore.countInvitation(actor.tenantId, limit))) throw tooMany();
  }

  /** Counts a code that is mailed to an address in a domain. @throws ForbiddenError `email_unverified`, LimitExceededError */
  async countCode(actor: Actor, to: string): Promise<void> {
    await this.#parts.accountLetters.countCode(await this.#requireVerified(actor), to);
  }

  async #requireVerified(actor: Actor): Promise<MailingAccount> {
    const account = await this.#parts.accounts.accountOf(actor);
    if (account.isEmailVerified) return account;
    throw new ForbiddenError('email_unverified', 'Verify your email address before you send emails to others.');
  }
}

function tooMany(): LimitExceededError {
  return new LimitExceededError('Too many emails were sent today. Try again tomorrow, or share a link.', {
    retryAfterMs: DAY_MS,
  });
}
