/** Sends events about rooms to the connections that watch the list or are inside, and that may see the room. */
import { isBlockedFrom, type RoomViews, whoMustLeave } from '../../rooms/index.ts';
import type { Circles } from '../../src/kernel/circles.ts';
import type { DomainEvents, Events } from '../../src/kernel/events.ts';
import type { Log } from '../../src/kernel/log.ts';
import { lobbyChannel, roomChannel } from '../../src/kernel/socket-channels.ts';
import type { BlockList } from '../../src/people-lists/index.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { Channels } from '../channels.ts';
import type { MainSocket } from '../sockets.ts';
import { removeLeavers } from './circle-leavers.ts';
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

/** Starts sending events about rooms. Returns a function that stops it. */
export function startRoomEvents(options: RoomEventsOptions): () => void {
  const { events, members, watchers, log } = options;
  const inBackground = (work: Promise<void>) => {
    work.catch((error: unknown) =>
      log.warn(
        { reason: String(error) },
        'lists of rooms may be outdated: a changed block or circle could not be applied',
      ),
    );
  };
  const stops = [
    events.on('roomChanged', (event) => sendRoomChange(event, options)),
    events.on('roomLeft', (left) => members.remove(left)),
    events.on('circlesChanged', (event) => {
      // Hide the circle's rooms at once; reading who is still in the circle takes a moment.
      watchers.forgetCircle(event);
      inBackground(removeLeavers(event, options));
      inBackground(refreshWatchers(event, options));
    }),
    events.on('blocksChanged', (event) => {
      inBackground(refreshBlocks(event, members));
      inBackground(separate(event, options));
      inBackground(refreshWatchers(event, options));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function sendRoomChange({ tenantId, room }: DomainEvents['roomChanged'], options: RoomEventsOptions): void {
  const { channels, members, watchers } = options;
  const { seeing, losing } = watchers.audience({ tenantId, room });
  // The room of a circle is never sent on the channel that everyone listens to.
  const shared = room.circle ? [] : [lobbyChannel(tenantId)];
  // Many connections are inside and watch the list at once. Nobody gets the event twice.
  const inside = [...channels.members(roomChannel(room.id))].filter(
    (socket) => room.circle !== null || !watchers.sharesChannel(socket),
  );
  const { apart = [], together = [] } = Object.groupBy(inside, (socket) =>
    mustNotSee(room, socket, members) ? 'apart' : 'together',
  );
  const receivers = new Set([...seeing, ...together]);
  channels.send([...shared, ...ids(receivers)], 'room:changed', room);
  const excluded = new Set([...losing, ...apart]);
  if (excluded.size > 0) channels.send(ids(excluded), 'room:changed', asClosed(room));
  if (room.state === 'open') return;
  // Flush before the members are removed: they receive this event as members.
  channels.flush();
  members.empty(room.id);
}

/**
 * Whether a member must not see the room because of a block. Someone who is inside for the text only does not keep a
 * blocked person out, and does not see that person either. If both have a seat, or one of them owns the room, `separate`
 * removes one of them at once.
 */
function mustNotSee(room: Room, socket: MainSocket, members: RoomMembers): boolean {
  const { personId } = socket.data.actor;
  if (room.owner.id === personId || room.peers.some(({ person }) => person.id === personId)) return false;
  return isBlockedFrom(room, members.blockedOf(socket));
}

async function refreshBlocks(
  { tenantId, personIds }: DomainEvents['blocksChanged'],
  members: RoomMembers,
): Promise<void> {
  await Promise.all(personIds.map((personId) => members.refreshBlocks({ tenantId, personId })));
}

/** Removes one of the two from rooms where both are inside: their text on this process, their voice on any node. */
async function separate(
  { tenantId, personIds: [blockerId, blockedId] }: DomainEvents['blocksChanged'],
  { events, members, views, blockList }: RoomEventsOptions,
): Promise<void> {
  const candidates = [...members.rooms()].filter(
    ({ personIds }) => personIds.has(blockerId) || personIds.has(blockedId),
  );
  if (candidates.length === 0 || !(await blockList.isBlocked({ tenantId, personId: blockerId }, blockedId))) return;
  for (const { roomId, ownerId, personIds } of candidates) {
    const insideIds = new Set([...personIds, ...views.peersOf(roomId).map(({ person }) => person.id)]);
    const personId = whoMustLeave({ ownerId, insideIds, blockerId, blockedId });
    if (personId) events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
  }
}

async function refreshWatchers(
  { tenantId, personIds }: { tenantId: string; personIds: readonly string[] },
  { channels, watchers }: RoomEventsOptions,
): Promise<void> {
  const changes = await Promise.all(personIds.map((personId) => watchers.refresh({ tenantId, personId })));
  for (const { socket, appeared, hidden } of changes.flat()) {
    for (const room of appeared) channels.sendTo(socket, 'room:changed', room);
    for (const room of hidden) channels.sendTo(socket, 'room:changed', asClosed(room));
  }
}

/** A room that has become hidden from someone looks to them like a closed one. */
function asClosed(room: Room): Room {
  return { ...room, state: 'closed', peers: [] };
}

function ids(sockets: Iterable<MainSocket>): string[] {
  return [...sockets].map(({ id }) => id);
}
