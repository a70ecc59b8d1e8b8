/** Letters to the owner of an account about its second factors. A job sends and retries them. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../../database/ids.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { AccountLetters } from '../account-letters.ts';
import type { AccountDoc } from '../account-model.ts';

export interface FactorLettersOptions {
  accounts: Model<AccountDoc>;
  accountLetters: Pick<AccountLetters, 'mayMail'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
}

/** What happened, in the words of the letter. */
const CHANGES = {
  authenticator_added: ['認証アプリが追加されました', 'An authenticator app was added'],
  authenticator_removed: ['認証アプリが削除されました', 'The authenticator app was removed'],
  passkey_added: ['パスキーが追加されました', 'A passkey was added'],
  passkey_removed: ['パスキーが削除されました', 'A passkey was removed'],
  factors_reset: ['2段階認証が運営者によって解除されました', 'Operators removed the second factors'],
  recovery_codes_made: ['リカバリーコードが作り直されました', 'New recovery codes were made'],
  recovery_code_used: ['リカバリーコードが使われました', 'A recovery code was used'],
} as const;

export type FactorChange = keyof typeof CHANGES;

const changes = Object.keys(CHANGES) as [FactorChange, ...FactorChange[]];
const letterJob = defineJob('accounts.factor_letter', z.object({ accountId: z.string(), change: z.enum(changes) }));

export class FactorLetters {
  readonly #parts: FactorLettersOptions;

  constructor(parts: FactorLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#send(job))];
  }

  /** Tells the owner of the account. */
  async tell(accountId: string, change: FactorChange): Promise<void> {
    const { accountLetters, mailer, jobs, clock } = this.#parts;
    if (!mailer) return;
    const account = await this.#find(accountId);
    if (!account || !(await accountLetters.mayMail(account))) return;
    const key = `${letterJob.name}:${accountId}:${newId()}`;
    await jobs.schedule(letterJob, {
      key,
      tenantId: PUBLIC_TENANT,
      dueAt: clock.date(),
      data: { accountId, change },
    });
  }

  async #send({ data: { accountId, change } }: JobOf<typeof letterJob>): Promise<void> {
    const { mailer, publicUrl } = this.#parts;
    const account = await this.#find(accountId);
    if (account) await mailer?.send({ to: account.email, ...letter(change, publicUrl()) });
  }

  #find(accountId: string): Promise<AccountDoc | null> {
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    return this.#parts.accounts.findOne(filter).lean<AccountDoc>().exec();
  }
}

function letter(change: FactorChange, url: string): { subject: string; text: string } {
  const [ja, en] = CHANGES[change];
  return {
    subject: `Meshi: ${ja} / ${en}`,
    text: [
      `Meshi のアカウントで、${ja}。`,
      'ご自身の操作であれば、何もする必要はありません。',
      '心当たりがない場合は、次のページで内容を確認し、パスワードを再設定してください。',
      '',
      `${en} in your Meshi account.`,
      'If it was you, there is nothing to do.',
      'If it was not you, look at your sign-in settings and reset your password:',
      '',
      `${url}/settings/security`,
      `${url}/forgot-password`,
      '',
    ].join('\n'),
  };
}
