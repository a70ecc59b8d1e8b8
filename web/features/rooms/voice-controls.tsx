/** Microphone, speaker, hand, messages and leave, within reach of the thumb: five equal columns on phones. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { Hand, HeadphoneOff, Headphones, LogOut, type LucideIcon, MessageSquareText, Mic, MicOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useAttempt } from '../../app/use-action.ts';
import { badgeCount } from '../../i18n/counted.ts';
import { useWords } from '../../i18n/language.ts';
import { useToastsAbove } from '../../ui/toasts.tsx';
import { type MyMicrophone, myMicrophone, pressMyMicrophone } from './my-microphone.ts';
import { useUnreadInRoom, useVoiceRoom } from './voice-context.tsx';
import { roomWords } from './words.ts';

interface VoiceControlsProps {
  session: VoiceSession;
  snapshot: VoiceSnapshot;
  isTextShown: boolean;
  onToggleText: () => void;
}

export function VoiceControls({ session, snapshot, isTextShown, onToggleText }: VoiceControlsProps) {
  const words = useWords(roomWords);
  const { leave } = useVoiceRoom();
  const unreadText = useUnreadInRoom();
  const attempt = useAttempt();
  const { isDeaf, hasHandUp } = snapshot;
  const bar = useRef<HTMLDivElement>(null);
  useToastsAbove(bar);

  return (
    <div ref={bar} className="room-controls" role="toolbar" aria-label={words.controls}>
      <div className="room-controls-row">
        <MicrophoneControl session={session} state={myMicrophone(snapshot)} />
        <Control
          icon={isDeaf ? HeadphoneOff : Headphones}
          label={isDeaf ? words.undeafen : words.deafen}
          short={isDeaf ? words.short.undeafen : words.short.deafen}
          isOn={isDeaf}
          onPress={() => void attempt(() => (isDeaf ? session.undeafen() : session.deafen()))}
        />
        <Control
          icon={Hand}
          label={hasHandUp ? words.lowerHand : words.raiseHand}
          short={hasHandUp ? words.short.lowerHand : words.short.raiseHand}
          isOn={hasHandUp}
          onPress={() => void attempt(() => (hasHandUp ? session.lowerHand() : session.raiseHand()))}
        />
        <span className="room-controls-text">
          <Control
            icon={MessageSquareText}
            label={words.showText}
            isOn={isTextShown}
            unread={unreadText}
            onPress={onToggleText}
          />
        </span>
        <Control icon={LogOut} label={words.leave} isLeave onPress={() => void attempt(leave)} />
      </div>
      <p className="room-shortcut">{words.shortcut}</p>
    </div>
  );
}

function MicrophoneControl({ session, state }: { session: VoiceSession; state: MyMicrophone }) {
  const words = useWords(roomWords);
  const attempt = useAttempt();
  const button = useRef<HTMLButtonElement>(null);
  // The pressed button "Enter" is gone, so the focus moves to the next useful button.
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  const { label, short } = {
    not_allowed: { label: words.moderation.askToSpeak, short: words.moderation.askToSpeak },
    problem: { label: words.micRetry, short: words.short.microphone },
    listening: { label: words.speak, short: words.short.speak },
    muted: { label: words.unmute, short: words.short.unmute },
    open: { label: words.mute, short: words.mute },
  }[state];
  return (
    <Control
      buttonRef={button}
      icon={state === 'open' ? Mic : MicOff}
      label={label}
      short={short}
      isOn={state === 'muted'}
      shortcut="M"
      onPress={() => void attempt(() => pressMyMicrophone(session))}
    />
  );
}

interface ControlProps {
  icon: LucideIcon;
  label: string;
  /** On narrow phones, in place of `label`, which it is a part of. */
  short?: string;
  onPress: () => void;
  isOn?: boolean;
  isLeave?: boolean;
  /** How many messages the reader has not seen. */
  unread?: number;
  shortcut?: string;
  buttonRef?: React.Ref<HTMLButtonElement>;
}

function Control(props: ControlProps) {
  const { icon: Icon, label, short = label, onPress, isOn = false, isLeave = false, unread = 0 } = props;
  const { navBadge } = useWords();
  return (
    <button
      ref={props.buttonRef}
      type="button"
      className={`control${isLeave ? ' control-leave' : ''}`}
      data-on={isOn || undefined}
      aria-label={unread > 0 ? `${label} ${navBadge.unread(badgeCount(unread))}` : label}
      aria-keyshortcuts={props.shortcut}
      onClick={onPress}
    >
      <span className="control-icon">
        <Icon size={24} aria-hidden />
        {/* Drawn by the style: as text, the number would have to be a part of the name. */}
        {unread > 0 && <span className="badge control-badge" data-count={badgeCount(unread)} />}
      </span>
      <span className="control-long">{label}</span>
      <span className="control-short">{short}</span>
    </button>
  );
}
