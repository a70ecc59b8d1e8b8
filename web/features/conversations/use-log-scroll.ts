/**
 * Scrolling of a log: begins at the unread line, or at the end without one; stays at the end while one is there, and keeps
 * its place when older messages come in above.
 */
import type { ConversationMessage } from '@meshi/client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** So near to the end counts as being there. */
const NEAR_PX = 48;
/** What shows of the messages before the unread line. */
const ABOVE_LINE_PX = 96;
/** So near to the start older messages are fetched. */
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

  // A keyboard that opens, or a window that shrinks, must not push the newest message out of sight.
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
