/** The notifier's part for rooms: what happens to rooms reaches those who watch and those who are inside, and nobody else. */
import { isBlockedFrom, type RoomViews, whoMustLeave } from '../../rooms/index.ts';
import type { Circles } from '../../src/kernel/circles.ts';
import type { DomainEvents, Events } from '../../src/kernel/events.ts';
import type { Log } from '../../src/kernel/log.ts';
import { lobbyChannel, roomChannel } from '../../src/kernel/socket-channels.ts';
import type { BlockList } from '../../src/people-lists/index.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { Channels } from '../channels.ts';
import type { MainSocket } from '../sockets.ts';
import { takeOutLeavers } from './circle-leavers.ts';
import type { RoomMembers } from './room-members.ts';
import type { RoomWatchers } from './room-watchers.ts';

export interface RoomEventsOptions {
  events: Events;
  channels: Channels;
  members: RoomMembers;
  watchers: RoomWatchers;
  views: Pick<RoomViews, 'peersOf'>;
  blockList: BlockList;
  circles: Circles;
  log: Log;
}

/** Announces from now on. Returns a function that ends it. */
export function startRoomEvents(options: RoomEventsOptions): () => void {
  const { events, members, watchers, log } = options;
  const inBackground = (work: Promise<void>) => {
    work.catch((error: unknown) =>
      log.warn({ reason: String(error) }, 'a block or a circle did not reach every list of rooms'),
    );
  };
  const stops = [
    events.on('roomChanged', (event) => tellRoom(event, options)),
    events.on('roomLeft', (left) => members.remove(left)),
    events.on('circlesChanged', (event) => {
      // At once: what is read afterwards says who is in it nevertheless.
      watchers.forgetCircle(event);
      inBackground(takeOutLeavers(event, options));
      inBackground(tellWatchers(event, options));
    }),
    events.on('blocksChanged', (event) => {
      inBackground(reconsider(event, members));
      inBackground(separate(event, options));
      inBackground(tellWatchers(event, options));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function tellRoom({ tenantId, room }: DomainEvents['roomChanged'], options: RoomEventsOptions): void {
  const { channels, members, watchers } = options;
  const { seeing, losing } = watchers.audience({ tenantId, room });
  // What belongs to a circle is never told by the channel that everyone listens to.
  const shared = room.circle ? [] : [lobbyChannel(tenantId)];
  // Inside and watching at once is common; nobody is told twice.
  const inside = [...channels.members(roomChannel(room.id))].filter(
    (socket) => room.circle !== null || !watchers.sharesChannel(socket),
  );
  const { apart = [], together = [] } = Object.groupBy(inside, (socket) =>
    isApart(room, socket, members) ? 'apart' : 'together',
  );
  const one = new Set([...seeing, ...together]);
  channels.send([...shared, ...ids(one)], 'room:changed', room);
  const others = new Set([...losing, ...apart]);
  if (others.size > 0) channels.send(ids(others), 'room:changed', gone(room));
  if (room.state === 'open') return;
  // Written before the members are let go, since they are told as members.
  channels.flush();
  members.empty(room.id);
}

/**
 * Who is in for the text alone keeps nobody out who is in a block with them, and is not shown them either. Of two with a
 * seat, and where the owner is one of the two, `separate` takes one out at once.
 */
function isApart(room: Room, socket: MainSocket, members: RoomMembers): boolean {
  const { personId } = socket.data.actor;
  if (room.owner.id === personId || room.peers.some(({ person }) => person.id === personId)) return false;
  return isBlockedFrom(room, members.blockedOf(socket));
}

async function reconsider({ tenantId, personIds }: DomainEvents['blocksChanged'], members: RoomMembers): Promise<void> {
  await Promise.all(personIds.map((personId) => members.reconsider({ tenantId, personId })));
}

/** Takes one of the two out of rooms where both are inside: with their text here, and with their voice on any node. */
async function separate(
  { tenantId, personIds: [blockerId, blockedId] }: DomainEvents['blocksChanged'],
  { events, members, views, blockList }: RoomEventsOptions,
): Promise<void> {
  const concerned = [...members.rooms()].filter(
    ({ personIds }) => personIds.has(blockerId) || personIds.has(blockedId),
  );
  if (concerned.length === 0 || !(await blockList.isBlocked({ tenantId, personId: blockerId }, blockedId))) return;
  for (const { roomId, ownerId, personIds } of concerned) {
    const insideIds = new Set([...personIds, ...views.peersOf(roomId).map(({ person }) => person.id)]);
    const personId = whoMustLeave({ ownerId, insideIds, blockerId, blockedId });
    if (personId) events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
  }
}

async function tellWatchers(
  { tenantId, personIds }: { tenantId: string; personIds: readonly string[] },
  { channels, watchers }: RoomEventsOptions,
): Promise<void> {
  const reconsidered = await Promise.all(personIds.map((personId) => watchers.reconsider({ tenantId, personId })));
  for (const { socket, come, gone: hidden } of reconsidered.flat()) {
    for (const room of come) channels.sendTo(socket, 'room:changed', room);
    for (const room of hidden) channels.sendTo(socket, 'room:changed', gone(room));
  }
}

/** As someone sees a room that is hidden from them now: like one that has closed. */
function gone(room: Room): Room {
  return { ...room, state: 'closed', peers: [] };
}

function ids(sockets: Iterable<MainSocket>): string[] {
  return [...sockets].map(({ id }) => id);
}
