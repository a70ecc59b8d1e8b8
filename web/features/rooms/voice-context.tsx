/** The room that the reader is in. It is kept above the screens, so that the sound goes on when the screen changes. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { useLive } from '@meshi/client/react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { roomWords } from './words.ts';

export interface VoiceContextState {
  /** The current session and its latest state. */
  session: VoiceSession | null;
  snapshot: VoiceSnapshot | null;
  /** The room that is being entered. */
  joiningId: string | null;
  /** Why the last attempt to enter failed. */
  failure: { roomId: string; error: unknown } | null;
  join(roomId: string): Promise<void>;
  leave(): Promise<void>;
}

const VoiceContext = createContext<VoiceContextState | null>(null);

export function useVoiceRoom(): VoiceContextState {
  const state = useContext(VoiceContext);
  if (!state) throw new Error('useVoiceRoom needs a VoiceProvider above it');
  return state;
}

export function VoiceProvider({ children }: { children: ReactNode }) {
  const meshi = useMeshi();
  const [session, setSession] = useState<VoiceSession | null>(() => meshi.rooms.current);
  const [joiningId, setJoiningId] = useState<string | null>(null);
  const [failure, setFailure] = useState<VoiceContextState['failure']>(null);
  const snapshot = useLive(session);
  useClosedToast(session, setSession);

  const join = useCallback(
    async (roomId: string) => {
      setFailure(null);
      setJoiningId(roomId);
      try {
        setSession(await meshi.rooms.join(roomId));
      } catch (error) {
        setFailure({ roomId, error });
      } finally {
        setJoiningId(null);
      }
    },
    [meshi],
  );

  const state = useMemo<VoiceContextState>(
    () => ({
      session,
      snapshot,
      joiningId,
      failure,
      join,
      async leave() {
        await session?.leave();
        setSession(null);
      },
    }),
    [session, snapshot, joiningId, failure, join],
  );
  return <VoiceContext value={state}>{children}</VoiceContext>;
}

/** Removes a session that ended for another reason than leaving, and shows why. */
function useClosedToast(session: VoiceSession | null, setSession: (session: null) => void): void {
  const toast = useToast();
  useEffect(() => {
    if (!session) return;
    return session.on('closed', async ({ reason }) => {
      setSession(null);
      if (reason === 'left' || reason === 'signed_out') return;
      const { voiceEnded } = await loadWords(roomWords);
      toast.problem(reason === 'media_restarted' || reason === 'moved' ? voiceEnded.failed : voiceEnded[reason]);
    });
  }, [session, setSession, toast]);
}
