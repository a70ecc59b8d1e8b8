/** A mail server of a test, and what it was given. */
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface Mailbox {
  /** For `SMTP_URL`. */
  url: string;
  /** What the mail that `act` leads to says. */
  mailOf(act: () => Promise<unknown>): Promise<string>;
  close(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  const arrived = new EventEmitter();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, callback) => {
      void text(stream).then((mail) => {
        arrived.emit('mail', textOf(mail));
        callback();
      });
    },
  });
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    async mailOf(act) {
      const [[mail]] = await Promise.all([once(arrived, 'mail'), act()]);
      return String(mail);
    },
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}

/** Its words: they travel in quoted-printable form or in base64. */
function textOf(mail: string): string {
  const [head = '', ...rest] = mail.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return body.replace(/=\r\n/g, '').replaceAll('=3D', '=');
}
