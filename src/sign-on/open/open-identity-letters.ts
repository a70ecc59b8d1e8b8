/** Letters to the owner of an account about linked identities. A job sends and retries each. */
import { z } from 'zod';
import type { AccountLetters, AccountService } from '../../accounts/index.ts';
import { newId } from '../../database/ids.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import { nameInMail } from '../../mail/mail-text.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { openProviderSchema } from '../../protocol/open-challenge.ts';
import type { OpenProvider } from './open-provider.ts';

export interface OpenIdentityLettersOptions {
  providers: readonly Pick<OpenProvider, 'id' | 'name'>[];
  accounts: Pick<AccountService, 'exists' | 'findAccount'>;
  accountLetters: Pick<AccountLetters, 'mayMail'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
}

const changeSchema = z.object({ provider: openProviderSchema, change: z.enum(['linked', 'unlinked']) });
type Change = z.infer<typeof changeSchema>;

const letterJob = defineJob('sign_on.open_identity_letter', changeSchema.extend({ accountId: z.string() }));

export class OpenIdentityLetters {
  readonly #parts: OpenIdentityLettersOptions;

  constructor(parts: OpenIdentityLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#send(job))];
  }

  async tell(accountId: string, { provider, change }: Change): Promise<void> {
    const { accounts, accountLetters, mailer, jobs, clock } = this.#parts;
    if (!mailer || !(await accountLetters.mayMail(await accounts.findAccount(accountId)))) return;
    const key = `${letterJob.name}:${newId()}`;
    const data = { accountId, provider, change };
    await jobs.schedule(letterJob, { key, tenantId: PUBLIC_TENANT, dueAt: clock.date(), data });
  }

  async #send({ data: { accountId, provider, change } }: JobOf<typeof letterJob>): Promise<void> {
    const { accounts, mailer, providers, publicUrl } = this.#parts;
    if (!(await accounts.exists(accountId))) return;
    const { email } = await accounts.findAccount(accountId);
    const name = nameInMail(providers.find(({ id }) => id === provider)?.name ?? provider);
    await mailer?.send({ to: email, ...letter(change, name, publicUrl()) });
  }
}

function letter(change: Change['change'], name: string, url: string): { subject: string; text: string } {
  const [ja, en] =
    change === 'linked'
      ? [`${name} でログインできるようになりました`, `You can now sign in with ${name}`]
      : [`${name} でのログインが解除されました`, `${name} no longer signs in to your account`];
  return {
    subject: `Meshi: ${ja} / ${en}`,
    text: [
      `Meshi のアカウントの設定が変わりました: ${ja}。`,
      'ご自身の操作であれば、何もする必要はありません。',
      '心当たりがない場合は、次のページで設定を確認し、パスワードを再設定してください。',
      '',
      `A setting of your Meshi account has changed: ${en}.`,
      'If it was you, there is nothing to do.',
      'If it was not you, look at your sign-in settings and reset your password:',
      '',
      `${url}/settings/security`,
      `${url}/forgot-password`,
      '',
    ].join('\n'),
  };
}
