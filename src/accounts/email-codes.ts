/** Mailed codes that verify an address: eight digits, valid for a limited time and a few attempts. */
import { randomInt } from 'node:crypto';
import type { Model } from 'mongoose';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import { InvalidInputError, UnavailableError } from '../kernel/errors.ts';
import type { KeyedHash } from '../kernel/keyed-hash.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { EmailCodeDoc } from './email-code-model.ts';

export interface EmailCodesOptions {
  codes: Model<EmailCodeDoc>;
  hash: KeyedHash;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  clock: Clock;
  limits: { emailCodeMs: number; emailCodeAttempts: number };
}

/** What a code is for. Only the newest code of a purpose is valid. */
export interface CodePurpose extends Person {
  /** For example `account` or `domain:example.com`. What makes a code void when it changes is part of it. */
  use: string;
}

export class EmailCodes {
  readonly #options: EmailCodesOptions;

  constructor(options: EmailCodesOptions) {
    this.#options = options;
  }

  /** Mails a new code, which replaces an earlier one of the same purpose. @throws UnavailableError `no_mail`, `mail_failed` */
  async send(purpose: CodePurpose, email: string): Promise<void> {
    const { codes, hash, mailer, clock, limits } = this.#options;
    if (!mailer) {
      throw new UnavailableError('no_mail', 'This server cannot send mail. Ask its operator to set mail up.');
    }
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    const key = keyOf(purpose);
    const fields = {
      tenantId: purpose.tenantId,
      personId: purpose.personId,
      email,
      codeHash: hash.of(`${key}:${code}`),
      attemptsLeft: limits.emailCodeAttempts,
      expiresAt: new Date(clock.now() + limits.emailCodeMs),
    };
    const filter = { _id: key, tenantId: purpose.tenantId };
    await upsertOnce(() => codes.updateOne(filter, { $set: fields }, { upsert: true }));
    await mailer
      .send({ to: email, ...letter(code, Math.round(limits.emailCodeMs / MINUTE_MS)) })
      .catch((cause: unknown) => {
        throw new UnavailableError(
          'mail_failed',
          'The mail could not be sent. Check the address, or try again later.',
          { cause },
        );
      });
  }

  /**
   * Uses the code up and returns the address that it was mailed to.
   * @throws InvalidInputError `code_wrong`, also if the code was used, has expired, had too many attempts or is for another
   * purpose
   */
  async redeem(purpose: CodePurpose, code: string): Promise<string> {
    const { codes, hash, clock } = this.#options;
    const key = keyOf(purpose);
    // Count the attempt before comparing, so that concurrent attempts are counted too.
    const found = await codes
      .findOneAndUpdate(
        {
          _id: key,
          tenantId: purpose.tenantId,
          expiresAt: trusted({ $gt: clock.date() }),
          attemptsLeft: trusted({ $gt: 0 }),
        },
        { $inc: { attemptsLeft: -1 } },
      )
      .lean();
    const hashes = hash.all(`${key}:${code.replace(/\D/g, '')}`);
    if (!found || !hashes.includes(found.codeHash)) throw wrongCode();
    const { tenantId, codeHash } = found;
    const { deletedCount } = await codes.deleteOne({ _id: key, tenantId, codeHash });
    if (deletedCount === 0) throw wrongCode();
    return found.email;
  }

  /** Removes the unused codes of a person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#options.codes.deleteMany({ tenantId, personId });
  }
}

function keyOf({ tenantId, personId, use }: CodePurpose): string {
  return `${tenantId}:${personId}:${use}`;
}

function wrongCode(): InvalidInputError {
  return new InvalidInputError('code_wrong', 'This code is wrong or has expired. Check it, or ask for a new one.');
}

function letter(code: string, minutes: number): { subject: string; text: string } {
  return {
    subject: `Meshi: 確認コード ${code} / Your code is ${code}`,
    text: [
      `確認コード: ${code}`,
      `${minutes}分以内に Meshi の画面に入力してください。`,
      '',
      `Your code: ${code}`,
      `Type it into Meshi within ${minutes} minutes.`,
      '',
      '心当たりがない場合は、このメールを無視してください。',
      'If you did not ask for this, ignore this email.',
      '',
    ].join('\n'),
  };
}
