/** Tells the reader, on every screen, that somebody has muted them or lets them speak. */
import type { VoiceSession } from '@meshi/client';
import { useEffect } from 'react';
import { loadWords } from '../../../i18n/language.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { roomWords } from '../words.ts';

export function useSpeakingRights(session: VoiceSession | null): void {
  const toast = useToast();
  useEffect(() => {
    if (!session) return;
    let before = session.me?.maySpeak;
    return session.on('changed', async ({ me }) => {
      // Null before entering and at the end.
      if (!me || me.maySpeak === before) return;
      const isFirst = before === undefined;
      before = me.maySpeak;
      if (isFirst) return;
      const { moderation: words } = await loadWords(roomWords);
      if (me.maySpeak) toast.done(words.youCanSpeak);
      else toast.problem(words.youAreMuted);
    });
  }, [session, toast]);
}
