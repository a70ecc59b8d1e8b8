/** The order of the roles in a room. Pure, and without schemas, so that clients know it too. */
import type { RoomRole } from './room-moderation.ts';

const RANK: Readonly<Record<RoomRole, number>> = { host: 2, moderator: 1, guest: 0 };

/** Whether the role is above the other one: then its person may mute, remove and invite to speak the other person. */
export function isRoomRoleAbove(role: RoomRole, other: RoomRole): boolean {
  return RANK[role] > RANK[other];
}
