/** The rooms: their routes, the list of them, and walking in. */

import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import type { RoomsResource } from './contract.generated.ts';
import type { Conversations } from './conversations.ts';
import { MeshiError, notSignedInError } from './errors.ts';
import type { Unsubscribe } from './events.ts';
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
  /** Tells that `current` is another one, or null. */
  onCurrent: (session: VoiceSession | null) => void;
}

// The routes are assigned in the constructor: their types come from the route table.
const RoomsBase = Object as unknown as new () => RoomsResource;

/** Voice rooms: the routes `rooms.*`, the live list, and joining. `list` gives one page once; `watch` stays up to date. */
export class Rooms extends RoomsBase {
  readonly #parts: RoomsParts;
  readonly #watch: RoomWatch;
  #current: VoiceSession | null = null;
  #joining: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(parts: RoomsParts) {
    super();
    Object.assign(this, createResource('rooms', parts.call));
    this.#parts = parts;
    this.#watch = new RoomWatch(parts);
  }

  /** The session one is in now, or null. */
  get current(): VoiceSession | null {
    return this.#current;
  }

  /** Open rooms with who is inside and who is speaking, kept up to date until the list is closed. */
  watch(): RoomList {
    return this.#watch.watch();
  }

  /**
   * Walks into a room, out of the one that one is in. Resolves when sound flows. Without leave to use the microphone one
   * listens, and `voice.microphoneProblem` says why. Works in browsers only. @throws MeshiError
   */
  async join(roomId: string, options: JoinRoomOptions = {}): Promise<VoiceSession> {
    if (this.#parts.personId() === null) throw notSignedInError();
    if (typeof RTCPeerConnection === 'undefined') {
      throw new MeshiError('invalid_input', 'Voice needs a browser with WebRTC', { details: { reason: 'no_webrtc' } });
    }
    // One after the other: a double press must not leave two sessions with one seat.
    const joined = this.#joining.then(() => this.#enter(roomId, options));
    this.#joining = joined.catch(() => {}); // Told to whoever asked for it.
    return joined;
  }

  /** @internal Signed out. */
  async reset(reason: 'left' | 'signed_out'): Promise<void> {
    await this.#current?.end(reason);
  }

  async #enter(roomId: string, options: JoinRoomOptions): Promise<VoiceSession> {
    await this.#current?.leave();
    // Voice is most of the SDK's size, and many visits never walk into a room.
    const { VoiceSession } = await import('./voice-session.ts');
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
