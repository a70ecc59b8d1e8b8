/** The public types of a voice session. */
import type { Peer, Reaction, Room, VoiceClosedReason } from '../src/protocol/index.ts';
import type { MicrophoneProblem } from './microphone.ts';
import type { IncomingStats } from './voice-device.ts';

/** Options of `meshi.rooms.join()`. */
export interface JoinRoomOptions {
  /**
   * true: asks for the microphone; a track: sends that track; false: only listens, and asks for nothing until `unmute()`.
   * Default true.
   */
  microphone?: boolean | MediaStreamTrack;
  /** Whether to join muted. With `microphone: false`, the microphone is opened by the first `unmute()`. Default false. */
  isMuted?: boolean;
  /** The `id` of one of `watchAudioDevices().snapshot.microphones`; null: the browser's default. If it is gone, the default. */
  microphoneId?: string | null;
  /** The `id` of one of `watchAudioDevices().snapshot.speakers`; null: the browser's default. If it is gone, the default. */
  speakerId?: string | null;
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

/** A person in the room. A person without a microphone who is not muted only listens. */
export interface VoicePeer extends Peer {
  /** Whether this person is me. */
  readonly isMe: boolean;
  /** The volume at which this client plays this person, 0 to 1. Does not change what others hear. Default 1. */
  readonly volume: number;
  /** The reaction that this person sent in the last 4 seconds, or null. */
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
  /** The chosen microphone; null: the browser's default. */
  readonly microphoneId: string | null;
  /** The chosen speaker; null: the browser's default. */
  readonly speakerId: string | null;
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

/** Audio statistics since the current connection was opened. */
export interface VoiceStats {
  /** Number of packets that were sent from my microphone. */
  packetsSent: number;
  /** One entry for each microphone that I receive. */
  incoming: IncomingStats[];
}
