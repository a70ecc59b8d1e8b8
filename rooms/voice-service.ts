/**
 * The voice of rooms on this node: admits people to seats, ends seats when rooms close, blocks begin, sessions end or
 * people leave, and announces who is inside.
 */

import { LRUCache } from 'lru-cache';
import type { Authenticator } from '../src/accounts/index.ts';
import { type Circles, circleName } from '../src/kernel/circles.ts';
import type { Clock } from '../src/kernel/clock.ts';
import type { Config } from '../src/kernel/config.ts';
import { NotFoundError, UnauthenticatedError, UnavailableError } from '../src/kernel/errors.ts';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import type { Reactions } from '../src/kernel/feature.ts';
import type { Log } from '../src/kernel/log.ts';
import type { Person } from '../src/kernel/person.ts';
import type { BlockList } from '../src/people-lists/index.ts';
import type { ProfileService } from '../src/profiles/index.ts';
import type { ProfileSummary } from '../src/protocol/profiles.ts';
import type { Room } from '../src/protocol/rooms.ts';
import type { OpenedVoice, VoiceClosedReason, VoiceTransport } from '../src/protocol/voice.ts';
import type { Peer, VoiceLink } from './live/peer.ts';
import type { Seat, VoiceRooms } from './live/voice-rooms.ts';
import { iceServers } from './media/ice-servers.ts';
import { roomClosed } from './placement.ts';
import type { RoomService } from './room-service.ts';
import type { RoomStore } from './room-store.ts';
import type { RoomViewers } from './room-viewers.ts';
import { isHidden, whoMustLeave } from './room-visibility.ts';
import type { VoiceTicket } from './voice-tickets.ts';

/** More rooms than a process ever has live at once. */
const STORED_ROOMS = 5_000;
/** Recently closed rooms, for people who are joining just then. A closed room never opens again. */
const CLOSED_ROOMS = 1_000;

export interface VoiceServiceOptions {
  nodeId: string;
  voiceRooms: VoiceRooms;
  rooms: RoomService;
  store: RoomStore;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  circles: Circles;
  viewers: RoomViewers;
  authenticator: Pick<Authenticator, 'isEnded'>;
  events: Events;
  clock: Clock;
  media: Pick<Config['media'], 'turnUrls' | 'turnSecret'>;
  limits: Config['limits'];
  log: Log;
}

export class VoiceService {
  readonly #parts: VoiceServiceOptions;
  /** The stored data of rooms that are or were live here. It is announced together with the people inside. */
  readonly #stored = new LRUCache<string, { tenantId: string; room: Room }>({ max: STORED_ROOMS });
  readonly #closed = new LRUCache<string, true>({ max: CLOSED_ROOMS });
  /** Rooms whose worker died, each with the timer after which its people are no longer expected back. */
  readonly #returning = new Map<string, NodeJS.Timeout>();
  #isClosed = false;

  constructor(parts: VoiceServiceOptions) {
    this.#parts = parts;
  }

  /** How seats and announced rooms react to events of other features and other processes. */
  get reactions() {
    const { voiceRooms, nodeId } = this.#parts;
    return {
      roomChanged: (event) => this.#roomChanged(event),
      roomLeft: ({ personId, ...left }) => voiceRooms.removePeer({ ...left, peerId: personId }),
      sessionsEnded: ({ sessionIds }) => voiceRooms.endSessions(sessionIds),
      blocksChanged: (event) => this.#inBackground(this.#blocksChanged(event)),
      circlesChanged: (event) => this.#inBackground(this.#circlesChanged(event)),
      profileChanged: (event) => this.#inBackground(this.#profileChanged(event)),
      roomsAsked: (asked) => {
        if (asked.nodeId !== nodeId) this.announceAll();
      },
    } satisfies Reactions;
  }

