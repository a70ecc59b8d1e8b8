/** The letter to the former address of an account, with the link that undoes the change. A job sends it, and retries. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { trusted } from '../database/models.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { AccountDoc } from './account-model.ts';
import type { PastEmails } from './past-emails.ts';

export interface EmailChangedLettersOptions {
  accounts: Model<AccountDoc>;
  pastEmails: Pick<PastEmails, 'issueToken'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
  limits: { emailUndoMs: number };
}

const letterJob = defineJob('accounts.email_changed_letter', z.object({ pastEmailId: z.string() }));

/** If the process ends between the change and `send`, the letter is sent after this time. */
const CATCH_UP_MS = 30_000;

export class EmailChangedLetters {
  readonly #parts: EmailChangedLettersOptions;

  constructor(parts: EmailChangedLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#mail(job))];
  }

  /** Call it before the change is stored. If the change is not stored after all, no letter is sent. */
  async prepare(pastEmailId: string): Promise<void> {
    await this.#schedule(pastEmailId, CATCH_UP_MS);
  }

  /** Call it when the change is stored. */
  async send(pastEmailId: string): Promise<void> {
    await this.#schedule(pastEmailId, 0);
  }

  async #schedule(pastEmailId: string, delayMs: number): Promise<void> {
    const { jobs, clock } = this.#parts;
    const [key, dueAt] = [`${letterJob.name}:${pastEmailId}`, new Date(clock.now() + delayMs)];
    await jobs.schedule(letterJob, { key, tenantId: PUBLIC_TENANT, dueAt, data: { pastEmailId } });
  }

  async #mail({ data: { pastEmailId } }: JobOf<typeof letterJob>): Promise<void> {
    const { accounts, pastEmails, mailer, publicUrl, limits } = this.#parts;
    const issued = await pastEmails.issueToken(pastEmailId);
    if (!issued || !mailer) return;
    const { token, email, accountId } = issued;
    const changed = { _id: accountId, tenantId: PUBLIC_TENANT, email: trusted({ $ne: email }) };
    if (!(await accounts.exists(changed))) return;
    // After "#", as in the link of a password reset: no server or proxy logs it.
    const link = `${publicUrl()}/undo-email#token=${token}`;
    await mailer.send({ to: email, ...letterWith(link, Math.round(limits.emailUndoMs / DAY_MS)) });
  }
}

/** Does not contain the new address, because the reader may be a stranger. */
function letterWith(link: string, days: number): { subject: string; text: string } {
  return {
    subject: 'Meshi: メールアドレスが変更されました / Your email address was changed',
    text: [
      'Meshi のアカウントのメールアドレスが、このアドレスから別のものに変更されました。',
      'ご自身で変更した場合は、何もする必要はありません。',
      `心当たりがない場合は、${days}日以内に次のリンクを開いて元に戻してください。すべての端末がサインアウトされ、新しいパスワードを設定できます。`,
      '',
      'The email address of your Meshi account was changed from this address to another one.',
      'If you changed it yourself, there is nothing to do.',
      `If this was not you, open this link within ${days} days to undo it. All devices are signed out, and you can set a new password:`,
      '',
      link,
      '',
    ].join('\n'),
  };
}
