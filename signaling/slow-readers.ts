/**
 * Limits the unsent bytes of connections that do not read. Without a limit, ten of them grew a server by 110 MB in ten
 * seconds. A connection above the limit is stalled: it is sent nothing more, and is cut after `slowReaderMs`, or as soon
 * as it has read what waits. Its client reconnects and asks for what it missed.
 */
import type { Limits } from '../src/kernel/config.ts';
import type { Log } from '../src/kernel/log.ts';
import type { MainSocket } from './sockets.ts';
import { cut, pipeOf, unsentBytes } from './wire-write.ts';

export interface SlowReadersOptions {
  limits: Pick<Limits, 'slowReaderBytes' | 'slowReaderMs'>;
  log: Log;
}

/** The stalled connections of this process. */
export class SlowReaders {
  readonly #limits: SlowReadersOptions['limits'];
  readonly #log: Log;
  /** Each stalled connection with the timer that cuts it. */
  readonly #stalled = new Map<MainSocket, NodeJS.Timeout>();

  constructor({ limits, log }: SlowReadersOptions) {
    this.#limits = limits;
    this.#log = log;
  }

  /** Whether too much waits unread for this connection. After the first `true` it will be cut. */
  isStalled(socket: MainSocket): boolean {
    if (this.#stalled.size > 0 && this.#stalled.has(socket)) return true;
    if (unsentBytes(pipeOf(socket)) <= this.#limits.slowReaderBytes) return false;
    this.#stall(socket);
    return true;
  }

  close(): void {
    for (const timer of this.#stalled.values()) clearTimeout(timer);
    this.#stalled.clear();
  }

  #stall(socket: MainSocket): void {
    const timer = setTimeout(() => this.#cut(socket), this.#limits.slowReaderMs);
    timer.unref();
    this.#stalled.set(socket, timer);
    pipeOf(socket).transport.socket?._socket?.once('drain', () => this.#cut(socket));
    socket.once('disconnect', () => this.#forget(socket));
  }

  #cut(socket: MainSocket): void {
    if (!this.#stalled.has(socket)) return;
    const waiting = unsentBytes(pipeOf(socket));
    this.#log.info(
      { personId: socket.data.actor.personId, waiting },
      'slow connection cut: it did not read its events',
    );
    this.#forget(socket);
    cut(socket.conn as unknown as Parameters<typeof cut>[0]);
  }

  #forget(socket: MainSocket): void {
    clearTimeout(this.#stalled.get(socket));
    this.#stalled.delete(socket);
  }
}
