/**
 * The letters to the owner of an account about a changed password, which a job sends and retries, and about the deletion, and
 * how many mails go to addresses that were not proven.
 */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { countDaily } from '../database/daily-count.ts';
import { newId } from '../database/ids.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { Background } from '../kernel/background.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { LimitExceededError } from '../kernel/errors.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ErasedKind } from '../protocol/accounts.ts';
import type { AccountDoc } from './account-model.ts';
import type { AddressMails } from './address-mails.ts';
import { deletionLetter } from './deletion-letter.ts';

export interface AccountLettersOptions {
  addressMails: AddressMails;
  accounts: Model<AccountDoc>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  publicUrl: () => string;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'newAddressMailsPerDay' | 'invitationMailsPerDay'>;
}

/** The account that has a mail sent, and whether its own address is proven. */
export interface MailingAccount {
  id: string;
  isEmailVerified: boolean;
}

const passwordJob = defineJob('accounts.password_changed_letter', z.object({ accountId: z.string() }));

const exportJob = defineJob('accounts.data_export_letter', z.object({ accountId: z.string() }));

export class AccountLetters {
  readonly #parts: AccountLettersOptions;
  readonly #sending = new Background();

  constructor(parts: AccountLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [
      passwordJob.handledBy((job) => this.#mailPasswordChanged(job)),
      exportJob.handledBy((job) => this.#mailDataExport(job)),
    ];
  }

  /** Tells the owner that the password was changed. */
  async passwordChanged(account: Pick<AccountDoc, '_id' | 'tenantId' | 'email' | 'emailVerifiedAt'>): Promise<void> {
    const { mailer, jobs, clock } = this.#parts;
    if (!mailer || !(await this.mayMail(account))) return;
    const { _id: accountId, tenantId } = account;
    const key = `${passwordJob.name}:${accountId}:${newId()}`;
    await jobs.schedule(passwordJob, { key, tenantId, dueAt: clock.date(), data: { accountId } });
  }

  /** Tells the owner that the archive of their data is ready. Idempotent for one archive until the letter is sent. */
  async dataExportReady(accountId: string, exportId: string): Promise<void> {
    const { accounts, mailer, jobs, clock } = this.#parts;
    if (!mailer) return;
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null };
    const account = await accounts.findOne(filter).lean<AccountDoc>();
    if (!account || !(await this.mayMail(account))) return;
    const key = `${exportJob.name}:${exportId}`;
    const job = { key, tenantId: PUBLIC_TENANT, dueAt: clock.date(), data: { accountId } };
    await jobs.schedule(exportJob, job);
  }

  /**
   * Sends the receipt of a deletion, in the background. Call it before the account is removed. Tried once: to retry, the address
   * would have to be kept.
   */
  async deleted(account: AccountDoc, kinds: readonly ErasedKind[]): Promise<void> {
    const { mailer, log } = this.#parts;
    if (!mailer || !(await this.mayMail(account))) return;
    this.#sending.add(mailer.send({ to: account.email, ...deletionLetter(kinds) }), (error) => {
      log.warn({ reason: nameOf(error) }, 'the letter about a deleted account could not be sent');
    });
  }

  /** Waits for mails that are being sent. */
  async close(): Promise<void> {
    await this.#sending.settled();
  }

  /** Whether the owner may get a letter; counts it if the address was never proven. */
  async mayMail({
    _id,
    email,
    emailVerifiedAt,
  }: Pick<AccountDoc, '_id' | 'email' | 'emailVerifiedAt'>): Promise<boolean> {
    return emailVerifiedAt !== null || this.#countUnproven({ id: _id, isEmailVerified: false }, email);
  }

  /** Counts a code that is mailed to an address that the account has not proven. @throws LimitExceededError */
  async countCode(account: MailingAccount, to: string): Promise<void> {
    if (!(await this.#countUnproven(account, to))) throw tooManyCodes();
  }

  /**
   * Counts a mail to an address that the account has not proven: it may be the address of a stranger. Accounts that have proven no
   * address are easily made, so their mails are counted for the address, too. False at a limit.
   */
  async #countUnproven({ id, isEmailVerified }: MailingAccount, to: string): Promise<boolean> {
    const { addressMails, limits } = this.#parts;
    const max = limits.newAddressMailsPerDay;
    if (!(await this.#count(id, 'newAddressMails', max))) return false;
    return isEmailVerified || addressMails.count(to, max);
  }

  /** Counts a mailed invitation of this account to an organisation. False at the limit. */
  countInvitation({ id }: Pick<MailingAccount, 'id'>): Promise<boolean> {
    return this.#count(id, 'invitationMails', this.#parts.limits.invitationMailsPerDay);
  }

  #count(_id: string, field: 'newAddressMails' | 'invitationMails', max: number): Promise<boolean> {
    const { accounts: model, clock } = this.#parts;
    return countDaily({ model, filter: { _id, tenantId: PUBLIC_TENANT }, field, max, now: clock.date() });
  }

  async #mailPasswordChanged({ tenantId, data: { accountId } }: JobOf<typeof passwordJob>): Promise<void> {
    const { accounts, mailer, publicUrl } = this.#parts;
    const account = await accounts.findOne({ _id: accountId, tenantId, deletedAt: null }, { email: 1 }).lean();
    if (account) await mailer?.send({ to: account.email, ...passwordChangedLetter(`${publicUrl()}/forgot-password`) });
  }

  async #mailDataExport({ tenantId, data: { accountId } }: JobOf<typeof exportJob>): Promise<void> {
    const { accounts, mailer, publicUrl } = this.#parts;
    const account = await accounts.findOne({ _id: accountId, tenantId, deletedAt: null }, { email: 1 }).lean();
    if (account) await mailer?.send({ to: account.email, ...dataExportLetter(publicUrl()) });
  }
}

/** Without the message, which may contain the address. */
function nameOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';
}

function passwordChangedLetter(resetUrl: string): { subject: string; text: string } {
  return {
    subject: 'Meshi: パスワードが変更されました / Your password was changed',
    text: [
      'Meshi のアカウントのパスワードが変更されました。ほかの端末はログアウトされ、カレンダーリンクは使えなくなりました。',
      'ご自身で変更した場合は、何もする必要はありません。カレンダーリンクを使っていた場合は、新しくつくり直してください。',
      '心当たりがない場合は、次のページでパスワードを再設定してください。',
      '',
      'The password of your Meshi account was changed. Other devices were signed out, and calendar links stopped working.',
      'If you changed it yourself, there is nothing to do. If you used a calendar link, create a new one.',
      'If this was not you, reset your password:',
      '',
      resetUrl,
      '',
    ].join('\n'),
  };
}

/** Without a link to the file: who reads the mail must still sign in. */
function dataExportLetter(url: string): { subject: string; text: string } {
  return {
    subject: 'Meshi: データの準備ができました / Your data is ready',
    text: [
      'Meshi のデータの書き出しができました。Meshi にログインして、「設定」の「データの書き出し」からダウンロードしてください。',
      '心当たりがない場合は、パスワードを知られたおそれがあります。次のページで再設定すると、書き出したデータもダウンロードできなくなります。',
      '',
      'The archive of your Meshi data is ready. Sign in to Meshi, and download it in Settings, Export my data.',
      'If you did not ask for it, somebody may know your password. Reset it: the archive can then not be downloaded any more.',
      '',
      `${url}/forgot-password`,
      '',
    ].join('\n'),
  };
}

function tooManyCodes(): LimitExceededError {
  return new LimitExceededError('You have asked for too many codes today. Try again tomorrow.', {
    retryAfterMs: DAY_MS,
  });
}
