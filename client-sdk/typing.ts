/** Typing indicators: sending mine, and following those of others. */
import type { Connection } from './connection.ts';
import { later } from './timers.ts';

const REPEAT_MS = 2_000;
/** A little more than the 6 s after which the server ends an indicator, so that a punctual repeat causes no flicker. */
const EXPIRY_MS = 6_500;
/** My indicator ends after this time without a key press. */
const IDLE_MS = 5_000;

/** My typing indicator in a conversation. */
export interface TypingIndicator {
  /**
   * Shows the others that I am typing. Call it at every key press: it sends at most one request in 2 s. The indicator ends by
   * itself 5 s after the last call.
   */
  start(): void;
  /** Ends the indicator. `LiveConversation.send` does this too. */
  stop(): void;
}

/** Sends my typing indicator, at most every 2 s. */
export class Typing implements TypingIndicator {
  readonly #connection: Connection;
  readonly #conversationId: string;
  #sentAt = Number.NEGATIVE_INFINITY;
  #cancelIdle: (() => void) | null = null;

  constructor({ connection, conversationId }: { connection: Connection; conversationId: string }) {
    this.#connection = connection;
    this.#conversationId = conversationId;
  }

  start(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = later(IDLE_MS, () => this.stop());
    if (Date.now() - this.#sentAt < REPEAT_MS) return;
    this.#sentAt = Date.now();
    this.#send('typing:start');
  }

  stop(): void {
    if (!this.#cancelIdle) return;
    this.#cancelIdle();
    this.#cancelIdle = null;
    this.#sentAt = Number.NEGATIVE_INFINITY;
    this.#send('typing:stop');
  }

  #send(name: 'typing:start' | 'typing:stop'): void {
    if (this.#connection.state !== 'online') return;
    // A lost request does no harm: it is repeated, and the indicator ends by itself.
    this.#connection.request(name, { conversationId: this.#conversationId }).catch(() => {});
  }
}

/** The other people who are typing. A person is removed when they stop, or when the event is not repeated in time. */
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
