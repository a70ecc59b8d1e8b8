/**
 * Blocks, which hide two people from each other. Read-only: every service that shows people to people gets it.
 *
 * A block is a private matter of two people. It applies in what they read for themselves: topics, Home, matches, chats, lists of
 * people, notifications. It never limits a person who acts for others, such as a moderator: see `hiddenFrom` and `apartFrom`.
 */
import type { Circles } from '../kernel/circles.ts';
import type { Person } from '../kernel/person.ts';
import type { PairList } from './pair-list.ts';

export interface BlockListOptions {
  pairs: Pick<PairList, 'of' | 'hasNow'>;
  circles: Pick<Circles, 'managers'>;
}

export class BlockList {
  readonly #pairs: BlockListOptions['pairs'];
  readonly #circles: BlockListOptions['circles'];

  constructor({ pairs, circles }: BlockListOptions) {
    this.#pairs = pairs;
    this.#circles = circles;
  }

  /** Everyone whom this person blocked, and everyone who blocked this person. */
  blockedWith(person: Person): Promise<ReadonlySet<string>> {
    return this.#pairs.of(person);
  }

  /** The people whose words this reader neither reads nor hears in a circle; null: outside of circles. Nobody if the reader manages it. */
  async hiddenFrom(reader: Person, circle: string | null): Promise<ReadonlySet<string>> {
    const blocked = await this.blockedWith(reader);
    if (blocked.size === 0) return blocked;
    const managers = await this.#circles.managers(reader.tenantId, circle);
    return managers.has(reader.personId) ? NOBODY : blocked;
  }

  /** Those among `readerIds` who neither read nor hear the words of this person in a circle. */
  async apartFrom(person: Person, circle: string | null, readerIds: ReadonlySet<string>): Promise<string[]> {
    const apart = [...(await this.blockedWith(person))].filter((id) => readerIds.has(id));
    if (apart.length === 0) return apart;
    const managers = await this.#circles.managers(person.tenantId, circle);
    return apart.filter((id) => !managers.has(id));
  }

  /** Whether one of the two blocked the other, from the cache. */
  async isBlocked(person: Person, otherId: string): Promise<boolean> {
    return (await this.blockedWith(person)).has(otherId);
  }

  /** As `isBlocked`, from the database: for the re-check after a write that a concurrent block must undo. */
  isBlockedNow(person: Person, otherId: string): Promise<boolean> {
    return this.#pairs.hasNow(person, otherId);
  }
}

const NOBODY: ReadonlySet<string> = new Set();
