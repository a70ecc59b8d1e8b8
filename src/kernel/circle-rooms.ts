/**
 * The room of a circle, such as that of a meal while it lasts: only the people of the circle see it and enter it. The owner
 * of the circle opens it and closes it; it is not closed for being empty. A circle has one open room at most.
 */
import type { Language } from '../protocol/common.ts';
import type { Room } from '../protocol/rooms.ts';
import type { CircleName } from './circles.ts';

export interface CircleRoom {
  tenantId: string;
  circle: CircleName;
  /** Shown as the room's owner; best someone of the circle. */
  ownerId: string;
  title: string;
  tags: readonly string[];
  language: Language;
}

/** What `rooms` does for the owners of circles. */
export interface CircleRooms {
  /** The open room of the circle, created if there is none. However many ask at once, it is one. */
  open(room: CircleRoom): Promise<Room>;
  /** Closes it for everyone inside. Does nothing without an open room. */
  close(tenantId: string, circle: CircleName): Promise<void>;
  /** Closes it unless someone is inside. Returns whether there is no open room any longer. */
  closeIfEmpty(tenantId: string, circle: CircleName): Promise<boolean>;
}
