/** Resets forgotten passwords by a mailed link that works once and for a limited time. */
import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { trusted } from '../database/models.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { Background } from '../kernel/background.ts';
import { Capabilities, newToken } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';
import { InvalidInputError, UnavailableError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { SecurityLog } from '../kernel/security-log.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ResetPassword } from '../protocol/accounts.ts';
import type { AccountService } from './account-service.ts';
import type { PasswordResetDoc } from './password-reset-model.ts';
import type { PasswordService } from './password-service.ts';

export interface PasswordResetServiceOptions {
  resets: Model<PasswordResetDoc>;
  accounts: Pick<AccountService, 'findByEmail' | 'credentialsVersion' | 'hasCredentials'>;
  passwords: Pick<PasswordService, 'checkStrength' | 'reset'>;
  /** Null if no mail server is configured. */
  mailer: Mailer | null;
  publicUrl: () => string;
  clock: Clock;
  security: Pick<SecurityLog, 'record'>;
  log: Log;
  limits: { passwordResetMs: number; passwordResetMailMs: number };
}

export class PasswordResetService {
  readonly #resets: Model<PasswordResetDoc>;
  readonly #links: Capabilities<PasswordResetDoc>;
  readonly #accounts: PasswordResetServiceOptions['accounts'];
  readonly #passwords: Pick<PasswordService, 'checkStrength' | 'reset'>;
  readonly #mailer: Mailer | null;
  readonly #publicUrl: () => string;
  readonly #clock: Clock;
  readonly #security: PasswordResetServiceOptions['security'];
  readonly #log: Log;
  readonly #limits: PasswordResetServiceOptions['limits'];
  readonly #sending = new Background();

  constructor(options: PasswordResetServiceOptions) {
    const { resets, accounts, passwords, mailer, publicUrl, clock, security, log, limits } = options;
    this.#resets = resets;
    this.#links = new Capabilities({
      docs: resets,
      clock,
      holds: (reset) => accounts.hasCredentials(reset, reset.credentialsVersion),
    });
    this.#accounts = accounts;
    this.#passwords = passwords;
    this.#mailer = mailer;
    this.#publicUrl = publicUrl;
    this.#clock = clock;
    this.#security = security;
    this.#log = log;
    this.#limits = limits;
  }

  /**
   * Mails a link if an account has this address, and got no letter in the last `passwordResetMailMs`: the link of that one is
   * still valid. Returns before it looks the address up, so that neither the answer nor its timing reveals whether the account
   * exists.
   * @throws UnavailableError `no_mail`
   */
  async request(email: string): Promise<void> {
    const mailer = this.#mailer;
    if (!mailer) {
      throw new UnavailableError('no_mail', 'This server cannot send mail. Ask its operator to set mail up.');
    }
    this.#sending.add(this.#send(mailer, email), (error) => {
      this.#log.error({ err: error }, 'the mail of a password reset could not be sent');
    });
  }

  /**
   * Sets the new password and ends every session. Returns the id of the account.
   * @throws InvalidInputError if the token is used, expired or unknown, or older than another change of the password, or if the
   * password is easy to guess; then the token still works
   */
  async confirm({ token, newPassword }: ResetPassword, network: string): Promise<string> {
    const found = await this.#links.find(token, { tenantId: PUBLIC_TENANT });
    if (!found) throw resetExpired();
    await this.#passwords.checkStrength(found, found.email, newPassword);
    if (!(await this.#links.take(found))) throw resetExpired();
    if (!(await this.#passwords.reset(found, newPassword, network))) throw resetExpired();
    await this.#resets.deleteMany({ tenantId: found.tenantId, personId: found.personId });
    return found.personId;
  }

  /** Creates the token of a reset, for the person who receives mail at this address of the account. Earlier links end. */
  async issue(person: Person, email: string): Promise<string> {
    await this.erasePerson(person);
    // Null only if a letter was requested at the same moment. It goes to the same person.
    return (await this.#issueIfDue(person, email)) ?? this.issue(person, email);
  }

  /** Like `issue`, but returns null if a link was created a short time ago and not used. One atomic step. */
  async #issueIfDue({ tenantId, personId }: Person, email: string): Promise<string | null> {
    const { passwordResetMs, passwordResetMailMs } = this.#limits;
    const now = this.#clock.now();
    const { token, tokenHash } = newToken();
    const credentialsVersion = await this.#accounts.credentialsVersion({ tenantId, personId });
    const isDue = [
      { expiresAt: trusted({ $lte: new Date(now + passwordResetMs - passwordResetMailMs) }) },
      { uses: trusted({ $gt: 0 }) },
      // A link from before another change of the password no longer works.
      { credentialsVersion: trusted({ $ne: credentialsVersion }) },
    ];
    const expiresAt = new Date(now + passwordResetMs);
    const link = { personId, email, credentialsVersion, tokenHash, maxUses: 1, uses: 0, expiresAt };
    try {
      await this.#resets.updateOne({ _id: personId, tenantId, $or: isDue }, { $set: link }, { upsert: true });
      return token;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  /** Removes the unused resets of a person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#resets.deleteMany({ tenantId, personId });
  }

  /** Waits for mails that are being sent. */
  async close(): Promise<void> {
    await this.#sending.settled();
    this.#mailer?.close();
  }

  async #send(mailer: Mailer, email: string): Promise<void> {
    const tenantId = PUBLIC_TENANT;
    const person = await this.#accounts.findByEmail(tenantId, email);
    if (!person) return;
    const token = await this.#issueIfDue({ tenantId, personId: person.personId }, email);
    if (token === null) return;
    // Browsers do not send the part after "#", so the token appears in no server or proxy log.
    const link = `${this.#publicUrl()}/reset-password#token=${token}`;
    const minutes = Math.round(this.#limits.passwordResetMs / MINUTE_MS);
    await mailer.send({ to: email, ...letter(link, minutes) }).catch(async (error: unknown) => {
      // The next request tries again at once.
      await this.#resets.deleteOne({ _id: person.personId, tenantId, tokenHash: hashOf(token) });
      throw error;
    });
    // Here and not at the request, which must not look the account up.
    this.#security.record({ event: 'password_reset_mailed', facts: { accountId: person.personId } });
  }
}

function resetExpired(): InvalidInputError {
  return new InvalidInputError('reset_expired', 'This link has been used or has expired. Ask for a new one.');
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
      'If you did not ask for this, ignore this email. Your password does not change.',
      '',
    ].join('\n'),
  };
}