  /** Starts listening to the live rooms. */
  start(): void {
    const { voiceRooms } = this.#parts;
    voiceRooms.on('opened', (roomId) => this.#occupied(roomId));
    voiceRooms.on('changed', (roomId) => this.#announce(roomId));
    voiceRooms.on('closed', (roomId, reason) => this.#emptied(roomId, reason));
  }

  /**
   * Takes the seat that the ticket allows.
   * @throws UnauthenticatedError if the session has ended; NotFoundError if the room is hidden; ConflictError `room_closed`
   * or `room_full`; UnavailableError if another node carries the room, or no worker has capacity.
   */
  async open(ticket: VoiceTicket, link: VoiceLink): Promise<{ seat: Seat; opened: OpenedVoice }> {
    const person = await this.#admit(ticket);
    const seat = await this.#parts.voiceRooms.take({ ...ticket, person, link });
    await this.#recheck(ticket, seat.peer);
    return { seat, opened: this.#opened(ticket, seat) };
  }

  /** Announces every room that is live here, for nodes that have just started. */
  announceAll(): void {
    for (const roomId of this.#parts.voiceRooms.ids()) this.#announce(roomId);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#returning.values()) clearTimeout(timer);
    this.#parts.voiceRooms.close();
  }

  async #admit(ticket: VoiceTicket): Promise<ProfileSummary> {
    const { tenantId, roomId, personId } = ticket;
    const { store, rooms, profiles, viewers, nodeId } = this.#parts;
    this.#checkSession(ticket);
    const [doc, viewer, people] = await Promise.all([
      store.find(tenantId, roomId),
      viewers.of(ticket),
      profiles.summaries(tenantId, [personId]),
    ]);
    const person = people.get(personId);
    if (!doc || !person) throw new NotFoundError('This room does not exist, or you cannot see it.');
    if (store.isOver(doc)) throw roomClosed();
    const room = await rooms.present(doc);
    if (isHidden(room, viewer)) throw new NotFoundError('This room does not exist, or you cannot see it.');
    if (doc.nodeId !== nodeId) throw moved();
    if (!this.#stored.has(roomId)) this.#stored.set(roomId, { tenantId, room });
    return person;
  }

  /** Re-checks after taking the seat: meanwhile the room may have closed, the session ended, or a block or circle changed. */
  async #recheck(ticket: VoiceTicket, peer: Peer): Promise<void> {
    const { roomId } = ticket;
    const stored = this.#stored.get(roomId);
    if (this.#closed.has(roomId) || !stored) {
      this.#parts.voiceRooms.closeRoom(roomId, 'room_closed');
      throw roomClosed();
    }
    try {
      this.#checkSession(ticket);
    } catch (error) {
      peer.close('session_ended');
      throw error;
    }
    const viewer = await this.#parts.viewers.of(ticket);
    const others = this.#parts.voiceRooms.peersOf(roomId).filter(({ id }) => id !== peer.id);
    if (!isHidden({ ...stored.room, peers: others }, viewer)) return;
    peer.close('removed');
    throw new NotFoundError('This room does not exist, or you cannot see it.');
  }

  #checkSession({ sessionId }: VoiceTicket): void {
    if (!this.#parts.authenticator.isEnded(sessionId)) return;
    throw new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
  }

  #opened({ personId }: VoiceTicket, { room, peer }: Seat): OpenedVoice {
    const { media, clock } = this.#parts;
    return {
      peerId: peer.id,
      routerRtpCapabilities: { ...room.rtpCapabilities },
      iceServers: iceServers({ ...media, personId, now: clock.now() }).map((server) => ({ ...server })),
      send: transportView(peer.sending),
      receive: transportView(peer.receiving),
      peers: room.peerViews(),
    };
  }

  #occupied(roomId: string): void {
    this.#forgetReturn(roomId);
    this.#inBackground(this.#parts.store.markOccupied({ roomIds: [roomId], nodeId: this.#parts.nodeId }));
  }

  #announce(roomId: string): void {
    const stored = this.#stored.get(roomId);
    if (!stored || this.#isClosed) return;
    const { events, nodeId, voiceRooms } = this.#parts;
    const room = { ...stored.room, peers: voiceRooms.peersOf(roomId) };
    events.announce('roomChanged', { tenantId: stored.tenantId, room, nodeId });
  }

  /** After a media worker died, its people rejoin at once. The room counts as empty only if they had time for that. */
  #emptied(roomId: string, reason: VoiceClosedReason | null): void {
    if (this.#isClosed) return;
    this.#forgetReturn(roomId);
    if (reason !== 'media_restarted') {
      this.#becameEmpty(roomId);
      return;
    }
    const timer = setTimeout(() => {
      this.#returning.delete(roomId);
      if (!this.#parts.voiceRooms.has(roomId)) this.#becameEmpty(roomId);
    }, this.#parts.limits.voiceGraceMs);
    this.#returning.set(roomId, timer);
  }

  #becameEmpty(roomId: string): void {
    this.#announce(roomId);
    this.#inBackground(this.#parts.store.markEmpty({ roomId, nodeId: this.#parts.nodeId }));
  }

  #forgetReturn(roomId: string): void {
    clearTimeout(this.#returning.get(roomId));
    this.#returning.delete(roomId);
  }

  #roomChanged({ tenantId, room, nodeId }: { tenantId: string; room: Room; nodeId: string | null }): void {
    if (room.state === 'closed') {
      this.#closed.set(room.id, true);
      this.#stored.delete(room.id);
      this.#forgetReturn(room.id);
      this.#parts.voiceRooms.closeRoom(room.id, 'room_closed');
      return;
    }
    // An edit by any process. Store it, so that the next events have the new title and the people who are really inside.
    if (nodeId !== null || !this.#stored.has(room.id)) return;
    this.#stored.set(room.id, { tenantId, room });
    if (this.#parts.voiceRooms.has(room.id)) this.#announce(room.id);
  }

  async #blocksChanged({ tenantId, personIds }: { tenantId: string; personIds: readonly [string, string] }) {
    const [blockerId, blockedId] = personIds;
    const { voiceRooms, blockList, events } = this.#parts;
    if (!voiceRooms.hasPerson(blockerId) && !voiceRooms.hasPerson(blockedId)) return;
    if (!(await blockList.isBlocked({ tenantId, personId: blockerId }, blockedId))) return;
    for (const roomId of voiceRooms.ids()) {
      const insideIds = new Set(voiceRooms.peersOf(roomId).map(({ person }) => person.id));
      const ownerId = this.#stored.get(roomId)?.room.owner.id ?? '';
      const personId = whoMustLeave({ ownerId, insideIds, blockerId, blockedId });
      if (personId) events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
    }
  }

  /** Removes people who left a circle from the circle's room. */
  async #circlesChanged({ tenantId, circle, personIds }: DomainEvents['circlesChanged']): Promise<void> {
    const { voiceRooms, circles, events } = this.#parts;
    if (!personIds.some((personId) => voiceRooms.hasPerson(personId))) return;
    const inCircle = await circles.members(tenantId, circle);
    for (const roomId of voiceRooms.ids()) {
      const of = this.#stored.get(roomId)?.room.circle;
      if (!of || circleName(of.kind, of.id) !== circle) continue;
      for (const { person } of voiceRooms.peersOf(roomId)) {
        if (inCircle.has(person.id)) continue;
        events.announce('roomLeft', { tenantId, roomId, personId: person.id, joinId: null, reason: 'removed' });
      }
    }
  }

  async #profileChanged({ tenantId, personId }: Person): Promise<void> {
    const owned = [...this.#stored.values()].filter(({ room }) => room.owner.id === personId);
    if (owned.length === 0 && !this.#parts.voiceRooms.hasPerson(personId)) return;
    const person = (await this.#parts.profiles.summaries(tenantId, [personId])).get(personId);
    if (!person) return;
    for (const { room } of owned) this.#stored.set(room.id, { tenantId, room: { ...room, owner: person } });
    this.#parts.voiceRooms.updatePerson(person);
  }

  // The sweep corrects later what could not be written now.
  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#parts.log.warn(
        { reason: String(error) },
        'a change in a room could not be applied; the sweep will correct it',
      );
    });
  }
}

function transportView({ id, iceParameters, iceCandidates, dtlsParameters }: Peer['sending']): VoiceTransport {
  return {
    id,
    iceParameters: { ...iceParameters },
    iceCandidates: iceCandidates.map((candidate) => ({ ...candidate })),
    dtlsParameters: { ...dtlsParameters },
  };
}

function moved(): UnavailableError {
  return new UnavailableError('room_moved', 'The room has moved to another node. Join it again.', {
    retryAfterMs: 200,
  });
}
