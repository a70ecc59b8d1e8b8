/**
 * Scrolling of a message log. It starts at the unread line, or at the end if there is none. At the end it follows new
 * messages, but moves no unread message out of sight while the reader is away. Elsewhere the first message on screen keeps its
 * place when a height changes: of older messages above it, a turned phone, an unread line, a header, or a growing composer.
 */
import type { ConversationMessage, ConversationSnapshot, LiveConversation } from '@meshi/client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isHere } from '../../app/is-here.ts';
import { useAttempt } from '../../app/use-action.ts';

/** Within this distance the log counts as scrolled to its end. */
const NEAR_PX = 48;
/** This much of the messages before the unread line is visible. */
const ABOVE_LINE_PX = 96;
/** Within this distance from the first or last loaded message, more messages are fetched. */
const MORE_PX = 200;

/** The first message on screen, and its distance from the top of the log. */
interface Place {
  key: string;
  top: number;
}

export function useLogScroll(conversation: LiveConversation, snapshot: ConversationSnapshot) {
  const { messages, hasNewer } = snapshot;
  const attempt = useAttempt();
  const ref = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef<Place | null>(null);
  const scrolledTo = useRef(0);
  const pinned = useRef(true);
  const hasStarted = useRef(false);
  /** The message to show as soon as it is rendered. */
  const wanted = useRef<number | null>(null);
  const [isAtEnd, setAtEnd] = useState(true);

  /** Notes where the log is after the reader or this hook has scrolled. */
  const note = useCallback(() => {
    const log = ref.current;
    if (!log) return;
    scrolledTo.current = log.scrollTop;
    place.current = firstOnScreen(log);
    pinned.current = isNearEnd(log) && !conversation.snapshot.hasNewer;
    setAtEnd(pinned.current);
  }, [conversation]);

  /** Puts the log back to where it was, after anything has changed its height or width. */
  const settle = useCallback(() => {
    const log = ref.current;
    if (!log) return;
    // The reader may have scrolled since, and the event of it is still to come.
    const moved = movedByReader(log, scrolledTo.current);
    if (pinned.current && moved >= 0) log.scrollTop = endOf(log, conversation.snapshot.lastReadSeq);
    else if (place.current) {
      const message = log.querySelector(`[data-key="${CSS.escape(place.current.key)}"]`);
      if (message) log.scrollTop += topIn(log, message) - (place.current.top - moved);
    }
    note();
  }, [conversation, note]);

  const loadMore = useCallback(() => {
    const log = ref.current;
    if (!log || !hasStarted.current) return;
    const { hasOlder, isLoadingOlder, hasNewer: hasMore, isLoadingNewer } = conversation.snapshot;
    if (hasOlder && !isLoadingOlder && log.scrollTop < MORE_PX && !pinned.current) {
      void attempt(() => conversation.loadOlder());
    }
    if (hasMore && !isLoadingNewer && log.scrollHeight - log.scrollTop - log.clientHeight < MORE_PX) {
      void attempt(() => conversation.loadNewer());
    }
  }, [conversation, attempt]);

  const toEnd = useCallback(async () => {
    if (conversation.snapshot.hasNewer && !(await attempt(() => conversation.showNewest()))) return;
    pinned.current = true;
    settle();
  }, [conversation, attempt, settle]);

  /** Scrolls to a wanted message that is rendered. Returns whether it did. */
  const showWanted = useCallback(() => {
    const log = ref.current;
    const message = log?.querySelector<HTMLElement>(`[data-seq="${wanted.current}"]`);
    if (!log || !message) return false;
    wanted.current = null;
    log.scrollTop += topIn(log, message) - (log.clientHeight - message.offsetHeight) / 2;
    message.focus({ preventScroll: true });
    note();
    return true;
  }, [note]);

  const toMessage = useCallback(
    async (seq: number) => {
      wanted.current = seq;
      if (showWanted()) return;
      await attempt(() => conversation.showMessage(seq));
      // Otherwise it is shown when it is rendered, which may be later.
      if (!conversation.messages.some((message) => message.seq === seq)) wanted.current = null;
    },
    [conversation, attempt, showWanted],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the messages may move them.
  useLayoutEffect(() => {
    const log = ref.current;
    if (!log || messages.length === 0) return;
    const line = hasStarted.current ? null : log.querySelector('.log-unread');
    hasStarted.current = true;
    if (showWanted()) loadMore();
    else if (line) {
      log.scrollTop += topIn(log, line) - ABOVE_LINE_PX;
      note();
    } else if (isJustSent(messages.at(-1))) {
      pinned.current = true;
      settle();
      if (hasNewer) void toEnd();
    } else settle();
    loadMore();
  }, [messages, hasNewer]);

  useEffect(() => {
    if (!ref.current || !content.current) return;
    const observer = new ResizeObserver(settle);
    observer.observe(ref.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [settle]);

  const onScroll = () => {
    settle();
    loadMore();
  };
  return { ref, content, onScroll, isAtEnd, toEnd, toMessage };
}

function isJustSent(message: ConversationMessage | undefined): boolean {
  return message?.isMine === true && message.state === 'queued';
}

function isNearEnd(log: HTMLElement): boolean {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
}

/** While the reader is away, new messages move up only until the first of them is at the top: none must pass unseen. */
function endOf(log: HTMLElement, lastReadSeq: number): number {
  if (isHere()) return log.scrollHeight;
  const messages = [...log.querySelectorAll<HTMLElement>('[data-seq]:not(.message-mine)')];
  const first = messages.find(({ dataset }) => Number(dataset.seq) > lastReadSeq);
  return first ? Math.min(log.scrollHeight, log.scrollTop + topIn(log, first) - ABOVE_LINE_PX) : log.scrollHeight;
}

/** How far the reader has scrolled. When the content becomes shorter, the browser scrolls too: to the end. */
function movedByReader(log: HTMLElement, from: number): number {
  const moved = log.scrollTop - from;
  const isAtLimit = log.scrollHeight - log.scrollTop - log.clientHeight < 1;
  return moved < 0 && isAtLimit ? 0 : moved;
}

function topIn(log: HTMLElement, element: Element): number {
  return element.getBoundingClientRect().top - log.getBoundingClientRect().top;
}

function firstOnScreen(log: HTMLElement): Place | null {
  const all = log.querySelectorAll<HTMLElement>('[data-key]');
  // They are in order, so half of them can be skipped each time.
  let [from, to] = [0, all.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const element = all[middle];
    if (element && topIn(log, element) + element.offsetHeight <= 0) from = middle + 1;
    else to = middle;
  }
  const first = all[from];
  return first ? { key: first.dataset.key ?? '', top: topIn(log, first) } : null;
}
