/**
 * Whether the processes behind addresses have ended: their machine refuses a connection. That tells a killed process from one that
 * is late, within milliseconds. Only an address that this process has reached before counts: processes may not reach each other at
 * the addresses that browsers use.
 */
import { connect } from 'node:net';

/** Short, because a heartbeat may wait for it. */
const ANSWER_MS = 150;

type Answer = 'open' | 'refused' | 'unknown';

export class Doors {
  /** The first answer of each address. */
  readonly #first = new Map<string, Answer>();

  /** Asks each of these addresses once, in the background, and forgets all others. */
  learn(urls: readonly string[]): void {
    for (const url of this.#first.keys()) if (!urls.includes(url)) this.#first.delete(url);
    for (const url of urls) {
      if (this.#first.has(url)) continue;
      this.#first.set(url, 'unknown');
      void answerOf(url).then((answer) => this.#first.has(url) && this.#first.set(url, answer));
    }
  }

  /** True if this process has reached the address before and is now refused. */
  async isClosed(url: string): Promise<boolean> {
    return this.#first.get(url) === 'open' && (await answerOf(url)) === 'refused';
  }
}

function answerOf(url: string): Promise<Answer> {
  if (!URL.canParse(url)) return Promise.resolve('unknown');
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const end = (answer: Answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end('unknown'));
    socket.once('connect', () => end('open'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'refused' : 'unknown'));
  });
}
