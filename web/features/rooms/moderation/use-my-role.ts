/** My role in a room: as the server says while I am inside, and outside by whose room it is. */
import type { Room, RoomRole } from '@meshi/client';
import { useManagesRoom } from '../use-manages-room.ts';
import { useVoiceRoom } from '../voice-context.tsx';

export function useMyRole(room: Room): RoomRole {
  const { snapshot } = useVoiceRoom();
  const isManager = useManagesRoom(room);
  // Of two people, either leaves, or blocks the other.
  if (room.circle?.kind === 'match' || room.circle?.kind === 'instant_talk') return 'guest';
  if (snapshot?.room.id === room.id && snapshot.me) return snapshot.me.role;
  return isManager ? 'host' : 'guest';
}

const RANK: Readonly<Record<RoomRole, number>> = { host: 2, moderator: 1, guest: 0 };

/** Whether somebody with the first role may mute, remove and invite people with the second one. */
export function isAbove(mine: RoomRole, theirs: RoomRole): boolean {
  return RANK[mine] > RANK[theirs];
}
