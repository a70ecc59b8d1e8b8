/**
 * Scrolling of a message log. It starts at the unread line, or at the end if there is none. At the end it follows new
 * messages; otherwise it keeps its place when older messages are added above.
 */
import type { ConversationMessage } from '@meshi/client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Within this distance the log counts as scrolled to its end. */
const NEAR_PX = 48;
/** This much of the messages before the unread line is visible. */
const ABOVE_LINE_PX = 96;
/** Within this distance from the start, older messages are fetched. */
const OLDER_PX = 200;

export function useLogScroll(messages: readonly ConversationMessage[], loadOlder: () => void) {
  const ref = useRef<HTMLDivElement>(null);
  const before = useRef({ height: 0, firstKey: '' });
  const pinned = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const element = ref.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const firstKey = messages[0]?.key ?? '';
    const last = messages.at(-1);
    const isFirst = before.current.firstKey === '' && firstKey !== '';
    const isPrepended = before.current.firstKey !== '' && firstKey !== before.current.firstKey;
    const unreadLine = isFirst ? element.querySelector<HTMLElement>('.log-unread') : null;
    if (unreadLine) {
      element.scrollTop += unreadLine.getBoundingClientRect().top - element.getBoundingClientRect().top - ABOVE_LINE_PX;
      pinned.current = isNearEnd(element);
      setAtEnd(pinned.current);
    } else if (pinned.current || (last?.isMine && last.state === 'queued')) toEnd();
    else if (isPrepended) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { height: element.scrollHeight, firstKey };
  }, [messages, toEnd]);

  // An opening keyboard or a shrinking window must not push the newest message out of sight.
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => pinned.current && toEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, [toEnd]);

  const onScroll = () => {
    const element = ref.current;
    if (!element) return;
    pinned.current = isNearEnd(element);
    setAtEnd(pinned.current);
    if (element.scrollTop < OLDER_PX && !pinned.current) loadOlder();
  };
  return { ref, onScroll, isAtEnd, toEnd };
}

function isNearEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
}
