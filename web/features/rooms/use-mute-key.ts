/** While the reader is in a room, the M key presses the microphone button on every screen, except in text fields. */
import type { VoiceSession } from '@meshi/client';
import { useEffect } from 'react';
import { useAttempt } from '../../app/use-action.ts';
import { pressMyMicrophone } from './my-microphone.ts';

export function useMuteKey(session: VoiceSession | null): void {
  const attempt = useAttempt();
  useEffect(() => {
    if (!session) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'm' || event.repeat) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      void attempt(() => pressMyMicrophone(session));
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session, attempt]);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
