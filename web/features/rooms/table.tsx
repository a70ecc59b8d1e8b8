/** People round a table, with a ring on those who speak. Up to ten people have a seat each; more are drawn as a crowd. */
import { Popover } from '@base-ui/react/popover';
import { Slider } from '@base-ui/react/slider';
import type { Peer, Reaction, VoicePeer } from '@meshi/client';
import {
  Ban,
  Crown,
  Ear,
  Hand,
  HeadphoneOff,
  type LucideIcon,
  MicOff,
  ShieldCheck,
  UserRound,
  Volume2,
  WifiOff,
} from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'react-router';
import { useBlockedIds } from '../../app/use-blocked-ids.ts';
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
  /** What the reader may do with a person, in the popup of the seat. */
  actionsFor?: (peer: Peer) => ReactNode;
  /** For people inside: shows a reaction to everyone. */
  onReact?: (reaction: Reaction) => void;
}

export function Table({ peers, onVolume, actionsFor, onReact }: TableProps) {
  const words = useWords(roomWords);
  const blockedIds = useBlockedIds();
  const isCrowd = peers.length > MAX_SEATS;
  return (
    <div className={`table${isCrowd ? ' table-crowd' : peers.length < 2 ? ' table-small' : ''}`}>
      <div className="table-top">
        <Bowl size={44} />
        <span aria-hidden="true">{peers.length > 0 ? words.inside(peers.length) : words.empty}</span>
        {onReact && <ReactionMenu onReact={onReact} />}
      </div>
      <ul className="seats" aria-label={words.table}>
        {meFirst(peers).map((peer, index) => (
          <li key={peer.id} className="seat" style={isCrowd ? undefined : seatPlace(index, peers.length)}>
            <Seat
              peer={peer}
              isBlocked={blockedIds.has(peer.person.id)}
              onVolume={onVolume}
              actions={actionsFor?.(peer)}
            />
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
  /** I blocked this person, so we do not hear each other. */
  isBlocked: boolean;
  onVolume: TableProps['onVolume'];
  actions: ReactNode;
}

type SeatState = Pick<SeatProps, 'peer' | 'isBlocked'>;

/** A press shows the whole name, which may not fit the seat. */
function Seat({ peer, isBlocked, onVolume, actions }: SeatProps) {
  const words = useWords(roomWords);
  const { displayName } = peer.person;
  return (
    <Popover.Root>
      <Popover.Trigger
        className="seat-body"
        data-speaking={peer.isSpeaking || undefined}
        data-away={peer.isReconnecting || undefined}
      >
        <SeatContent peer={peer} isBlocked={isBlocked} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioned" sideOffset={6}>
          <Popover.Popup className="menu seat-popup">
            <Popover.Title className="seat-popup-name">{displayName}</Popover.Title>
            <StateText peer={peer} isBlocked={isBlocked} />
            {'isMe' in peer && !peer.isMe && !isBlocked && onVolume && (
              <VolumeSlider
                label={words.volumeOf(displayName)}
                volume={peer.volume}
                onVolume={(volume) => onVolume(peer.id, volume)}
              />
            )}
            <Link className="menu-item" to={`/people/${peer.person.id}`}>
              <UserRound size={18} aria-hidden />
              {words.profile}
            </Link>
            {actions}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SeatContent({ peer, isBlocked }: SeatState) {
  const { common } = useWords();
  const words = useWords(roomWords);
  const isMe = 'isMe' in peer && peer.isMe;
  const reaction = 'reaction' in peer ? peer.reaction : null;
  const sound = soundOf(peer, isBlocked);
  const Mark = MARKS[sound];
  return (
    <>
      <span className="seat-face">
        <Avatar person={peer.person} size={64} />
        {Mark && (
          <span key={sound} className="seat-mark">
            <Mark size={14} aria-hidden />
          </span>
        )}
        {peer.role !== 'guest' && (
          <span className="seat-role" data-role={peer.role}>
            {peer.role === 'host' ? <Crown size={14} aria-hidden /> : <ShieldCheck size={14} aria-hidden />}
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
      <span className="seat-name">{isMe ? common.you : peer.person.displayName}</span>
      <span className="hidden-text"> {stateWords({ peer, isBlocked }, words).join(', ')}</span>
    </>
  );
}

/** The most important thing that keeps a person from being heard or from hearing. */
type SeatSound = 'blocked' | 'reconnecting' | 'deaf' | 'listener' | 'muted' | 'listening' | 'open';

function soundOf({ isReconnecting, isDeaf, isMuted, maySpeak, hasMicrophone }: Peer, isBlocked: boolean): SeatSound {
  if (isBlocked) return 'blocked';
  if (isReconnecting) return 'reconnecting';
  if (isDeaf) return 'deaf';
  if (!maySpeak) return 'listener';
  if (isMuted) return 'muted';
  return hasMicrophone ? 'open' : 'listening';
}

const MARKS: Record<SeatSound, LucideIcon | null> = {
  blocked: Ban,
  reconnecting: WifiOff,
  deaf: HeadphoneOff,
  listener: Ear,
  muted: MicOff,
  listening: Ear,
  open: null,
};

function stateWords({ peer, isBlocked }: SeatState, words: WordsOf<typeof roomWords>): string[] {
  const sound = soundOf(peer, isBlocked);
  return [
    peer.role !== 'guest' && words.moderation.roles[peer.role],
    peer.isSpeaking && words.speaking,
    sound !== 'open' && words.sound[sound],
    peer.hasHandUp && words.handUp,
  ].filter((state) => typeof state === 'string');
}

function StateText(seat: SeatState) {
  const words = useWords(roomWords);
  const text = stateWords(seat, words).join(', ');
  return text && <p className="seat-popup-state">{text}</p>;
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
