/** What one sees of being in a room. */
import type { Peer, Room, VoiceClosedReason } from '../src/protocol/index.ts';
import type { MicrophoneProblem } from './microphone.ts';
import type { IncomingStats } from './voice-device.ts';

export interface JoinRoomOptions {
  /** true (default): asks for the microphone; a track: sends that one; false: only listens. */
  microphone?: boolean | MediaStreamTrack;
  /** Walks in muted. Default false. */
  isMuted?: boolean;
}

/**
 * `connecting` → `live`; `recovering` while it comes back by itself; `closed` for good (`closedReason` says why).
 */
export type VoiceState = 'connecting' | 'live' | 'recovering' | 'closed';

/** The server's reasons, and `signed_out`; `failed` where the room is full when one comes back. */
export type VoiceEndReason = VoiceClosedReason | 'signed_out' | 'failed';

export interface VoicePeer extends Peer {
  readonly isMe: boolean;
  /** 0 to 1, for my ears only. */
  readonly volume: number;
}

export interface VoiceSnapshot {
  readonly state: VoiceState;
  readonly room: Room;
  /** Everyone in the room, me included, in the order of arrival. */
  readonly peers: readonly VoicePeer[];
  readonly me: VoicePeer | null;
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
  readonly hasHandUp: boolean;
  /** `asking` while the browser asks the person; `off` where one only listens. */
  readonly microphone: 'off' | 'asking' | 'on';
  /** Why no microphone is sent though one was asked for; one listens all the same. */
  readonly microphoneProblem: MicrophoneProblem | null;
  /** The browser plays no sound before a click or key: show a button that calls `resumePlayback()`. */
  readonly needsGesture: boolean;
  readonly closedReason: VoiceEndReason | null;
}

export interface VoiceEvents {
  changed: VoiceSnapshot;
  /** It is over for good, by `leave()` (`left`) or for another reason. Not fired while it recovers. */
  closed: { reason: VoiceEndReason };
}

/** Figures of the sound since the present connection began. */
export interface VoiceStats {
  /** Packets of the microphone that were sent. */
  packetsSent: number;
  /** One entry a microphone that is heard. */
  incoming: IncomingStats[];
}
