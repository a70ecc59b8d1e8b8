/** Letters to all owners of an organisation. A job sends and retries each. */
import { z } from 'zod';
import type { AccountLetters, AccountService } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Mail, Mailer } from '../mail/mailer.ts';
import type { Memberships, TenantDoc, TenantStore } from './memberships/index.ts';

export interface OwnerLettersOptions {
  accounts: Pick<AccountService, 'exists' | 'findAccount'>;
  accountLetters: Pick<AccountLetters, 'mayMail'>;
  memberships: Pick<Memberships, 'accountOf'>;
  tenantStore: Pick<TenantStore, 'find'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
}

/** A letter without the link to the page of the organisation, which every letter ends with. */
export type OwnerLetter = Pick<Mail, 'subject' | 'text'>;

const letterJob = defineJob(
  'tenants.owner_letter',
  z.object({ personId: z.string(), subject: z.string(), text: z.string() }),
);

export class OwnerLetters {
  readonly #parts: OwnerLettersOptions;

  constructor(parts: OwnerLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#send(job))];
  }

  async tell(tenantId: string, letterOf: (tenant: TenantDoc) => OwnerLetter): Promise<void> {
    const { mailer, tenantStore, jobs, clock, publicUrl } = this.#parts;
    const tenant = mailer && (await tenantStore.find(tenantId));
    if (!tenant) return;
    const { subject, text } = letterOf(tenant);
    const letter = { subject, text: [text, `${publicUrl()}/organisation`, ''].join('\n') };
    const letterId = newId();
    for (const personId of tenant.ownerIds) {
      const key = `${letterJob.name}:${letterId}:${personId}`;
      await jobs.schedule(letterJob, { key, tenantId, dueAt: clock.date(), data: { personId, ...letter } });
    }
  }

  async #send({ tenantId, data: { personId, ...letter } }: JobOf<typeof letterJob>): Promise<void> {
    const { accounts, accountLetters, memberships, mailer } = this.#parts;
    const accountId = await memberships.accountOf({ tenantId, personId });
    if (!accountId || !(await accounts.exists(accountId))) return;
    const account = await accounts.findAccount(accountId);
    if (await accountLetters.mayMail(account)) await mailer?.send({ to: account.email, ...letter });
  }
}
