/** Letters to the owner of an account about changes of how one signs in to it. A job sends and retries each. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../database/ids.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { AccountLetters } from './account-letters.ts';
import type { AccountDoc } from './account-model.ts';

export interface SignInLettersOptions {
  accounts: Model<AccountDoc>;
  accountLetters: Pick<AccountLetters, 'mayMail'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
}

const changeSchema = z.object({ ja: z.string(), en: z.string() });
/** What happened, as a sentence without its end. */
export type SignInChange = z.infer<typeof changeSchema>;

const letterJob = defineJob('accounts.sign_in_letter', changeSchema.extend({ accountId: z.string() }));

export class SignInLetters {
  readonly #parts: SignInLettersOptions;

  constructor(parts: SignInLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#send(job))];
  }

  /** Tells the owner of the account. */
  async tell(accountId: string, { ja, en }: SignInChange): Promise<void> {
    const { accountLetters, mailer, jobs, clock } = this.#parts;
    if (!mailer) return;
    const account = await this.#find(accountId);
    if (!account || !(await accountLetters.mayMail(account))) return;
    const key = `${letterJob.name}:${accountId}:${newId()}`;
    const data = { accountId, ja, en };
    await jobs.schedule(letterJob, { key, tenantId: PUBLIC_TENANT, dueAt: clock.date(), data });
  }

  async #send({ data: { accountId, ja, en } }: JobOf<typeof letterJob>): Promise<void> {
    const { mailer, publicUrl } = this.#parts;
    const account = await this.#find(accountId);
    if (account) await mailer?.send({ to: account.email, ...letter({ ja, en }, publicUrl()) });
  }

  #find(accountId: string): Promise<AccountDoc | null> {
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    return this.#parts.accounts.findOne(filter).lean<AccountDoc>().exec();
  }
}

function letter({ ja, en }: SignInChange, url: string): { subject: string; text: string } {
  return {
    subject: `Meshi: ${ja} / ${en}`,
    text: [
      `Meshi のアカウントのログイン設定についてのお知らせです: ${ja}。`,
      'ご自身の操作であれば、何もする必要はありません。',
      '心当たりがない場合は、次のページで設定を確認し、パスワードを再設定してください。',
      '',
      `This is about signing in to your Meshi account: ${en}.`,
      'If it was you, there is nothing to do.',
      'If it was not you, look at your sign-in settings and reset your password:',
      '',
      `${url}/settings/security`,
      `${url}/forgot-password`,
      '',
    ].join('\n'),
  };
}
