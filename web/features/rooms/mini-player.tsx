/** The room one is in, while one looks at something else. */
import { LogOut, Mic, MicOff } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { IconButton } from '../../ui/button.tsx';
import { useMuteKey } from './use-mute-key.ts';
import { useVoiceRoom } from './voice-context.tsx';
import { useAttempt } from './voice-controls.tsx';
import './rooms-page.css';

export function MiniPlayer() {
  const { words, language } = useLanguage();
  const { session, snapshot, leave } = useVoiceRoom();
  const { pathname } = useLocation();
  const attempt = useAttempt();
  useMuteKey(session, attempt);
  if (!session || !snapshot || pathname === `/rooms/${snapshot.room.id}`) return null;

  const speaking = snapshot.peers
    .filter((peer) => peer.isSpeaking && !peer.isMe)
    .map((peer) => peer.person.displayName);
  const label = snapshot.isMuted ? words.rooms.unmute : words.rooms.mute;
  return (
    <aside className="mini-player" aria-label={words.rooms.inRoom}>
      <Link className="mini-player-room" to={`/rooms/${snapshot.room.id}`}>
        <span className="mini-player-live" data-speaking={speaking.length > 0 || undefined} aria-hidden="true" />
        <span className="grow">
          <span className="mini-player-title one-line">{snapshot.room.title}</span>
          <span className="mini-player-state one-line">
            {snapshot.state === 'recovering' && words.rooms.reconnecting}
            {snapshot.state !== 'recovering' &&
              (speaking.length > 0
                ? words.rooms.speakingNow(nameList(speaking, language))
                : words.rooms.inside(snapshot.peers.length))}
          </span>
        </span>
      </Link>
      <IconButton
        label={label}
        aria-keyshortcuts="M"
        onClick={() => attempt(() => (snapshot.isMuted ? session.unmute() : session.mute()))}
      >
        {snapshot.isMuted ? <MicOff size={22} aria-hidden /> : <Mic size={22} aria-hidden />}
      </IconButton>
      <IconButton label={words.rooms.leave} onClick={() => attempt(leave)}>
        <LogOut size={22} aria-hidden />
      </IconButton>
    </aside>
  );
}
