/** People round a table, with a ring on those who speak. Up to ten people have a seat each; more are drawn as a crowd. */
import { Popover } from '@base-ui/react/popover';
import { Slider } from '@base-ui/react/slider';
import type { Peer, Reaction, VoicePeer } from '@meshi/client';
import { Hand, HeadphoneOff, MicOff, UserRound, Volume2 } from 'lucide-react';
import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Bowl } from '../../ui/states.tsx';
import { EMOJI, ReactionMenu } from './reactions.tsx';
import { roomWords } from './words.ts';
import './table.css';

const MAX_SEATS = 10;

interface TableProps {
  peers: readonly (Peer | VoicePeer)[];
  /** For readers who are inside: sets how loud they hear a person. */
  onVolume?: (peerId: string, volume: number) => void;
  /** For people inside: shows a reaction to everyone. */
  onReact?: (reaction: Reaction) => void;
}

export function Table({ peers, onVolume, onReact }: TableProps) {
  const words = useWords(roomWords);
  const isCrowd = peers.length > MAX_SEATS;
  return (
    <div className={`table${isCrowd ? ' table-crowd' : ''}`}>
      <div className="table-top">
        <Bowl size={44} />
        <span aria-hidden="true">{peers.length > 0 ? words.inside(peers.length) : words.empty}</span>
        {onReact && <ReactionMenu onReact={onReact} />}
      </div>
      <ul className="seats" aria-label={words.table}>
        {meFirst(peers).map((peer, index) => (
          <li key={peer.id} className="seat" style={isCrowd ? undefined : seatPlace(index, peers.length)}>
            <Seat peer={peer} onVolume={onVolume} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the reader first, at the near side of the table. */
function meFirst(peers: readonly (Peer | VoicePeer)[]): readonly (Peer | VoicePeer)[] {
  const isMe = (peer: Peer | VoicePeer) => 'isMe' in peer && peer.isMe;
  return [...peers].sort((one, other) => Number(isMe(other)) - Number(isMe(one)));
}

/** Places seats evenly round an oval, with the first seat at the near side. */
function seatPlace(index: number, count: number): CSSProperties {
  const angle = Math.PI / 2 + (index * 2 * Math.PI) / count;
  return { left: `${50 + 40 * Math.cos(angle)}%`, top: `${50 + 38 * Math.sin(angle)}%` };
}

interface SeatProps {
  peer: Peer | VoicePeer;
  onVolume: TableProps['onVolume'];
}

function Seat({ peer, onVolume }: SeatProps) {
  const words = useWords(roomWords);
  const { displayName } = peer.person;
  const content = <SeatContent peer={peer} />;
  if (!('isMe' in peer) || peer.isMe || !onVolume) {
    return (
      <div className="seat-body" data-speaking={peer.isSpeaking || undefined}>
        {content}
      </div>
    );
  }
  return (
    <Popover.Root>
      <Popover.Trigger className="seat-body" data-speaking={peer.isSpeaking || undefined}>
        {content}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioned" sideOffset={6}>
          <Popover.Popup className="menu seat-popup">
            <Popover.Title className="seat-popup-name">{displayName}</Popover.Title>
            <VolumeSlider
              label={words.volumeOf(displayName)}
              volume={peer.volume}
              onVolume={(volume) => onVolume(peer.id, volume)}
            />
            <Link className="menu-item" to={`/people/${peer.person.id}`}>
              <UserRound size={18} aria-hidden />
              {words.profile}
            </Link>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SeatContent({ peer }: { peer: Peer | VoicePeer }) {
  const { common } = useWords();
  const words = useWords(roomWords);
  const isMe = 'isMe' in peer && peer.isMe;
  const reaction = 'reaction' in peer ? peer.reaction : null;
  return (
    <>
      <span className="seat-face">
        <Avatar person={peer.person} size={64} />
        {(peer.isDeaf || peer.isMuted) && (
          <span className="seat-mark">
            {peer.isDeaf ? <HeadphoneOff size={14} aria-hidden /> : <MicOff size={14} aria-hidden />}
          </span>
        )}
        {peer.hasHandUp && (
          <span className="seat-hand">
            <Hand size={18} aria-hidden />
          </span>
        )}
        {reaction && (
          <span key={reaction} className="seat-reaction" aria-hidden>
            {EMOJI[reaction]}
          </span>
        )}
      </span>
      <span className="seat-name one-line">{isMe ? common.you : peer.person.displayName}</span>
      <span className="hidden-text"> {stateWords(peer, words).join(', ')}</span>
    </>
  );
}

function stateWords(peer: Peer, words: WordsOf<typeof roomWords>): string[] {
  return [
    peer.isSpeaking && words.speaking,
    peer.isDeaf ? words.deaf : peer.isMuted && words.muted,
    peer.hasHandUp && words.handUp,
  ].filter((state) => typeof state === 'string');
}

function VolumeSlider(props: { label: string; volume: number; onVolume: (volume: number) => void }) {
  return (
    <div className="volume">
      <Volume2 size={18} aria-hidden />
      <Slider.Root
        className="slider"
        value={Math.round(props.volume * 100)}
        onValueChange={(value) => props.onVolume(value / 100)}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb className="slider-thumb" aria-label={props.label} />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
    </div>
  );
}
