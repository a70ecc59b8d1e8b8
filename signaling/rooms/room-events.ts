/** Sends events about rooms to the connections that watch the list or are inside, and that may see the room. */
import { leaversOf } from '../../rooms/index.ts';
import type { Circles } from '../../src/kernel/circles.ts';
import type { DomainEvents, Events } from '../../src/kernel/events.ts';
import type { Log } from '../../src/kernel/log.ts';
import { oneAtATime } from '../../src/kernel/one-at-a-time.ts';
import { lobbyChannel, roomChannel } from '../../src/kernel/socket-channels.ts';
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
  circles: Circles;
  log: Log;
}

/** Starts sending events about rooms. Returns a function that stops it. */
export function startRoomEvents(options: RoomEventsOptions): () => void {
  const { events, members, watchers, log } = options;
  const inBackground = (work: Promise<void>) => {
    work.catch((error: unknown) =>
      log.warn({ reason: String(error) }, 'rooms may be outdated: a changed block or circle could not be applied'),
    );
  };
  const recheck = oneAtATime(() => recheckMembers(options));
  const stops = [
    events.on('roomChanged', (event) => sendRoomChange(event, options)),
    events.on('roomLeft', (left) => members.remove(left)),
    events.on('circlesChanged', (event) => {
      // Hide the circle's rooms at once; reading who is still in the circle takes a moment.
      watchers.forgetCircle(event);
      inBackground(removeLeavers(event, options));
      // Who manages the circle may have changed, and with it whose words a block hides.
      inBackground(refreshBlocks(event, options));
      inBackground(refreshWatchers(event, options));
    }),
    events.on('blocksChanged', (event) => inBackground(refreshBlocks(event, options))),
    events.on('eventsDelayed', () => inBackground(recheck())),
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
    (socket) => room.circle !== null || !watchers.has(socket),
  );
  channels.send([...shared, ...ids(new Set([...seeing, ...inside]))], 'room:changed', room);
  if (losing.length > 0) channels.send(ids(losing), 'room:changed', asClosed(room));
  if (room.state === 'open') return;
  // Flush before the members are removed: they receive this event as members.
  channels.flush();
  members.empty(room.id);
}

/** Hides or shows the words of two people in the rooms where both are, and tells their clients to read the text again. */
async function refreshBlocks(
  { personIds }: { personIds: readonly string[] },
  { channels, members }: RoomEventsOptions,
): Promise<void> {
  for (const { socket, conversationId } of await members.refreshBlocks(new Set(personIds))) {
    channels.sendTo(socket, 'conversation:changed', { conversationId });
  }
}

/** Applies blocks and changes of circles that this process has not been told of yet. */
async function recheckMembers(options: RoomEventsOptions): Promise<void> {
  const { events, members, circles } = options;
  for (const room of [...members.rooms()]) {
    const { tenantId, roomId, personIds } = room;
    await refreshBlocks({ personIds: [...personIds] }, options);
    for (const personId of await leaversOf(room, circles)) {
      events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
    }
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

/** The room of a circle that someone has left looks to them like a closed one. */
function asClosed(room: Room): Room {
  return { ...room, state: 'closed', peers: [] };
}

function ids(sockets: Iterable<MainSocket>): string[] {
  return [...sockets].map(({ id }) => id);
}
