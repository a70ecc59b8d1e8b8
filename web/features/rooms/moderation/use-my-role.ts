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
