/** Letters to all owners of an organisation when one of them has entered without its provider. A job sends and retries each. */
import { z } from 'zod';
import type { AccountLetters, AccountService } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import { nameInMail } from '../mail/mail-text.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';

export interface BreakGlassLettersOptions {
  accounts: Pick<AccountService, 'findAccount'>;
  accountLetters: Pick<AccountLetters, 'mayMail'>;
  memberships: Pick<Memberships, 'accountOf'>;
  tenantStore: Pick<TenantStore, 'find'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
}

const letterJob = defineJob('sign_on.break_glass_letter', z.object({ personId: z.string(), at: z.string() }));

export class BreakGlassLetters {
  readonly #parts: BreakGlassLettersOptions;

  constructor(parts: BreakGlassLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#send(job))];
  }

  async tellOwners(tenantId: string): Promise<void> {
    const { mailer, tenantStore, jobs, clock } = this.#parts;
    if (!mailer) return;
    const dueAt = clock.date();
    const useId = newId();
    for (const personId of (await tenantStore.find(tenantId))?.ownerIds ?? []) {
      const key = `${letterJob.name}:${useId}:${personId}`;
      await jobs.schedule(letterJob, { key, tenantId, dueAt, data: { personId, at: dueAt.toISOString() } });
    }
  }

  async #send({ tenantId, data: { personId, at } }: JobOf<typeof letterJob>): Promise<void> {
    const { accounts, accountLetters, memberships, tenantStore, mailer, publicUrl } = this.#parts;
    const [tenant, accountId] = await Promise.all([
      tenantStore.find(tenantId),
      memberships.accountOf({ tenantId, personId }),
    ]);
    if (!tenant || !accountId) return;
    const account = await accounts.findAccount(accountId);
    if (!(await accountLetters.mayMail(account))) return;
    await mailer?.send({ to: account.email, ...letter(tenant.name, at, publicUrl()) });
  }
}

function letter(tenantName: string, at: string, url: string): { subject: string; text: string } {
  const name = nameInMail(tenantName);
  return {
    subject: 'Meshi: 緊急用のログインが使われました / Somebody entered by break-glass access',
    text: [
      `組織「${name}」に、シングルサインオンを通らない緊急用のログインで、オーナーの1人が入りました (${at})。`,
      '心当たりがない場合は、組織の監査ログを確認してください。',
      '',
      `An owner entered the organisation "${name}" by break-glass access, without its single sign-on (${at}).`,
      'If you did not expect this, look at the audit log of the organisation:',
      '',
      `${url}/organisation`,
      '',
    ].join('\n'),
  };
}
