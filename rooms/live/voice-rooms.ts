/** The live rooms of this process: made when the first walks in, gone when the last has left. */
import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Limits } from '../../src/kernel/config.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { ProfileSummary } from '../../src/protocol/profiles.ts';
import type { Peer as PeerView } from '../../src/protocol/rooms.ts';
import type { VoiceClosedReason } from '../../src/protocol/voice.ts';
import { mediaRestarted } from '../media/media-errors.ts';
import type { MediaWorkers } from '../media/media-workers.ts';
import { type Entrant, FRESH_STATE, type Peer, type PeerState } from './peer.ts';
import { VoiceRoom } from './voice-room.ts';

const REMEMBERED_PEERS = 20_000;

export interface VoiceRoomsOptions {
  workers: MediaWorkers;
  limits: Limits;
  clock: Clock;
  log: Log;
}

/** Where someone sits. */
export interface Seat {
  room: VoiceRoom;
  peer: Peer;
}

export interface VoiceRoomsState {
  rooms: number;
  peers: number;
}

/** Emits, with the room's id, `opened` when someone is in it, `changed` when that did, and `closed` when nobody is. */
export class VoiceRooms extends EventEmitter<{
  opened: [string];
  changed: [string];
  closed: [string, VoiceClosedReason | null];
}> {
  readonly #options: VoiceRoomsOptions;
  readonly #rooms = new Map<string, Promise<VoiceRoom>>();
  readonly #open = new Map<string, VoiceRoom>();
  /** What someone was when they left, for a return soon after. */
  readonly #remembered: LRUCache<string, PeerState>;
  #isClosed = false;

  constructor(options: VoiceRoomsOptions) {
    super();
    this.#options = options;
    this.#remembered = new LRUCache({ max: REMEMBERED_PEERS, ttl: options.limits.peerMemoryMs });
  }

  /** Takes a seat, in a room that is made where it is not live yet. @throws ConflictError, UnavailableError */
  async take(entrant: Entrant): Promise<Seat> {
    const room = await this.#getOrCreate(entrant);
    const peer = await room.admit(
      entrant,
      this.#remembered.get(memoryKey(entrant.roomId, entrant.peerId)) ?? FRESH_STATE,
    );
    return { room, peer };
  }

  find(roomId: string): VoiceRoom | null {
    return this.#open.get(roomId) ?? null;
  }

  has(roomId: string): boolean {
    return this.#open.has(roomId);
  }

  /** The ids of the rooms that are live here. */
  ids(): string[] {
    return [...this.#open.keys()];
  }

  /** Who is in a room; nobody where it is not live here. */
  peersOf(roomId: string): PeerView[] {
    return this.#open.get(roomId)?.peerViews() ?? [];
  }

  closeRoom(roomId: string, reason: VoiceClosedReason): void {
    this.#open.get(roomId)?.close(reason);
  }

  /** Takes someone's seat in one room. With a `joinId` only where that walk into the room has opened it. */
  removePeer({
    roomId,
    peerId,
    joinId,
    reason,
  }: {
    roomId: string;
    peerId: string;
    joinId: string | null;
    reason: VoiceClosedReason;
  }): void {
    const peer = this.find(roomId)?.findPeer(peerId);
    if (!peer || (joinId !== null && peer.joinId !== joinId)) return;
    peer.close(reason);
    // Who walked out comes back with the hand down.
    const state = this.#remembered.get(memoryKey(roomId, peerId));
    if (state) this.#remembered.set(memoryKey(roomId, peerId), { ...state, hasHandUp: false });
  }

  /** Takes every seat that was taken with one of these sessions. */
  endSessions(sessionIds: readonly string[]): void {
    for (const room of this.#open.values()) {
      for (const peer of room.peers()) if (sessionIds.includes(peer.sessionId)) peer.close('session_ended');
    }
  }

  /** The sessions with which seats were taken. */
  sessions(): { tenantId: string; sessionId: string }[] {
    return [...this.#open.values()].flatMap((room) =>
      room.peers().map(({ sessionId }) => ({ tenantId: room.tenantId, sessionId })),
    );
  }

  updatePerson(person: ProfileSummary): void {
    for (const room of this.#open.values()) room.updatePerson(person);
  }

  /** Whether someone sits in any room here. */
  hasPerson(personId: string): boolean {
    return [...this.#open.values()].some((room) => room.findPeer(personId) !== null);
  }

  state(): VoiceRoomsState {
    const rooms = [...this.#open.values()];
    return { rooms: rooms.length, peers: rooms.reduce((sum, room) => sum + room.size, 0) };
  }

  /** Everyone is told to come back: another process may be there already. */
  close(): void {
    this.#isClosed = true;
    for (const room of [...this.#open.values()]) room.close('media_restarted');
  }

  // One at a time for each room: two who walk in at once meet in the same one.
  #getOrCreate(entrant: Entrant): Promise<VoiceRoom> {
    const known = this.#rooms.get(entrant.roomId);
    if (known) return known;
    const creating = this.#create(entrant);
    this.#rooms.set(entrant.roomId, creating);
    creating.catch(() => this.#rooms.delete(entrant.roomId));
    return creating;
  }

  async #create({ roomId, tenantId }: Entrant): Promise<VoiceRoom> {
    const { workers, limits, clock, log } = this.#options;
    const worker = await workers.take();
    const creating = VoiceRoom.create({ id: roomId, tenantId, worker, limits, clock, log });
    const room = await creating.catch((error: unknown) => {
      throw worker.isAlive ? error : mediaRestarted(error);
    });
    this.#open.set(roomId, room);
    room.on('changed', () => this.emit('changed', roomId));
    room.on('peerLeft', (peer) => this.#remembered.set(memoryKey(roomId, peer.id), peer.state));
    room.once('closed', (reason) => this.#closed(roomId, reason));
    if (this.#isClosed) room.close('media_restarted');
    else this.emit('opened', roomId);
    return room;
  }

  #closed(roomId: string, reason: VoiceClosedReason | null): void {
    this.#open.delete(roomId);
    this.#rooms.delete(roomId);
    this.emit('closed', roomId, reason);
  }
}

function memoryKey(roomId: string, peerId: string): string {
  return `${roomId}:${peerId}`;
}
