/** Voice rooms: their routes, the live list, and joining one. */

import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import type { RoomsResource } from './contract.generated.ts';
import type { Conversations } from './conversations.ts';
import { MeshiError, notSignedInError } from './errors.ts';
import { leaveRaw, type Unsubscribe } from './events.ts';
import { loadPart } from './load-part.ts';
import { createResource } from './resources.ts';
import { type RoomList, RoomWatch } from './room-list.ts';
import type { VoiceSession } from './voice-session.ts';
import type { JoinRoomOptions } from './voice-types.ts';

interface RoomsParts {
  url: string;
  connection: Connection;
  conversations: Conversations;
  call: Call;
  /** Null while signed out. */
  personId: () => string | null;
  /** Called when `current` was replaced. */
  onCurrent: (session: VoiceSession | null) => void;
}

// The routes are assigned in the constructor: their types come from the route table.
const RoomsBase = Object as unknown as new () => RoomsResource;

/** Voice rooms: the routes `rooms.*`, the live list, and joining. `list` reads one page once; `watch` stays up to date. */
export class Rooms extends RoomsBase {
  readonly #parts: RoomsParts;
  readonly #watch: RoomWatch;
  #current: VoiceSession | null = null;
  #joining: Promise<unknown> = Promise.resolve();

  /** @internal Created by `MeshiClient`. */
  constructor(parts: RoomsParts) {
    super();
    leaveRaw(this);
    Object.assign(this, createResource('rooms', parts.call));
    this.#parts = parts;
    this.#watch = new RoomWatch(parts);
  }

  /** The session of the room that I am in, or null. */
  get current(): VoiceSession | null {
    return this.#current;
  }

  /** Returns a live list of the open rooms, with the people in each and who is speaking. Close it when you are done. */
  watch(): RoomList {
    return this.#watch.watch();
  }

  /**
   * Joins a room, and leaves the one I am in. Resolves when sound can be sent and received. If the microphone cannot be used,
   * I still hear the others, and `voice.snapshot.microphoneProblem` says why. Browsers only. By default the microphone is
   * opened at once: `{ microphone: false }` only listens, and `{ microphone: false, isMuted: true }` joins muted without
   * asking for the microphone before `unmute()`.
   * @throws MeshiError `invalid_input` with the reason `no_webrtc` if the browser cannot do voice; `not_found` if I do not
   * see the room; `conflict` with the reason `room_full` or `room_closed`
   */
  async join(roomId: string, options: JoinRoomOptions = {}): Promise<VoiceSession> {
    if (this.#parts.personId() === null) throw notSignedInError();
    if (typeof RTCPeerConnection === 'undefined') {
      throw new MeshiError('invalid_input', 'Voice needs a browser with WebRTC.', { reason: 'no_webrtc' });
    }
    // Joins run one by one: a double click must not create two sessions for one person.
    const joined = this.#joining.then(() => this.#enter(roomId, options));
    this.#joining = joined.catch(() => {}); // The caller gets the error.
    return joined;
  }

  /** @internal Leaves the room, at sign-out or when the client is closed. */
  async reset(reason: 'left' | 'signed_out'): Promise<void> {
    await this.#current?.end(reason);
  }

  async #enter(roomId: string, options: JoinRoomOptions): Promise<VoiceSession> {
    await this.#current?.leave();
    // Load the voice part only now: it is most of the SDK's size, and many visits never join a room.
    const { VoiceSession } = await loadPart(() => import('./voice-session.ts'));
    const session = await VoiceSession.join({ ...this.#parts, roomId, options });
    this.#setCurrent(session);
    const stop: Unsubscribe = session.on('closed', () => {
      stop();
      if (this.#current === session) this.#setCurrent(null);
    });
    return session;
  }

  #setCurrent(session: VoiceSession | null): void {
    this.#current = session;
    this.#parts.onCurrent(session);
  }
}
