/**
 * The voice of rooms on this node: admits people to seats, ends seats when rooms close, sessions end or people leave, keeps
 * people with a block from hearing each other, and announces who is inside.
 */

import { LRUCache } from 'lru-cache';
import type { Authenticator, FactorPolicy } from '../src/accounts/index.ts';
import { type Circles, circleName } from '../src/kernel/circles.ts';
import type { Clock } from '../src/kernel/clock.ts';
import type { Config } from '../src/kernel/config.ts';
import { UnauthenticatedError, UnavailableError } from '../src/kernel/errors.ts';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import type { Reactions } from '../src/kernel/feature.ts';
import type { Log } from '../src/kernel/log.ts';
import { oneAtATime } from '../src/kernel/one-at-a-time.ts';
import type { Person } from '../src/kernel/person.ts';
import { applyCurrent } from '../src/kernel/remembered.ts';
import type { RotatedKeys } from '../src/keys/rotated/index.ts';
import type { BlockList } from '../src/people-lists/index.ts';
import type { ProfileService } from '../src/profiles/index.ts';
import type { ProfileSummary } from '../src/protocol/profiles.ts';
import type { Room } from '../src/protocol/rooms.ts';
import type { OpenedVoice, VoiceClosedReason, VoiceTransport } from '../src/protocol/voice.ts';
import { leaversOf } from './leavers.ts';
import type { Peer, VoiceLink } from './live/peer.ts';
import type { Seat, VoiceRooms } from './live/voice-rooms.ts';
import { type IceServer, iceServers } from './media/ice-servers.ts';
import { withoutWeakHashes } from './media/media-parameters.ts';
import type { LiveModeration } from './moderation/live-moderation.ts';
import type { RoomRights } from './moderation/room-rights.ts';
import { roomClosed } from './placement.ts';
import type { RoomAccess } from './room-access.ts';
import type { RoomPresenter } from './room-presenter.ts';
import type { RoomStore } from './room-store.ts';
import type { RoomViews } from './room-views.ts';
import { isHidden, noSuchRoom } from './room-visibility.ts';
import type { VoiceTicket, VoiceTickets } from './voice-tickets.ts';

/** More rooms than a process ever has live at once. */
const STORED_ROOMS = 5_000;
/** Recently closed rooms, for people who are joining just then. A closed room never opens again. */
const CLOSED_ROOMS = 1_000;

