/** Which changes of rooms visitors can see. Rooms change twice a second while people speak, which visitors do not see. */
import { LRUCache } from 'lru-cache';
import type { DomainEvents } from '../kernel/events.ts';

const MAX_ROOMS = 2_000;

export class RoomChanges {
  readonly #last = new LRUCache<string, string>({ max: MAX_ROOMS });

  /** Whether visitors would see another room than after the change before. */
  isVisible({ room }: DomainEvents['roomChanged']): boolean {
    const { id, title, tags, language, state, peers } = room;
    const look = JSON.stringify([title, tags, language, state, peers.map(({ person }) => person.id)]);
    if (this.#last.get(id) === look) return false;
    this.#last.set(id, look);
    return true;
  }

  /** After lost events: the next change of each room counts. */
  forgetAll(): void {
    this.#last.clear();
  }
}
