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
 * - `connecting`: joining for the first time;
 * - `live`: sound can be sent and received;
 * - `recovering`: the connection was lost, and the session rejoins by itself;
 * - `closed`: the session has ended; `closedReason` says why.
 */
export type VoiceState = 'connecting' | 'live' | 'recovering' | 'closed';

/**
 * Why a session has ended: a reason of the server, `signed_out`, or `failed` if the session could not rejoin, for example
 * because the room is full.
 */
export type VoiceEndReason = VoiceClosedReason | 'signed_out' | 'failed';

/** A person in the room. */
export interface VoicePeer extends Peer {
  /** Whether this person is me. */
  readonly isMe: boolean;
  /** How loud I hear this person, 0 to 1. Only I hear the difference. Default 1. */
  readonly volume: number;
  /** What this person reacted in the last 4 seconds, or null. */
  readonly reaction: Reaction | null;
}

/** State of a voice session. */
export interface VoiceSnapshot {
  /** Whether the session is connecting, live, recovering or closed. */
  readonly state: VoiceState;
  /** The room, as the server last described it. */
  readonly room: Room;
  /** Everyone in the room including me, in the order of arrival. Empty when closed. */
  readonly peers: readonly VoicePeer[];
  /** My own entry in `peers`; null before I have entered and when closed. */
  readonly me: VoicePeer | null;
  /** Whether I am muted: nobody hears me. */
  readonly isMuted: boolean;
  /** Whether I am deafened: I hear nobody. */
  readonly isDeaf: boolean;
  /** Whether my hand is raised. */
  readonly hasHandUp: boolean;
  /** `asking`: the browser asks for permission; `on`: a track is sent; `off`: nothing is sent. */
  readonly microphone: 'off' | 'asking' | 'on';
  /** Why the microphone cannot be used, or null. I hear the others in any case. */
  readonly microphoneProblem: MicrophoneProblem | null;
  /** Whether the browser plays no sound before a click or key press: show a button that calls `resumePlayback()`. */
  readonly needsGesture: boolean;
  /** Why the session has ended; null before. */
  readonly closedReason: VoiceEndReason | null;
}

/** Events of a voice session. */
export interface VoiceEvents {
  /** Fired when the snapshot was replaced, also when someone starts or stops speaking. */
  changed: VoiceSnapshot;
  /** Fired once, when the session has ended: by `leave()` (`left`) or for another reason. Not fired while recovering. */
  closed: { reason: VoiceEndReason };
}

/** Statistics of the sound since the current connection began. */
export interface VoiceStats {
  /** How many packets of my microphone were sent. */
  packetsSent: number;
  /** One entry for each microphone that I receive. */
  incoming: IncomingStats[];
}
