/** The button to enter a room. Asks first if the reader is in another room. */
import type { Room } from '@meshi/client';
import { MessageSquareText } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Problem } from '../../ui/states.tsx';
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
  const [isAsking, setAsking] = useState(false);
  const isJoining = voice.joiningId === room.id;
  const isFull = room.peers.length >= room.capacity;
  const other = voice.snapshot?.room;
  const error = voice.failure?.roomId === room.id ? voice.failure.error : null;

  return (
    <div className="room-controls">
      {error !== null && (
        <div className="room-controls-note">
          <Problem error={error} />
        </div>
      )}
      <div className="room-controls-row">
        <span className="room-controls-text">
          <IconButton label={words.showText} aria-pressed={isTextShown} onClick={onToggleText}>
            <MessageSquareText size={22} aria-hidden />
          </IconButton>
        </span>
        <Button
          kind="main"
          isBusy={isJoining}
          disabled={isFull && !isJoining}
          onClick={() => (other ? setAsking(true) : void voice.join(room.id))}
        >
          {isJoining ? words.joining : isFull ? words.full : words.join}
        </Button>
      </div>
      <p className="hidden-text" role="status">
        {isJoining && words.joining}
      </p>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.switchTitle}
        text={words.switchHint(other?.title ?? '')}
        action={words.switchJoin}
        isDanger={false}
        onConfirm={() => void voice.join(room.id)}
      />
    </div>
  );
}
