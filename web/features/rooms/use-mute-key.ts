/** The key M mutes and unmutes from anywhere while one is in a room, except where one writes. */
import type { VoiceSession } from '@meshi/client';
import { useEffect } from 'react';

export function useMuteKey(session: VoiceSession | null, attempt: (action: () => Promise<unknown>) => void): void {
  useEffect(() => {
    if (!session) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'm' || event.repeat) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      attempt(() => (session.snapshot.isMuted ? session.unmute() : session.mute()));
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session, attempt]);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
