/**
 * After events were lost, ends the connections of this process, so that clients reconnect and read again what they may have
 * missed. They do that after every lost connection, so they need nothing else for this case.
 */
import type { Limits } from '../src/kernel/config.ts';
import type { Events } from '../src/kernel/events.ts';
import type { MainNamespace, MainSocket } from './sockets.ts';
import { cut } from './wire-write.ts';

/** Who is online and inside rooms is asked for at the same time. The answers should be there when clients are back. */
const FIRST_MS = 500;

export interface ResyncOptions {
  namespace: MainNamespace;
  events: Events;
  limits: Pick<Limits, 'resyncSpreadMs'>;
}

export class Resync {
  readonly #options: ResyncOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopListening: () => void = () => {};

  constructor(options: ResyncOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopListening = this.#options.events.on('eventsMissed', () => this.#endAll());
  }

  close(): void {
    this.#stopListening();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #endAll(): void {
    const { namespace, limits } = this.#options;
    for (const socket of namespace.sockets.values())
      this.#endSoon(socket, FIRST_MS + Math.random() * limits.resyncSpreadMs);
  }

  #endSoon(socket: MainSocket, afterMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      cut(socket.conn as unknown as Parameters<typeof cut>[0]);
    }, afterMs).unref();
    this.#timers.add(timer);
  }
}
