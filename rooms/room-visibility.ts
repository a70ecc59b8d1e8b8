/** Who may see a room, and who must leave it when a block comes between two people. Rules without input or output. */
import { circleName } from '../src/kernel/circles.ts';
import type { Room } from '../src/protocol/rooms.ts';

/** Who looks: with whom in a block, and in which circles, by their names. */
export interface Viewer {
  blocked: ReadonlySet<string>;
  circles: ReadonlySet<string>;
}

/** A room is invisible to whoever is not of its circle, where it has one, and across a block. */
export function isHidden(room: Pick<Room, 'owner' | 'peers' | 'circle'>, { blocked, circles }: Viewer): boolean {
  if (room.circle && !circles.has(circleName(room.circle.kind, room.circle.id))) return true;
  return isBlockedFrom(room, blocked);
}

/** Whether someone is in a block with its owner or with someone inside. */
export function isBlockedFrom(room: Pick<Room, 'owner' | 'peers'>, blocked: ReadonlySet<string>): boolean {
  if (blocked.size === 0) return false;
  return blocked.has(room.owner.id) || room.peers.some(({ person }) => blocked.has(person.id));
}

/**
 * Who of the two must leave the room now. The owner stays in a room of their own; otherwise, where both are inside, the
 * one who was blocked goes. Null where they do not meet.
 */
export function whoMustLeave({
  ownerId,
  insideIds,
  blockerId,
  blockedId,
}: {
  ownerId: string;
  insideIds: ReadonlySet<string>;
  blockerId: string;
  blockedId: string;
}): string | null {
  if (ownerId === blockedId) return insideIds.has(blockerId) ? blockerId : null;
  if (ownerId === blockerId) return insideIds.has(blockedId) ? blockedId : null;
  return insideIds.has(blockerId) && insideIds.has(blockedId) ? blockedId : null;
}
