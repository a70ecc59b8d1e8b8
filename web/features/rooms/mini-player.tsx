/** The room that the reader is in, shown on every other screen. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { LogOut, Mic, MicOff } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { useAttempt } from '../../app/use-action.ts';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { IconButton } from '../../ui/button.tsx';
import { myMicrophone, pressMyMicrophone } from './my-microphone.ts';
import { useMuteKey } from './use-mute-key.ts';
import { useVoiceRoom } from './voice-context.tsx';
import { roomWords } from './words.ts';
import './mini-player.css';

export function MiniPlayer() {
  const { session, snapshot } = useVoiceRoom();
  const { pathname } = useLocation();
  useMuteKey(session);
  if (!session || !snapshot || pathname === `/rooms/${snapshot.room.id}`) return null;
  return <Player session={session} snapshot={snapshot} />;
}

function Player({ session, snapshot }: { session: VoiceSession; snapshot: VoiceSnapshot }) {
  const words = useWords(roomWords);
  const { language } = useLanguage();
  const { leave } = useVoiceRoom();
  const attempt = useAttempt();
  const titleOf = useRoomTitle();
  const speaking = snapshot.peers
    .filter((peer) => peer.isSpeaking && !peer.isMe)
    .map((peer) => peer.person.displayName);
  const microphone = myMicrophone(snapshot);
  const labels = { problem: words.micRetry, listening: words.speak, muted: words.unmute, open: words.mute };
  const label = { ...labels, not_allowed: words.moderation.askToSpeak }[microphone];
  return (
    <aside className="mini-player" aria-label={words.inRoom}>
      <Link className="mini-player-room" to={`/rooms/${snapshot.room.id}`}>
        <span className="mini-player-live" data-speaking={speaking.length > 0 || undefined} aria-hidden="true" />
        <span className="grow">
          <span className="mini-player-title one-line">{titleOf(snapshot.room)}</span>
          <span className="mini-player-state one-line">
            {snapshot.state === 'recovering' && words.reconnecting}
            {snapshot.state !== 'recovering' &&
              (speaking.length > 0
                ? words.speakingNow(nameList(speaking, language))
                : words.inside(snapshot.peers.length))}
          </span>
        </span>
      </Link>
      <IconButton label={label} aria-keyshortcuts="M" onClick={() => void attempt(() => pressMyMicrophone(session))}>
        {microphone === 'open' ? <Mic size={22} aria-hidden /> : <MicOff size={22} aria-hidden />}
      </IconButton>
      <IconButton label={words.leave} onClick={() => void attempt(leave)}>
        <LogOut size={22} aria-hidden />
      </IconButton>
    </aside>
  );
}
