/** Reads what decides which rooms a person can see: the person's blocks and circles. Both are cached in memory. */

import type { Circles } from '../src/kernel/circles.ts';
import type { Person } from '../src/kernel/person.ts';
import type { BlockList } from '../src/people-lists/index.ts';
import type { Viewer } from './room-visibility.ts';

export class RoomViewers {
  readonly #circles: Circles;
  readonly #blockList: BlockList;

  constructor({ circles, blockList }: { circles: Circles; blockList: BlockList }) {
    this.#circles = circles;
    this.#blockList = blockList;
  }

  async of(person: Person): Promise<Viewer> {
    const [blocked, circles] = await Promise.all([this.#blockList.blockedWith(person), this.#circles.of(person)]);
    return { blocked, circles };
  }
}
