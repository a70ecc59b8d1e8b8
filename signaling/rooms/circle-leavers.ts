/** Removes people who left a circle from the circle's room. */
import { type Circles, circleName } from '../../src/kernel/circles.ts';
import type { DomainEvents, Events } from '../../src/kernel/events.ts';
import type { RoomMembers } from './room-members.ts';

export interface CircleLeaversOptions {
  events: Events;
  members: RoomMembers;
  circles: Circles;
}

/** Removes those of these people who are no longer in the circle: their text on this process, their voice on any node. */
export async function removeLeavers(
  { tenantId, circle, personIds }: DomainEvents['circlesChanged'],
  { events, members, circles }: CircleLeaversOptions,
): Promise<void> {
  const circleRooms = [...members.rooms()].filter(
    (room) => room.circle !== null && circleName(room.circle.kind, room.circle.id) === circle,
  );
  if (circleRooms.length === 0) return;
  const inCircle = await circles.members(tenantId, circle);
  for (const { roomId, personIds: inside } of circleRooms) {
    for (const personId of personIds) {
      if (!inside.has(personId) || inCircle.has(personId)) continue;
      events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
    }
  }
}
