/** A mail server that stores the mails that it receives. */
import { EventEmitter, on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { LIMIT_MS } from './until.ts';

export interface ReceivedMail {
  to: string;
  /** Header and body as received. */
  raw: string;
  /** The body, decoded. */
  text: string;
}

export interface MailServer {
  /** The value for `SMTP_URL`. */
  url: string;
  mails: ReceivedMail[];
  /** From now on, refuses every recipient, with an error that contains the address; or accepts them again. */
  refuse(isRefusing: boolean): void;
  /** Runs `act` and resolves with the text of the next mail to this address. */
  textOf(act: () => Promise<unknown>, to: string): Promise<string>;
  /** Runs `act` and resolves with the code in the next mail to this address that contains one. */
  codeOf(act: () => Promise<unknown>, to: string): Promise<string>;
  /** Runs `act` and resolves with the token in the next mail to this address that contains a link with one. */
  tokenOf(act: () => Promise<unknown>, to: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a mail server on loopback. With `isRefusing` it begins by refusing every recipient. */
export async function startMailServer({ isRefusing: startsRefusing = false } = {}): Promise<MailServer> {
  let isRefusing = startsRefusing;
  const mails: ReceivedMail[] = [];
  const arrivals = new EventEmitter();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, callback) =>
      callback(isRefusing ? new Error(`No such mailbox: <${address}>`) : null),
    onData: (stream, { envelope }, callback) => {
      void text(stream).then((raw) => {
        const mail = { to: envelope.rcptTo[0]?.address ?? '', raw, text: bodyOf(raw) };
        mails.push(mail);
        arrivals.emit('mail', mail);
        callback();
      });
    },
  });
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const nextMail = async (to: string, has: (text: string) => unknown): Promise<string> => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      for await (const [mail] of on(arrivals, 'mail', { signal }) as AsyncIterable<[ReceivedMail]>) {
        if (plain(mail.to) === plain(to) && has(mail.text)) return mail.text;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`No such mail to ${to} has arrived`);
  };
  const mailOf = async (act: () => Promise<unknown>, to: string, has: (text: string) => unknown): Promise<string> => {
    const [mail] = await Promise.all([nextMail(to, has), act()]);
    return mail;
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse(next) {
      isRefusing = next;
    },
    textOf: (act, to) => mailOf(act, to, () => true),
    codeOf: async (act, to) => codeIn(await mailOf(act, to, codeIn)),
    tokenOf: async (act, to) => tokenIn(await mailOf(act, to, tokenIn)),
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}

/** Mail programs quote some addresses, and Meshi stores them in one spelling. */
function plain(address: string): string {
  return address.replaceAll('"', '').normalize('NFKC').toLowerCase();
}

function bodyOf(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString();
  const joined = body.replace(/=\r\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return /^content-transfer-encoding: quoted-printable/im.test(head) ? Buffer.from(bytes, 'latin1').toString() : body;
}

/** The code in a mail, or '' if it has none. */
export function codeIn(mail: string): string {
  return /\b(\d{8})\b/.exec(mail)?.[1] ?? '';
}

/** The token in the link of a mail, or '' if it has none. */
export function tokenIn(mail: string): string {
  return /#token=([\w-]+)/.exec(mail)?.[1] ?? '';
}
