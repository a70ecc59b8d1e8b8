/** Blocks, which make two people invisible to each other. Read-only: every service that shows people to people gets it. */
import type { Person } from '../kernel/person.ts';
import type { PairList } from './pair-list.ts';

export class BlockList {
  readonly #pairs: Pick<PairList, 'of' | 'hasNow'>;

  constructor({ pairs }: { pairs: Pick<PairList, 'of' | 'hasNow'> }) {
    this.#pairs = pairs;
  }

  /** Everyone whom this person blocked, and everyone who blocked this person. */
  blockedWith(person: Person): Promise<ReadonlySet<string>> {
    return this.#pairs.of(person);
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
