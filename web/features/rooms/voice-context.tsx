/** The room that the reader is in. It is kept above the screens, so that the sound goes on when the screen changes. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { useLive } from '@meshi/client/react';
import {
  createContext,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useNavigate } from 'react-router';
import { ErrorBoundary } from '../../app/error-boundary.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { type RoomEntry, RoomEntryContext, roomToast } from '../../app/room-entry.ts';
import { leaveScreen } from '../../app/unsaved.ts';
import { loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import type { DoorStep } from './door.tsx';
import { type EntryChoice, joinOptionsOf, readEntryChoice } from './entry-choice.ts';
import { LazyDoor } from './lazy-door.ts';
import { useSpeakingRights } from './moderation/use-speaking-rights.ts';
import { type UnreadText, useUnreadText } from './use-unread-text.ts';
import { roomWords } from './words.ts';

export interface VoiceContextState extends Pick<UnreadText, 'showText'> {
  /** The current session and its latest state. */
  session: VoiceSession | null;
  snapshot: VoiceSnapshot | null;
  /** The room that is being entered. */
  joiningId: string | null;
  /** Why the last attempt to enter failed. */
  failure: { roomId: string; error: unknown } | null;
  /** Enters a room in this way, and leaves the current one. */
  join(roomId: string, choice: EntryChoice): Promise<void>;
  /** Asks how to enter a room, also if the reader has chosen before. */
  openDoor(roomId: string): void;
  leave(): Promise<void>;
}

const VoiceContext = createContext<VoiceContextState | null>(null);
/** A context of its own, because `VoiceContext` changes whenever someone speaks. */
const UnreadTextContext = createContext(0);

export function useVoiceRoom(): VoiceContextState {
  const state = useContext(VoiceContext);
  if (!state) throw new Error('useVoiceRoom needs a VoiceProvider above it');
  return state;
}

/** How many messages have arrived in the room while the reader did not see them. */
export function useUnreadInRoom(): number {
  return useContext(UnreadTextContext);
}

export function VoiceProvider({ children }: { children: ReactNode }) {
  const meshi = useMeshi();
  const [session, setSession] = useState<VoiceSession | null>(() => meshi.rooms.current);
  const [joiningId, setJoiningId] = useState<string | null>(null);
  const [failure, setFailure] = useState<VoiceContextState['failure']>(null);
  const [step, setStep] = useState<DoorStep | null>(null);
  const snapshot = useLive(session);
  const { unreadText, showText } = useUnreadText(session);
  useSessionEnd(session, setSession);
  useSpeakingRights(session);

  const join = useCallback(
    async (roomId: string, choice: EntryChoice) => {
      setFailure(null);
      setJoiningId(roomId);
      try {
        setSession(await meshi.rooms.join(roomId, joinOptionsOf(choice)));
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
      showText,
      join,
      openDoor: (roomId) => setStep({ kind: 'choose', roomId }),
      async leave() {
        await session?.leave();
        setSession(null);
      },
    }),
    [session, snapshot, joiningId, failure, showText, join],
  );
  const entry = useRoomEntryState(state, setStep);
  return (
    <VoiceContext value={state}>
      <RoomEntryContext value={entry}>
        <UnreadTextContext value={unreadText}>{children}</UnreadTextContext>
        {step && (
          <ErrorBoundary>
            <Suspense>
              <LazyDoor
                step={step}
                onStep={setStep}
                onChosen={entry.enter}
                onSwitch={(roomId, choice) => void join(roomId, choice)}
              />
            </Suspense>
          </ErrorBoundary>
        )}
      </RoomEntryContext>
    </VoiceContext>
  );
}

/** Enters at once if the reader has chosen how, and is in no other room. Otherwise the door asks. */
function useRoomEntryState(
  { session, joiningId, join }: VoiceContextState,
  setStep: (step: DoorStep) => void,
): RoomEntry {
  const showRoom = useShowRoom();
  // Toasts and dialogs keep `enter` for a while; it must see the room that the reader is in by then.
  const current = useRef({ session, joiningId });
  current.current = { session, joiningId };
  const insideId = session?.room.id ?? null;
  return useMemo(
    () => ({
      insideId,
      enter(roomId) {
        showRoom(roomId, () => {
          const inside = current.current.session;
          if (inside?.room.id === roomId || current.current.joiningId === roomId) return;
          const choice = readEntryChoice();
          if (!choice) setStep({ kind: 'choose', roomId });
          else if (inside) setStep({ kind: 'switch', roomId, from: inside.room, choice });
          else void join(roomId, choice);
        });
      },
    }),
    [join, showRoom, setStep, insideId],
  );
}

/** Returns a function that shows a room and goes on there. It asks first if something on the screen would be lost. */
export function useShowRoom(): (roomId: string, goOn: () => void) => void {
  const navigate = useNavigate();
  return useCallback(
    (roomId, goOn) => {
      const path = `/rooms/${roomId}`;
      if (window.location.pathname === path) return goOn();
      leaveScreen(() => {
        navigate(path);
        goOn();
      });
    },
    [navigate],
  );
}

/** Removes a session that has ended, and shows why unless the reader has left. Leaving an instant talk ends it for both. */
function useSessionEnd(session: VoiceSession | null, setSession: (session: null) => void): void {
  const meshi = useMeshi();
  const toast = useToast();
  useEffect(() => {
    if (!session) return;
    toast.close(roomToast(session.room.id));
    return session.on('closed', async ({ reason }) => {
      setSession(null);
      const isOfTwo = session.room.circle?.kind === 'instant_talk';
      // If the request is lost, the server ends the talk when its room has been empty for a while.
      if (isOfTwo && reason === 'left') await meshi.instantTalks.leave().catch(() => undefined);
      if (reason === 'left' || reason === 'signed_out' || (isOfTwo && reason === 'room_closed')) return;
      const { voiceEnded } = await loadWords(roomWords);
      toast.problem(reason === 'media_restarted' || reason === 'moved' ? voiceEnded.failed : voiceEnded[reason]);
    });
  }, [session, setSession, toast, meshi]);
}
