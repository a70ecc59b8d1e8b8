/**
 * The room of a circle, such as a meal's room during the meal. Only people in the circle can see and join it. The feature that
 * owns the circle opens and closes it; unlike other rooms it is not closed when it is empty. A circle has at most one open room.
 */
import type { Language } from '../protocol/common.ts';
import type { Room } from '../protocol/rooms.ts';
import type { CircleName } from './circles.ts';

export interface CircleRoom {
  tenantId: string;
  circle: CircleName;
  /** Shown as the room's owner; should be in the circle. */
  ownerId: string;
  title: string;
  tags: readonly string[];
  language: Language;
}

/** Implemented by `rooms` for the features that own circles. */
export interface CircleRooms {
  /** Returns the open room of the circle, or creates it. Simultaneous calls create only one. */
  open(room: CircleRoom): Promise<Room>;
  /** Closes the room for everyone inside. Does nothing if no room is open. */
  close(tenantId: string, circle: CircleName): Promise<void>;
  /** Closes the room, and deletes every room that the circle has had, with what was written in them. Idempotent. */
  remove(tenantId: string, circle: CircleName): Promise<void>;
  /** Closes the room unless someone is inside. Returns whether no room is open afterwards. */
  closeIfEmpty(tenantId: string, circle: CircleName): Promise<boolean>;
  /** Ids of the people inside. */
  peopleIn(tenantId: string, circle: CircleName): Promise<string[]>;
}