export interface VoiceServiceOptions {
  nodeId: string;
  voiceRooms: VoiceRooms;
  presenter: Pick<RoomPresenter, 'present'>;
  access: Pick<RoomAccess, 'rightsOf' | 'checkEntry'>;
  moderation: Pick<LiveModeration, 'refresh' | 'passOn'>;
  views: Pick<RoomViews, 'wasInside'>;
  store: RoomStore;
  tickets: Pick<VoiceTickets, 'spend' | 'endJoin'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  circles: Circles;
  authenticator: Pick<Authenticator, 'isEnded'>;
  factorPolicy: Pick<FactorPolicy, 'check' | 'shutOutAmong'>;
  events: Events;
  clock: Clock;
  media: Pick<Config['media'], 'turnUrls'>;
  turnKeys: Pick<RotatedKeys, 'take'>;
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
  readonly #recheckAll = oneAtATime(async () => {
    await this.endShutOut();
    for (const roomId of this.#parts.voiceRooms.ids()) await this.#recheckRoom(roomId);
  });
  #isClosed = false;

  constructor(parts: VoiceServiceOptions) {
    this.#parts = parts;
  }

  /** How seats and announced rooms react to events of other features and other processes. */
  get reactions() {
    const { voiceRooms, tickets, nodeId } = this.#parts;
    return {
      roomChanged: (event) => this.#roomChanged(event),
      roomLeft: ({ personId, ...left }) => {
        if (left.joinId !== null) tickets.endJoin(left.joinId);
        voiceRooms.removePeer({ ...left, peerId: personId });
      },
      roomStandingsChanged: ({ roomId }) => this.#inBackground(this.#parts.moderation.refresh(roomId)),
      sessionsEnded: ({ sessionIds }) => voiceRooms.endSessions(sessionIds),
      blocksChanged: (event) => this.#inBackground(this.#blocksChanged(event)),
      circlesChanged: (event) => this.#inBackground(this.#circlesChanged(event)),
      profileChanged: (event) => this.#inBackground(this.#profileChanged(event)),
      tenantPolicyChanged: () => this.#inBackground(this.endShutOut()),
      eventsDelayed: () => this.#inBackground(this.#recheckAll()),
      roomMoved: (moved) => {
        if (moved.nodeId !== nodeId) voiceRooms.closeRoom(moved.roomId, 'moved');
      },
      roomsAsked: (asked) => {
        if (asked.nodeId !== nodeId) this.announceAll();
      },
    } satisfies Reactions;
  }

  /** Starts listening to the live rooms. */
  start(): void {
    const { voiceRooms } = this.#parts;
    voiceRooms.on('opened', (roomId) => this.#occupied(roomId));
    voiceRooms.on('changed', (roomId) => this.#changed(roomId));
    voiceRooms.on('closed', (roomId, reason) => this.#emptied(roomId, reason));
  }

  /**
   * Takes the seat that the ticket allows, and uses the ticket up.
   * @throws UnauthenticatedError if the session or the join has ended, or the ticket was used; NotFoundError if the room is hidden;
   * ForbiddenError `removed_from_room`; ConflictError `room_closed`, `room_locked` or `room_full`; UnavailableError if another node carries the room, or no worker has capacity.
   */
  async open(ticket: VoiceTicket, link: VoiceLink): Promise<{ seat: Seat; opened: OpenedVoice }> {
    // Before waiting, so that only one of several requests gets the seat.
    this.#parts.tickets.spend(ticket);
    const { person, rights } = await this.#admit(ticket);
    const servers = await this.#iceServers(ticket);
    const hiddenIds = await this.#hiddenFrom(ticket, ticket.roomId);
    const seat = await this.#parts.voiceRooms.take({ ...ticket, person, rights, link, hiddenIds });
    await this.#recheck(ticket, seat.peer);
    return { seat, opened: opened(seat, servers) };
  }

  /** Ends the seats of members whose organisation asks for a second factor that they do not have. */
  async endShutOut(): Promise<void> {
    const { voiceRooms, factorPolicy } = this.#parts;
    for (const { tenantId, personId } of await factorPolicy.shutOutAmong(voiceRooms.people())) {
      for (const { room, peer } of voiceRooms.seatsOf(personId)) if (room.tenantId === tenantId) peer.close('removed');
    }
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

  async #admit(ticket: VoiceTicket): Promise<{ person: ProfileSummary; rights: RoomRights }> {
    const { tenantId, roomId, personId } = ticket;
    const { store, presenter, access, profiles, circles, nodeId } = this.#parts;
    await this.#parts.factorPolicy.check(ticket);
    this.#checkSession(ticket);
    const [doc, ownCircles, people] = await Promise.all([
      store.find(tenantId, roomId),
      circles.of(ticket),
      profiles.summaries(tenantId, [personId]),
    ]);
    const person = people.get(personId);
    if (!doc || !person) throw noSuchRoom();
    if (store.isOver(doc)) throw roomClosed();
    const [room, rights] = await Promise.all([presenter.present(doc), access.rightsOf(doc, personId)]);
    if (isHidden(room, ownCircles)) throw noSuchRoom();
    if (doc.nodeId !== nodeId) throw moved();
    this.#checkEntry(ticket, room, rights);
    if (!this.#stored.has(roomId)) this.#stored.set(roomId, { tenantId, room });
    return { person, rights };
  }

  #checkEntry({ roomId, personId }: VoiceTicket, { isLocked }: Room, rights: RoomRights): void {
    const { voiceRooms, views, access } = this.#parts;
    const isInside = voiceRooms.find(roomId)?.findPeer(personId) !== null;
    access.checkEntry(rights, { isLocked, isInside, wasInside: views.wasInside(roomId, personId) });
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
    await this.#recheckPolicy(ticket, peer);
    await this.#applyBlocks(ticket, roomId, peer);
    await this.#parts.moderation.refresh(roomId);
    if (!isHidden(stored.room, await this.#parts.circles.of(ticket))) return;
    peer.close('removed');
    throw noSuchRoom();
  }

  /** As the database has it now: the policy may have changed after it was checked, and before there was a seat to end. */
  async #recheckPolicy(ticket: VoiceTicket, peer: Peer): Promise<void> {
    if ((await this.#parts.factorPolicy.shutOutAmong([ticket])).length === 0) return;
    peer.close('removed');
    await this.#parts.factorPolicy.check(ticket);
    throw noSuchRoom();
  }

  /** The people whom this person does not hear in a room that is or was live here. */
  #hiddenFrom(person: Person, roomId: string): Promise<ReadonlySet<string>> {
    const circle = this.#stored.get(roomId)?.room.circle;
    return this.#parts.blockList.hiddenFrom(person, circle ? circleName(circle.kind, circle.id) : null);
  }

  #applyBlocks(person: Person, roomId: string, peer: Peer): Promise<void> {
    return applyCurrent(
      () => this.#hiddenFrom(person, roomId),
      (hiddenIds) => peer.hide(hiddenIds),
    );
  }

  #checkSession({ sessionId }: VoiceTicket): void {
    if (!this.#parts.authenticator.isEnded(sessionId)) return;
    throw new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
  }

  /** Credentials of the TURN servers, which are a use of their key. */
  async #iceServers({ personId }: VoiceTicket): Promise<IceServer[]> {
    const { turnKeys, clock } = this.#parts;
    const { turnUrls } = this.#parts.media;
    if (turnUrls.length === 0) return [];
    return iceServers({ turnUrls, secret: await turnKeys.take(), personId, now: clock.now() });
  }

  #occupied(roomId: string): void {
    this.#forgetReturn(roomId);
    this.#inBackground(this.#parts.store.markOccupied({ roomIds: [roomId], nodeId: this.#parts.nodeId }));
  }

  #changed(roomId: string): void {
    this.#announce(roomId);
    const room = this.#stored.get(roomId)?.room;
    // The room of a circle belongs to those who manage it, or to two people.
    if (room && room.circle === null) this.#inBackground(this.#parts.moderation.passOn(roomId, room.owner.id));
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

  async #blocksChanged({ tenantId, personIds }: { tenantId: string; personIds: readonly string[] }): Promise<void> {
    for (const personId of personIds) {
      for (const { room, peer } of this.#parts.voiceRooms.seatsOf(personId)) {
        await this.#applyBlocks({ tenantId, personId }, room.id, peer);
      }
    }
  }

  async #circlesChanged({ circle, personIds }: DomainEvents['circlesChanged']): Promise<void> {
    const { voiceRooms } = this.#parts;
    if (!personIds.some((personId) => voiceRooms.hasPerson(personId))) return;
    for (const roomId of voiceRooms.ids()) {
      const of = this.#stored.get(roomId)?.room.circle;
      if (of && circleName(of.kind, of.id) === circle) await this.#recheckRoom(roomId);
    }
  }

  /** Removes people from a room who left its circle, and applies the blocks between the others. */
  async #recheckRoom(roomId: string): Promise<void> {
    const { voiceRooms, circles, events } = this.#parts;
    const stored = this.#stored.get(roomId);
    if (!stored) return;
    const { tenantId, room } = stored;
    const personIds = new Set(voiceRooms.peersOf(roomId).map(({ person }) => person.id));
    for (const personId of await leaversOf({ tenantId, circle: room.circle, personIds }, circles)) {
      events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
    }
    await this.#parts.moderation.refresh(roomId);
    // Who manages the circle may have changed, and with it whose words a block hides.
    await this.#blocksChanged({ tenantId, personIds: [...personIds] });
  }

  async #profileChanged({ tenantId, personId }: Person): Promise<void> {
    const named = [...this.#stored.values()].filter(({ room }) => {
      return room.owner.id === personId || room.between?.some(({ id }) => id === personId);
    });
    if (named.length === 0 && !this.#parts.voiceRooms.hasPerson(personId)) return;
    const person = (await this.#parts.profiles.summaries(tenantId, [personId])).get(personId);
    if (!person) return;
    for (const { room } of named) this.#stored.set(room.id, { tenantId, room: withPerson(room, person) });
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

/** The room with the new profile of a person after whom it is named. */
function withPerson(room: Room, person: ProfileSummary): Room {
  const updated = (known: ProfileSummary) => (known.id === person.id ? person : known);
  return { ...room, owner: updated(room.owner), between: room.between?.map(updated) ?? null };
}

function opened({ room, peer }: Seat, servers: readonly IceServer[]): OpenedVoice {
  return {
    peerId: peer.id,
    routerRtpCapabilities: { ...room.rtpCapabilities },
    iceServers: servers.map((server) => ({ ...server })),
    send: transportView(peer.sending),
    receive: transportView(peer.receiving),
    peers: room.peerViews(),
  };
}

function transportView({ id, iceParameters, iceCandidates, dtlsParameters }: Peer['sending']): VoiceTransport {
  return {
    id,
    iceParameters: { ...iceParameters },
    iceCandidates: iceCandidates.map((candidate) => ({ ...candidate })),
    dtlsParameters: { ...withoutWeakHashes(dtlsParameters) },
  };
}

function moved(): UnavailableError {
  return new UnavailableError('room_moved', 'The room has moved to another node. Join it again.', {
    retryAfterMs: 200,
  });
}
