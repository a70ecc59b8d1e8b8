/** Counts the messages that arrive in the room while the reader does not see them. */
import type { VoiceSession } from '@meshi/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isHere, onBack } from '../../app/is-here.ts';
import { useMyself } from '../../app/meshi-context.tsx';

export interface UnreadText {
  unreadText: number;
  /** Call it when the messages appear on the screen, and when they are gone. */
  showText(isShown: boolean): void;
}

export function useUnreadText(session: VoiceSession | null): UnreadText {
  const myId = useMyself().profile.id;
  const [unreadText, setUnread] = useState(0);
  const isShown = useRef(false);

  useEffect(() => {
    setUnread(0);
    if (!session) return;
    const seeIfShown = () => {
      if (isShown.current && isHere()) setUnread(0);
    };
    const stops = [
      session.conversation.on('message:added', ({ senderId }) => {
        if (senderId === myId) return;
        setUnread((count) => count + 1);
        seeIfShown();
      }),
      onBack(seeIfShown),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, myId]);

  const showText = useCallback((nowShown: boolean) => {
    isShown.current = nowShown;
    if (nowShown) setUnread(0);
  }, []);
  return { unreadText, showText };
}
