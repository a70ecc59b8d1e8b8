/** Who is typing: telling it, and knowing it. */
import type { Connection } from './connection.ts';
import { later } from './timers.ts';

const REPEAT_MS = 2_000;
/** A little more than the 6 s after which the server lets it end, so that a repeat in time leaves no flicker. */
const EXPIRY_MS = 6_500;
/** My own ends when I have not touched a key for this long. */
const IDLE_MS = 5_000;

/** Tells the others of a conversation that I type: at most every 2 s, and that I stopped. */
export class Typing {
  readonly #connection: Connection;
  readonly #conversationId: string;
  #toldAt = Number.NEGATIVE_INFINITY;
  #cancelIdle: (() => void) | null = null;

  constructor({ connection, conversationId }: { connection: Connection; conversationId: string }) {
    this.#connection = connection;
    this.#conversationId = conversationId;
  }

  /** To be called at every key. */
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
    // A hint that is lost does no harm: it is repeated, and ends by itself.
    this.#connection.request(name, { conversationId: this.#conversationId }).catch(() => {});
  }
}

/** The others who type now, each until told otherwise or not repeated in time. */
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
