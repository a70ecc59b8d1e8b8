/** Who leaves a circle is out of its room at once, as after a block; and the room is gone from the list that is watched. */
import { type Circles, circleName } from '../../src/kernel/circles.ts';
import type { DomainEvents, Events } from '../../src/kernel/events.ts';
import type { RoomMembers } from './room-members.ts';

export interface CircleLeaversOptions {
  events: Events;
  members: RoomMembers;
  circles: Circles;
}

/** Takes those of these people out of the circle's room who are of the circle no more: text here, voice on any node. */
export async function takeOutLeavers(
  { tenantId, circle, personIds }: DomainEvents['circlesChanged'],
  { events, members, circles }: CircleLeaversOptions,
): Promise<void> {
  const concerned = [...members.rooms()].filter(
    (room) => room.circle !== null && circleName(room.circle.kind, room.circle.id) === circle,
  );
  if (concerned.length === 0) return;
  const inCircle = await circles.members(tenantId, circle);
  for (const { roomId, personIds: inside } of concerned) {
    for (const personId of personIds) {
      if (!inside.has(personId) || inCircle.has(personId)) continue;
      events.announce('roomLeft', { tenantId, roomId, personId, joinId: null, reason: 'removed' });
    }
  }
}
