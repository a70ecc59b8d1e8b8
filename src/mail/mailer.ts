/** Sends mail through the configured SMTP server. */
import nodemailer, { type Transporter } from 'nodemailer';
import { isPlain } from '../kernel/connections.ts';
import type { Secret } from '../kernel/secret.ts';

export interface Mail {
  to: string;
  /** The same for every attempt to send the same mail: a mail program that receives it twice shows it once. */
  id?: string;
  subject: string;
  text: string;
  /** A POST to this URL ends mails of this kind. Mail programs show it as an unsubscribe button (RFC 8058). */
  oneClickStopUrl?: string;
}

const TIMEOUT_MS = 15_000;

export class Mailer {
  readonly #transport: Transporter;
  readonly #from: string;
  readonly #domain: string;

  constructor({ smtpUrl, from }: { smtpUrl: Secret; from: string }) {
    const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
    const url = smtpUrl.reveal();
    // Otherwise an attacker on the way could hide that the server has TLS, and read along. `?requireTLS=false` in the URL allows that.
    this.#transport = nodemailer.createTransport({ url, requireTLS: isPlain(url), ...timeouts });
    this.#from = from;
    this.#domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'meshi.invalid';
  }

  /** Resolves when the mail server has accepted the mail. @throws Error if it refuses it or does not answer in time */
  async send({ id, oneClickStopUrl, ...mail }: Mail): Promise<void> {
    const headers = oneClickStopUrl && {
      'List-Unsubscribe': `<${oneClickStopUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    // The recipient is passed as an object, so that an address with a comma is not parsed as several recipients.
    await this.#transport.sendMail({
      ...mail,
      to: { name: '', address: mail.to },
      from: this.#from,
      ...(id && { messageId: `<${id}@${this.#domain}>` }),
      ...(headers && { headers }),
    });
  }

  close(): void {
    this.#transport.close();
  }
}
