/** The public types of a voice session. */
import type { Peer, Reaction, Room, VoiceClosedReason } from '../src/protocol/index.ts';
import type { MicrophoneProblem } from './microphone.ts';
import type { IncomingStats } from './voice-device.ts';

/** Options of `meshi.rooms.join()`. */
export interface JoinRoomOptions {
  /** true: asks for the microphone; a track: sends that track; false: only listens. Default true. */
  microphone?: boolean | MediaStreamTrack;
  /** Whether to join muted. Default false. */
  isMuted?: boolean;
}

/**
 * - `connecting`: joins for the first time;
 * - `live`: sound can be sent and received;
 * - `recovering`: the connection was lost, and the session joins again by itself;
 * - `closed`: over for good; `closedReason` tells why.
 */
export type VoiceState = 'connecting' | 'live' | 'recovering' | 'closed';

/**
 * Why a session is over: a reason of the server, `signed_out`, or `failed`: the session could not join again, for example
 * because the room filled up.
 */
export type VoiceEndReason = VoiceClosedReason | 'signed_out' | 'failed';

/** Someone in the room. */
export interface VoicePeer extends Peer {
  /** Whether it is me. */
  readonly isMe: boolean;
  /** How loud I hear this person, 0 to 1. Only I hear the difference. Default 1. */
  readonly volume: number;
  /** What this person reacted in the last 4 seconds, or null. */
  readonly reaction: Reaction | null;
}

/** State of a voice session. */
export interface VoiceSnapshot {
  /** How far the session has got. */
  readonly state: VoiceState;
  /** The room, as the server last announced it. */
  readonly room: Room;
  /** Everyone in the room, me included, in the order of arrival. Empty when closed. */
  readonly peers: readonly VoicePeer[];
  /** My own entry in `peers`; null before I am in and after the end. */
  readonly me: VoicePeer | null;
  /** Whether nobody hears me because I am muted. */
  readonly isMuted: boolean;
  /** Whether I hear nobody because I am deafened. */
  readonly isDeaf: boolean;
  /** Whether my hand is raised. */
  readonly hasHandUp: boolean;
  /** `asking`: the browser asks the person for permission; `off`: nothing is sent. */
  readonly microphone: 'off' | 'asking' | 'on';
  /** Why the microphone cannot be used, or null. I still hear the others. */
  readonly microphoneProblem: MicrophoneProblem | null;
  /** Whether the browser plays no sound before a click or key press: show a button that calls `resumePlayback()`. */
  readonly needsGesture: boolean;
  /** Why the session is over; null before. */
  readonly closedReason: VoiceEndReason | null;
}

/** Events of a voice session. */
export interface VoiceEvents {
  /** Fired when the snapshot was replaced, also when someone starts or stops speaking. */
  changed: VoiceSnapshot;
  /** Fired once, when the session is over for good: by `leave()` (`left`) or for another reason. Not while recovering. */
  closed: { reason: VoiceEndReason };
}

/** Statistics of the sound since the current connection began. */
export interface VoiceStats {
  /** Packets of my microphone that were sent. */
  packetsSent: number;
  /** One entry for each microphone that I receive. */
  incoming: IncomingStats[];
}
