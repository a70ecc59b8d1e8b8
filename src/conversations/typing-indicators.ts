/** Who is typing in which conversation. An indicator expires, because a client that disconnects does not report the end. */
import type { Audience, Events } from '../kernel/events.ts';

interface Typing {
  conversationId: string;
  personId: string;
  audience: Audience;
  /** On the clock of `performance.now()`. */
  endsAt: number;
}

export interface TypingIndicatorsOptions {
  events: Events;
  typingMs: number;
}

export class TypingIndicators {
  readonly #events: Events;
  readonly #typingMs: number;
  /** Ordered by expiry, because each expires the same time after its last `start`. So one timer is enough. */
  readonly #typing = new Map<string, Typing>();
  #timer: NodeJS.Timeout | null = null;

  constructor({ events, typingMs }: TypingIndicatorsOptions) {
    this.#events = events;
    this.#typingMs = typingMs;
  }

  start(conversationId: string, personId: string, audience: Audience): void {
    const key = keyOf(conversationId, personId);
    this.#typing.delete(key);
    this.#typing.set(key, { conversationId, personId, audience, endsAt: performance.now() + this.#typingMs });
    this.#timer ??= this.#wakeIn(this.#typingMs);
    // Announced each time: someone may have joined since the last time.
    this.#events.announce('typingStarted', { conversationId, personId, audience });
  }

  /** Does nothing if the person was not typing. */
  stop(conversationId: string, personId: string): void {
    const typing = this.#typing.get(keyOf(conversationId, personId));
    if (typing) this.#end(typing);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#typing.clear();
  }

  #end({ conversationId, personId, audience }: Typing): void {
    this.#typing.delete(keyOf(conversationId, personId));
    this.#events.announce('typingStopped', { conversationId, personId, audience });
  }

  #endDue(): void {
    this.#timer = null;
    const now = performance.now();
    for (const typing of this.#typing.values()) {
      if (typing.endsAt > now) {
        this.#timer = this.#wakeIn(typing.endsAt - now);
        return;
      }
      this.#end(typing);
    }
  }

  #wakeIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#endDue(), Math.ceil(ms)).unref();
  }
}

function keyOf(conversationId: string, personId: string): string {
  return `${conversationId} ${personId}`;
}
