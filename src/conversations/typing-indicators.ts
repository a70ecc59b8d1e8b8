/**
 * Who is typing in which conversation. An indicator expires, because a client that disconnects does not report the end. Each
 * start and each end reaches everyone in the conversation, so both are announced only so often.
 */
import type { Limits } from '../kernel/config.ts';
import type { Audience, Events } from '../kernel/events.ts';

interface Typing {
  conversationId: string;
  personId: string;
  audience: Audience;
  /** On the clock of `performance.now()`, as all times here. */
  endsAt: number;
  announcedAt: number;
  /** Whether the others have heard of it. */
  isShown: boolean;
}

export interface TypingIndicatorsOptions {
  events: Events;
  limits: Pick<Limits, 'typingMs' | 'typingEveryMs'>;
}

export class TypingIndicators {
  readonly #events: Events;
  readonly #limits: TypingIndicatorsOptions['limits'];
  /**
   * Ordered by expiry, because each expires the same time after its last `start`. So one timer is enough. One that was stopped
   * stays until then, to know when it was announced.
   */
  readonly #typing = new Map<string, Typing>();
  #timer: NodeJS.Timeout | null = null;

  constructor({ events, limits }: TypingIndicatorsOptions) {
    this.#events = events;
    this.#limits = limits;
  }

  start(conversationId: string, personId: string, audience: Audience): void {
    const { typingMs, typingEveryMs } = this.#limits;
    const key = keyOf(conversationId, personId);
    const now = performance.now();
    const before = this.#typing.get(key);
    // Announced again: someone may have joined since the last time.
    const isDue = !before || now - before.announcedAt >= typingEveryMs;
    const announcedAt = isDue ? now : before.announcedAt;
    const isShown = isDue || before.isShown;
    this.#typing.delete(key);
    this.#typing.set(key, { conversationId, personId, audience, endsAt: now + typingMs, announcedAt, isShown });
    this.#timer ??= this.#wakeIn(typingMs);
    if (isDue) this.#events.announce('typingStarted', { conversationId, personId, audience });
  }

  /** Does nothing if the person was not typing. */
  stop(conversationId: string, personId: string): void {
    const typing = this.#typing.get(keyOf(conversationId, personId));
    if (typing) this.#hide(typing);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#typing.clear();
  }

  #hide(typing: Typing): void {
    const { conversationId, personId, audience, isShown } = typing;
    typing.isShown = false;
    if (isShown) this.#events.announce('typingStopped', { conversationId, personId, audience });
  }

  #endDue(): void {
    this.#timer = null;
    const now = performance.now();
    for (const [key, typing] of this.#typing) {
      if (typing.endsAt > now) {
        this.#timer = this.#wakeIn(typing.endsAt - now);
        return;
      }
      this.#typing.delete(key);
      this.#hide(typing);
    }
  }

  #wakeIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#endDue(), Math.ceil(ms)).unref();
  }
}

function keyOf(conversationId: string, personId: string): string {
  return `${conversationId} ${personId}`;
}
