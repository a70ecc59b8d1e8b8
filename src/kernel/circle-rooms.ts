/**
 * The room of a circle, such as that of a meal while it lasts: the people of the circle alone see it and walk in. Whoever
 * owns the circle opens it and closes it; it is not closed for standing empty. A circle has one open room at most.
 */
import type { Language } from '../protocol/common.ts';
import type { Room } from '../protocol/rooms.ts';
import type { CircleName } from './circles.ts';

export interface CircleRoom {
  tenantId: string;
  circle: CircleName;
  /** Who is shown as its owner; best someone of the circle. */
  ownerId: string;
  title: string;
  tags: readonly string[];
  language: Language;
}

/** What the rooms do for it. */
export interface CircleRoomKeeper {
  open(room: CircleRoom): Promise<Room>;
  close(tenantId: string, circle: CircleName): Promise<void>;
  closeIfEmpty(tenantId: string, circle: CircleName): Promise<boolean>;
}

/** Given to services before there are rooms, and bound to them while the app is put together. */
export class CircleRooms implements CircleRoomKeeper {
  #keeper: CircleRoomKeeper | null = null;

  bind(keeper: CircleRoomKeeper): void {
    this.#keeper = keeper;
  }

  /** The open room of the circle, made where there is none. However many ask at once, it is one. */
  open(room: CircleRoom): Promise<Room> {
    return this.#bound().open(room);
  }

  /** Closes it for everyone inside. Without an open room nothing changes. */
  close(tenantId: string, circle: CircleName): Promise<void> {
    return this.#bound().close(tenantId, circle);
  }

  /** Closes it unless someone is inside. Whether there is no open room any more. */
  closeIfEmpty(tenantId: string, circle: CircleName): Promise<boolean> {
    return this.#bound().closeIfEmpty(tenantId, circle);
  }

  #bound(): CircleRoomKeeper {
    if (!this.#keeper) throw new Error('The rooms are not there yet');
    return this.#keeper;
  }
}
