/** The button to enter a room, with the way that the reader has chosen before and a small button to change it. */
import type { Room } from '@meshi/client';
import { MessageSquareText } from 'lucide-react';
import { useRef } from 'react';
import { useRoomEntry } from '../../app/room-entry.ts';
import { useWords } from '../../i18n/language.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Problem } from '../../ui/states.tsx';
import { useToastsAbove } from '../../ui/toasts.tsx';
import { readEntryChoice } from './entry-choice.ts';
import { useVoiceRoom } from './voice-context.tsx';
import { roomWords } from './words.ts';

interface JoinBarProps {
  room: Room;
  isTextShown: boolean;
  onToggleText: () => void;
}

export function JoinBar({ room, isTextShown, onToggleText }: JoinBarProps) {
  const words = useWords(roomWords);
  const voice = useVoiceRoom();
  const { enter } = useRoomEntry();
  const bar = useRef<HTMLDivElement>(null);
  useToastsAbove(bar);
  const isJoining = voice.joiningId === room.id;
  const isFull = room.peers.length >= room.capacity;
  const choice = readEntryChoice();
  const error = voice.failure?.roomId === room.id ? voice.failure.error : null;

  return (
    <div ref={bar} className="room-controls">
      {error !== null && (
        <div className="room-controls-note">
          <Problem error={error} />
        </div>
      )}
      {room.isLocked && <p className="room-controls-note">{words.moderation.isLocked}</p>}
      <div className="room-controls-row">
        <span className="room-controls-text">
          <IconButton label={words.showText} aria-pressed={isTextShown} onClick={onToggleText}>
            <MessageSquareText size={22} aria-hidden />
          </IconButton>
        </span>
        <Button kind="main" isBusy={isJoining} disabled={isFull && !isJoining} onClick={() => enter(room.id)}>
          {isJoining ? words.joining : isFull ? words.full : words.join}
        </Button>
      </div>
      {choice && (
        <p className="room-controls-way">
          {words.door.ways[choice.way].label}
          <button type="button" className="link-button" onClick={() => voice.openDoor(room.id)}>
            {words.door.change}
          </button>
        </p>
      )}
      <p className="hidden-text" role="status">
        {isJoining && words.joining}
      </p>
    </div>
  );
}
