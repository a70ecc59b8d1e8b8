/** Typing indicators: sending mine, and following those of others. */
import type { Connection } from './connection.ts';
import { later } from './timers.ts';

const REPEAT_MS = 2_000;
/** A little more than the 6 s after which an indicator ends on the server, so that a repeat in time causes no flicker. */
const EXPIRY_MS = 6_500;
/** My indicator ends after this time without a key press. */
const IDLE_MS = 5_000;

/** My typing indicator in a conversation. */
export interface TypingIndicator {
  /** Shows it. Call it at every key press: at most one request is sent in 2 s. It ends by itself 5 s after the last call. */
  start(): void;
  /** Ends it. `LiveConversation.send` does this too. */
  stop(): void;
}

/** Tells the other people in a conversation that I am typing, at most every 2 s, and that I stopped. */
export class Typing implements TypingIndicator {
  readonly #connection: Connection;
  readonly #conversationId: string;
  #toldAt = Number.NEGATIVE_INFINITY;
  #cancelIdle: (() => void) | null = null;

  constructor({ connection, conversationId }: { connection: Connection; conversationId: string }) {
    this.#connection = connection;
    this.#conversationId = conversationId;
  }

  /** Call it at every key press. */
  start(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = later(IDLE_MS, () => this.stop());
    if (Date.now() - this.#toldAt < REPEAT_MS) return;
    this.#toldAt = Date.now();
    this.#tell('typing:start');
  }

  stop(): void {
    if (!this.#cancelIdle) return;
    this.#cancelIdle();
    this.#cancelIdle = null;
    this.#toldAt = Number.NEGATIVE_INFINITY;
    this.#tell('typing:stop');
  }

  #tell(name: 'typing:start' | 'typing:stop'): void {
    if (this.#connection.state !== 'online') return;
    // A lost hint does no harm: it is repeated, and it ends by itself.
    this.#connection.request(name, { conversationId: this.#conversationId }).catch(() => {});
  }
}

/** The other people who are typing. Each is removed when they stop, or when the hint is not repeated in time. */
export class Typists {
  readonly #onChange: (personIds: readonly string[]) => void;
  readonly #expiries = new Map<string, () => void>();

  constructor(onChange: (personIds: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  add(personId: string): void {
    const isNew = !this.#expiries.has(personId);
    this.#expiries.get(personId)?.();
    this.#expiries.set(
      personId,
      later(EXPIRY_MS, () => this.remove(personId)),
    );
    if (isNew) this.#onChange([...this.#expiries.keys()]);
  }

  remove(personId: string): void {
    this.#expiries.get(personId)?.();
    if (this.#expiries.delete(personId)) this.#onChange([...this.#expiries.keys()]);
  }

  clear(): void {
    for (const cancel of this.#expiries.values()) cancel();
    this.#expiries.clear();
  }
}
