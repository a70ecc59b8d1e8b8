/** The letter to the owner of a suspended account: why, until when, and how to object. A job sends it, and retries. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../database/ids.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { AccountDoc } from './account-model.ts';
import type { SuspensionDoc } from './suspension-model.ts';
import type { Suspensions } from './suspensions.ts';

export interface SuspensionLettersOptions {
  suspensions: Pick<Suspensions, 'find'>;
  accounts: Model<AccountDoc>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  clock: Clock;
}

const letterJob = defineJob('accounts.suspension_letter', z.object({ accountId: z.string() }));

export class SuspensionLetters {
  readonly #parts: SuspensionLettersOptions;

  constructor(parts: SuspensionLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#mail(job))];
  }

  /** Tells the owner, unless the address was never proven: it may be the address of a stranger. */
  async suspended({ _id: accountId, emailVerifiedAt }: AccountDoc): Promise<void> {
    const { mailer, jobs, clock } = this.#parts;
    if (!mailer || !emailVerifiedAt) return;
    const key = `${letterJob.name}:${accountId}:${newId()}`;
    await jobs.schedule(letterJob, { key, tenantId: PUBLIC_TENANT, dueAt: clock.date(), data: { accountId } });
  }

  async #mail({ data: { accountId } }: JobOf<typeof letterJob>): Promise<void> {
    const { suspensions, accounts, mailer } = this.#parts;
    const [suspension, account] = await Promise.all([
      suspensions.find(accountId),
      accounts.findOne({ _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null }, { email: 1 }).lean(),
    ]);
    if (suspension && account) await mailer?.send({ to: account.email, ...letterAbout(suspension) });
  }
}

function letterAbout({ until, reason }: SuspensionDoc): { subject: string; text: string } {
  const end = until?.toISOString();
  return {
    subject: 'Meshi: アカウントが停止されました / Your account was suspended',
    text: [
      end ? `Meshi のアカウントは ${end} まで停止されました。` : 'Meshi のアカウントは停止されました。',
      'そのあいだはログインできません。異議があるときは、このメールに返信してください。',
      '',
      end ? `Your Meshi account is suspended until ${end}.` : 'Your Meshi account is suspended.',
      'You cannot sign in until then. To object, answer this letter.',
      '',
      '理由 / Reason:',
      ...reason.split('\n').map((line) => `> ${line}`),
      '',
    ].join('\n'),
  };
}
