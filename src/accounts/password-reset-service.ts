/** Resets forgotten passwords by a mailed link that works once and for a limited time. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { InvalidInputError, UnavailableError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { newToken, OneTimeTokens } from '../kernel/one-time-token.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ResetPassword } from '../protocol/accounts.ts';
import type { AccountService } from './account-service.ts';
import type { PasswordResetDoc } from './password-reset-model.ts';

export interface PasswordResetServiceOptions {
  resets: Model<PasswordResetDoc>;
  accounts: AccountService;
  /** Null if no mail server is configured. */
  mailer: Mailer | null;
  publicUrl: () => string;
  clock: Clock;
  log: Log;
  limits: { passwordResetMs: number };
}

export class PasswordResetService {
  readonly #resets: Model<PasswordResetDoc>;
  readonly #tokens: OneTimeTokens<PasswordResetDoc>;
  readonly #accounts: AccountService;
  readonly #mailer: Mailer | null;
  readonly #publicUrl: () => string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #passwordResetMs: number;
  readonly #sending = new Set<Promise<void>>();

  constructor({ resets, accounts, mailer, publicUrl, clock, log, limits }: PasswordResetServiceOptions) {
    this.#resets = resets;
    this.#tokens = new OneTimeTokens({ docs: resets, clock });
    this.#accounts = accounts;
    this.#mailer = mailer;
    this.#publicUrl = publicUrl;
    this.#clock = clock;
    this.#log = log;
    this.#passwordResetMs = limits.passwordResetMs;
  }

  /**
   * Mails a link if an account has this address. Returns before it looks the address up, so that neither the answer nor its
   * timing reveals whether the account exists.
   * @throws UnavailableError `no_mail`
   */
  async request(email: string): Promise<void> {
    const mailer = this.#mailer;
    if (!mailer) {
      throw new UnavailableError('no_mail', 'This server cannot send mail. Ask its operator to set mail up.');
    }
    const sending = this.#send(mailer, email).catch((error: unknown) => {
      this.#log.error({ err: error }, 'the mail of a password reset could not be sent');
    });
    this.#sending.add(sending);
    void sending.then(() => this.#sending.delete(sending));
  }

  /** Sets the new password and ends every session. @throws InvalidInputError if the token is used, expired or unknown */
  async confirm({ token, newPassword }: ResetPassword): Promise<void> {
    const found = await this.#tokens.find(token, { tenantId: PUBLIC_TENANT });
    if (!found || !(await this.#tokens.take(found))) {
      throw new InvalidInputError('reset_expired', 'This link has been used or has expired. Ask for a new one.');
    }
    await this.#accounts.resetPassword(found, newPassword);
    await this.#resets.deleteMany({ tenantId: found.tenantId, personId: found.personId });
  }

  /** Removes the unused resets of a person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#resets.deleteMany({ tenantId, personId });
  }

  /** Waits for mails that are being sent. */
  async close(): Promise<void> {
    await Promise.all(this.#sending);
    this.#mailer?.close();
  }

  async #send(mailer: Mailer, email: string): Promise<void> {
    const tenantId = PUBLIC_TENANT;
    const person = await this.#accounts.findByEmail(tenantId, email);
    if (!person) return;
    const { token, tokenHash } = newToken();
    const expiresAt = new Date(this.#clock.now() + this.#passwordResetMs);
    // Only the newest link works.
    await this.#resets.deleteMany({ tenantId, personId: person.personId });
    await this.#resets.create({
      _id: newId(),
      tenantId,
      personId: person.personId,
      tokenHash,
      maxUses: 1,
      uses: 0,
      expiresAt,
    });
    // Browsers do not send the part after "#", so the token appears in no server or proxy log.
    const link = `${this.#publicUrl()}/reset-password#token=${token}`;
    await mailer.send({ to: email, ...letter(link, Math.round(this.#passwordResetMs / MINUTE_MS)) });
  }
}

function letter(link: string, minutes: number): { subject: string; text: string } {
  return {
    subject: 'Meshi: パスワードの再設定 / Reset your password',
    text: [
      `${minutes}分以内に次のリンクを開いて、新しいパスワードを設定してください。`,
      `Open this link within ${minutes} minutes to set a new password:`,
      '',
      link,
      '',
      '心当たりがない場合は、このメールを無視してください。パスワードは変わりません。',
      'If you did not ask for this, ignore this mail. Your password does not change.',
      '',
    ].join('\n'),
  };
}
