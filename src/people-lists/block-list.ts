/** Who may not see whom. Read by every service that shows people to people, so it is cached and depends on none. */
import type { Model } from 'mongoose';
import type { DomainEvents } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
import { Remembered, tenantKey } from '../kernel/remembered.ts';
import type { BlockDoc } from './block-model.ts';

export interface BlockListOptions {
  blocks: Model<BlockDoc>;
}

/** The blocks between people, in both directions alike. */
export class BlockList {
  readonly #blocks: Model<BlockDoc>;
  readonly #lists = new Remembered<ReadonlySet<string>>();

  constructor({ blocks }: BlockListOptions) {
    this.#blocks = blocks;
  }

  /** Reads the lists of these two again when they are asked for next. */
  forget({ tenantId, personIds }: DomainEvents['blocksChanged']): void {
    for (const personId of personIds) this.#lists.forget(tenantKey(tenantId, personId));
  }

  /** Everyone whom this person blocked, or who blocked this person. */
  blockedWith(person: Person): Promise<ReadonlySet<string>> {
    return this.#lists.get(tenantKey(person.tenantId, person.personId), () => this.#read(person));
  }

  /** Whether a block stands between the two, from the cache. */
  async isBlocked(person: Person, otherId: string): Promise<boolean> {
    return (await this.blockedWith(person)).has(otherId);
  }

  /** As `isBlocked`, asked of the database: for the moment after a write that a block at the same time must undo. */
  async isBlockedNow({ tenantId, personId }: Person, otherId: string): Promise<boolean> {
    const found = await this.#blocks.exists({
      tenantId,
      $or: [
        { blockerId: personId, blockedId: otherId },
        { blockerId: otherId, blockedId: personId },
      ],
    });
    return found !== null;
  }

  async #read({ tenantId, personId }: Person): Promise<ReadonlySet<string>> {
    const [given, received] = await Promise.all([
      this.#blocks.distinct('blockedId', { tenantId, blockerId: personId }),
      this.#blocks.distinct('blockerId', { tenantId, blockedId: personId }),
    ]);
    return new Set([...given, ...received]);
  }
}
