/** Sends mail through the configured server. */
import nodemailer, { type Transporter } from 'nodemailer';
import type { Secret } from '../kernel/secret.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Ends such mails by one POST, for the button that mail programs show (RFC 8058). */
  oneClickStopUrl?: string;
}

const TIMEOUT_MS = 15_000;

export class Mailer {
  readonly #transport: Transporter;
  readonly #from: string;

  constructor({ smtpUrl, from }: { smtpUrl: Secret; from: string }) {
    const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
    this.#transport = nodemailer.createTransport({ url: smtpUrl.reveal(), ...timeouts });
    this.#from = from;
  }

  /** Resolves once the mail server has taken it. */
  async send({ oneClickStopUrl, ...mail }: Mail): Promise<void> {
    const headers = oneClickStopUrl && {
      'List-Unsubscribe': `<${oneClickStopUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    // The recipient is an object, so that nothing in an address is read as a list of several.
    await this.#transport.sendMail({
      ...mail,
      to: { name: '', address: mail.to },
      from: this.#from,
      ...(headers && { headers }),
    });
  }

  close(): void {
    this.#transport.close();
  }
}
