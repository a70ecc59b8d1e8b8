/** Marks messages as read that were on screen, in a visible and focused tab. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { type RefObject, useEffect, useRef } from 'react';
import { isHere, onBack } from '../../app/is-here.ts';

/** What is on screen is reported after this time, and so at most this often. */
const REPORT_MS = 500;
/** A message was on screen if this part of it was, or if it filled this part of the log. */
const SEEN_PART = 0.5;
/** Fine steps, because only a small part of a very long message fits on the screen. */
const THRESHOLDS = Array.from({ length: 41 }, (_, step) => step / 40);

export function useReadMarks(
  conversation: LiveConversation,
  messages: readonly ConversationMessage[],
  log: RefObject<HTMLElement | null>,
): void {
  const observe = useRef<() => void>(null);

  useEffect(() => {
    const root = log.current;
    if (!root) return;
    const seen = new SeenMessages(conversation);
    const observer = new IntersectionObserver((entries) => seen.update(entries), { root, threshold: THRESHOLDS });
    const observed = new WeakSet<Element>();
    observe.current = () => {
      for (const element of root.querySelectorAll('[data-seq]')) {
        if (observed.has(element)) continue;
        observed.add(element);
        observer.observe(element);
      }
    };
    const stop = onBack(() => seen.report());
    return () => {
      observer.disconnect();
      stop();
      seen.close();
    };
  }, [conversation, log]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new messages are new elements.
  useEffect(() => observe.current?.(), [messages, conversation]);
}

class SeenMessages {
  readonly #conversation: LiveConversation;
  readonly #onScreen = new Map<Element, number>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(conversation: LiveConversation) {
    this.#conversation = conversation;
  }

  update(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const isSeen =
        isIntersecting &&
        (intersectionRatio >= SEEN_PART || intersectionRect.height >= (rootBounds?.height ?? 0) * SEEN_PART);
      if (isSeen) this.#onScreen.set(target, Number(target.getAttribute('data-seq')));
      else this.#onScreen.delete(target);
    }
    this.report();
  }

  /** Reports what is on screen in a moment: what only flashes by while a screen is built, or scrolled, is not read. */
  report(): void {
    this.#timer ??= setTimeout(() => this.#send(), REPORT_MS);
  }

  close(): void {
    this.#send();
  }

  #send(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!isHere()) return;
    // The SDK ignores what is read already, and repeats a report that fails. If the server refuses it, the next one follows.
    this.#conversation.markRead(Math.max(0, ...this.#onScreen.values())).catch(() => undefined);
  }
}
