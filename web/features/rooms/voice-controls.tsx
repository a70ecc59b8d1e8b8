/** Mute, deafen, raise hand, messages and leave, within reach of the thumb. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { Hand, HeadphoneOff, Headphones, LogOut, type LucideIcon, MessageSquareText, Mic, MicOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useAttempt } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { useVoiceRoom } from './voice-context.tsx';
import { roomWords } from './words.ts';

interface VoiceControlsProps {
  session: VoiceSession;
  snapshot: VoiceSnapshot;
  isTextShown: boolean;
  onToggleText: () => void;
}

export function VoiceControls({ session, snapshot, isTextShown, onToggleText }: VoiceControlsProps) {
  const words = useWords(roomWords);
  const voice = useVoiceRoom();
  const attempt = useAttempt();
  const mute = useRef<HTMLButtonElement>(null);
  // The pressed button "Enter" is gone, so the focus moves to the next useful button.
  useEffect(() => {
    if (document.activeElement === document.body) mute.current?.focus();
  }, []);

  return (
    <div className="room-controls" role="toolbar" aria-label={words.controls}>
      <div className="room-controls-row">
        {snapshot.microphoneProblem === null ? (
          <Control
            buttonRef={mute}
            icon={snapshot.isMuted ? MicOff : Mic}
            label={snapshot.isMuted ? words.unmute : words.mute}
            isOn={snapshot.isMuted}
            shortcut="M"
            onPress={() => void attempt(() => (snapshot.isMuted ? session.unmute() : session.mute()))}
          />
        ) : (
          // Without a microphone there is nothing to mute, so this button asks for the microphone again.
          <Control
            buttonRef={mute}
            icon={MicOff}
            label={words.micRetry}
            onPress={() => void attempt(() => voice.join(snapshot.room.id))}
          />
        )}
        <Control
          icon={snapshot.isDeaf ? HeadphoneOff : Headphones}
          label={snapshot.isDeaf ? words.undeafen : words.deafen}
          isOn={snapshot.isDeaf}
          onPress={() => void attempt(() => (snapshot.isDeaf ? session.undeafen() : session.deafen()))}
        />
        <Control
          icon={Hand}
          label={snapshot.hasHandUp ? words.lowerHand : words.raiseHand}
          isOn={snapshot.hasHandUp}
          onPress={() => void attempt(() => (snapshot.hasHandUp ? session.lowerHand() : session.raiseHand()))}
        />
        <span className="room-controls-text">
          <Control icon={MessageSquareText} label={words.showText} isOn={isTextShown} onPress={onToggleText} />
        </span>
        <Control icon={LogOut} label={words.leave} isLeave onPress={() => void attempt(() => voice.leave())} />
      </div>
      <p className="room-shortcut">{words.shortcut}</p>
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
