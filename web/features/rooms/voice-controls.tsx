/** Microphone, deafen, hand, messages and the way out, in thumb's reach. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { Hand, HeadphoneOff, Headphones, LogOut, type LucideIcon, MessageSquareText, Mic, MicOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { useVoiceRoom } from './voice-context.tsx';

interface VoiceControlsProps {
  session: VoiceSession;
  snapshot: VoiceSnapshot;
  isTextShown: boolean;
  onToggleText: () => void;
}

export function VoiceControls({ session, snapshot, isTextShown, onToggleText }: VoiceControlsProps) {
  const words = useWords();
  const voice = useVoiceRoom();
  const attempt = useAttempt();
  const mute = useRef<HTMLButtonElement>(null);
  // The button one entered by is gone now: the focus goes on to what one needs next.
  useEffect(() => {
    if (document.activeElement === document.body) mute.current?.focus();
  }, []);

  return (
    <div className="room-controls" role="toolbar" aria-label={words.rooms.controls}>
      <div className="room-controls-row">
        {snapshot.microphoneProblem === null ? (
          <Control
            buttonRef={mute}
            icon={snapshot.isMuted ? MicOff : Mic}
            label={snapshot.isMuted ? words.rooms.unmute : words.rooms.mute}
            isOn={snapshot.isMuted}
            shortcut="M"
            onPress={() => attempt(() => (snapshot.isMuted ? session.unmute() : session.mute()))}
          />
        ) : (
          // Without a microphone there is nothing to mute: the same place tries for one again.
          <Control
            buttonRef={mute}
            icon={MicOff}
            label={words.rooms.micRetry}
            onPress={() => attempt(() => voice.join(snapshot.room.id))}
          />
        )}
        <Control
          icon={snapshot.isDeaf ? HeadphoneOff : Headphones}
          label={snapshot.isDeaf ? words.rooms.undeafen : words.rooms.deafen}
          isOn={snapshot.isDeaf}
          onPress={() => attempt(() => (snapshot.isDeaf ? session.undeafen() : session.deafen()))}
        />
        <Control
          icon={Hand}
          label={snapshot.hasHandUp ? words.rooms.lowerHand : words.rooms.raiseHand}
          isOn={snapshot.hasHandUp}
          onPress={() => attempt(() => (snapshot.hasHandUp ? session.lowerHand() : session.raiseHand()))}
        />
        <span className="room-controls-text">
          <Control icon={MessageSquareText} label={words.rooms.showText} isOn={isTextShown} onPress={onToggleText} />
        </span>
        <Control icon={LogOut} label={words.rooms.leave} isLeave onPress={() => attempt(() => voice.leave())} />
      </div>
      <p className="room-shortcut">{words.rooms.shortcut}</p>
    </div>
  );
}

interface ControlProps {
  icon: LucideIcon;
  label: string;
  onPress: () => void;
  isOn?: boolean;
  isLeave?: boolean;
  shortcut?: string;
  buttonRef?: React.Ref<HTMLButtonElement>;
}

function Control({ icon: Icon, label, onPress, isOn = false, isLeave = false, shortcut, buttonRef }: ControlProps) {
  return (
    <button
      ref={buttonRef}
      type="button"
      className={`control${isLeave ? ' control-leave' : ''}`}
      data-on={isOn || undefined}
      aria-keyshortcuts={shortcut}
      onClick={onPress}
    >
      <span className="control-icon">
        <Icon size={24} aria-hidden />
      </span>
      {label}
    </button>
  );
}

/** Runs something and tells why it did not work. */
export function useAttempt(): (action: () => Promise<unknown>) => void {
  const tell = useTell();
  const text = useErrorText();
  return (action) => {
    action().catch((error: unknown) => tell.problem(text(error)));
  };
}
