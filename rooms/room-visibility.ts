/** Pure functions: who may see a room, and who must leave it after a block. */
import { circleName } from '../src/kernel/circles.ts';
import type { Room } from '../src/protocol/rooms.ts';

/** The person who looks at rooms. */
export interface Viewer {
  /** Ids of the people with whom the viewer shares a block. */
  blocked: ReadonlySet<string>;
  /** Names of the viewer's circles. */
  circles: ReadonlySet<string>;
}

/** A room is hidden from people outside its circle, and from people who share a block with its owner or someone inside. */
export function isHidden(room: Pick<Room, 'owner' | 'peers' | 'circle'>, { blocked, circles }: Viewer): boolean {
  if (room.circle && !circles.has(circleName(room.circle.kind, room.circle.id))) return true;
  return isBlockedFrom(room, blocked);
}

/** Whether the room's owner or someone inside is in `blocked`. */
export function isBlockedFrom(room: Pick<Room, 'owner' | 'peers'>, blocked: ReadonlySet<string>): boolean {
  if (blocked.size === 0) return false;
  return blocked.has(room.owner.id) || room.peers.some(({ person }) => blocked.has(person.id));
}

/**
 * Which of the two people must leave the room after a block; null if neither must. The owner stays in their own room.
 * Otherwise, if both are inside, the blocked person leaves.
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
