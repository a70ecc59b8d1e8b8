/** The live rooms of this process. A room is created when the first person joins, and removed when the last one leaves. */
import { EventEmitter } from 'node:events';
import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../../src/kernel/bounded-cache.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Limits } from '../../src/kernel/config.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Person } from '../../src/kernel/person.ts';
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

/** A peer and the live room that it is in. */
export interface Seat {
  room: VoiceRoom;
  peer: Peer;
}

export interface VoiceRoomsState {
  rooms: number;
  peers: number;
}

/** Emits with the room's id: `opened` when it becomes live, `changed` after its peers have changed, `closed` when it ends. */
export class VoiceRooms extends EventEmitter<{
  opened: [string];
  changed: [string];
  closed: [string, VoiceClosedReason | null];
}> {
  readonly #options: VoiceRoomsOptions;
  readonly #rooms = new Map<string, Promise<VoiceRoom>>();
  readonly #open = new Map<string, VoiceRoom>();
  /** The state of people who left, for `peerMemoryMs`, in case they come back. */
  readonly #remembered: LRUCache<string, PeerState>;
  #isClosed = false;

  constructor(options: VoiceRoomsOptions) {
    super();
    this.#options = options;
    this.#remembered = boundedCache(REMEMBERED_PEERS, options.limits.peerMemoryMs);
  }

  /** Takes a seat; creates the live room if needed. @throws ConflictError, UnavailableError */
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

  /** The ids of the live rooms of this process. */
  ids(): string[] {
    return [...this.#open.keys()];
  }

  /** The people in a room; empty if the room is not live on this process. */
  peersOf(roomId: string): PeerView[] {
    return this.#open.get(roomId)?.peerViews() ?? [];
  }

  closeRoom(roomId: string, reason: VoiceClosedReason): void {
    this.#open.get(roomId)?.close(reason);
  }

  /** Ends someone's seat in a room; with a `joinId` only if this join has opened it. */
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
    // A raised hand is not remembered after leaving.
    const state = this.#remembered.get(memoryKey(roomId, peerId));
    if (state) this.#remembered.set(memoryKey(roomId, peerId), { ...state, handUpAt: null });
  }

  /** Ends every seat that was taken with one of these sessions. */
  endSessions(sessionIds: readonly string[]): void {
    for (const room of this.#open.values()) {
      for (const peer of room.peers()) if (sessionIds.includes(peer.sessionId)) peer.close('session_ended');
    }
  }

  /** The sessions of all seats. */
  sessions(): { tenantId: string; sessionId: string }[] {
    return [...this.#open.values()].flatMap((room) =>
      room.peers().map(({ sessionId }) => ({ tenantId: room.tenantId, sessionId })),
    );
  }

  /** The people of all seats. */
  people(): Person[] {
    return [...this.#open.values()].flatMap((room) =>
      room.peers().map(({ person }) => ({ tenantId: room.tenantId, personId: person.id })),
    );
  }

  updatePerson(person: ProfileSummary): void {
    for (const room of this.#open.values()) room.updatePerson(person);
  }

  /** The seats of this person in the rooms of this process. */
  seatsOf(personId: string): Seat[] {
    return [...this.#open.values()].flatMap((room) => {
      const peer = room.findPeer(personId);
      return peer ? [{ room, peer }] : [];
    });
  }

  /** Whether this person has a seat in any room of this process. */
  hasPerson(personId: string): boolean {
    return [...this.#open.values()].some((room) => room.findPeer(personId) !== null);
  }

  state(): VoiceRoomsState {
    const rooms = [...this.#open.values()];
    return { rooms: rooms.length, peers: rooms.reduce((sum, room) => sum + room.size, 0) };
  }

  /** Closes all rooms. Clients are told to rejoin, because another process may already be running. */
  close(): void {
    this.#isClosed = true;
    this.closeAll('media_restarted');
  }

  /** Ends the rooms that are live now. */
  closeAll(reason: VoiceClosedReason): void {
    for (const room of [...this.#open.values()]) room.close(reason);
  }

  // One creation per room at a time, so that two people who join at once get the same live room.
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
