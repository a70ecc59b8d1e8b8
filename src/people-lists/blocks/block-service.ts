/** Blocking: two people see nothing of each other any more, and what was between them ends. */

import type { Model } from 'mongoose';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { newId } from '../../database/ids.ts';
import { findPage, type PageQuery } from '../../database/page.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, ForbiddenError } from '../../kernel/errors.ts';
import type { Events } from '../../kernel/events.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import type { Person } from '../../kernel/person.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { Block } from '../../protocol/matching.ts';
import type { BlockDoc } from '../block-model.ts';

export interface BlockServiceOptions {
  blocks: Model<BlockDoc>;
  /** Asked to end what is between the two. */
  hooks: Pick<Hooks, 'block'>;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'blocksPerPerson'>;
}

export class BlockService {
  readonly #parts: BlockServiceOptions;
  readonly #blocks: Model<BlockDoc>;

  constructor(parts: BlockServiceOptions) {
    this.#parts = parts;
    this.#blocks = parts.blocks;
  }

  /** Whom I blocked, the last first. Who blocked me is told to nobody. */
  async list({ tenantId, personId }: Actor, query: PageQuery): Promise<Page<Block>> {
    const filter = { tenantId, blockerId: personId };
    const { docs, nextCursor } = await findPage({ model: this.#blocks, filter, ...query });
    const blockedIds = docs.map((block) => block.blockedId);
    const people = await this.#parts.profiles.summaries(tenantId, blockedIds);
    const items = docs.flatMap(({ blockedId, createdAt }) => {
      const person = people.get(blockedId);
      return person ? [{ person, createdAt: createdAt.toISOString() }] : [];
    });
    return { items, nextCursor };
  }

  /**
   * Blocks someone; a match between the two ends, and so does their interest in each other's topics. Blocking again
   * changes nothing, and neither does blocking an id that belongs to nobody: it must not tell whom one cannot see.
   * @throws ForbiddenError `yourself`, ConflictError `too_many_blocks`
   */
  async block(actor: Actor, blockedId: string): Promise<void> {
    const { tenantId, personId } = actor;
    if (blockedId === personId) {
      throw new ForbiddenError('yourself', 'You cannot block yourself. Choose another person.');
    }
    if (!(await this.#parts.profiles.exists({ tenantId, personId: blockedId }))) return;
    await this.#checkCount(actor, blockedId);
    const isNew = await this.#insert(actor, blockedId);
    // Before what was between them ends, so that neither can begin anything new meanwhile.
    if (isNew) this.#announce(actor, blockedId);
    await this.#parts.hooks.block(actor, blockedId);
  }

  /** Takes a block back. What it ended stays ended. */
  async unblock({ tenantId, personId }: Actor, blockedId: string): Promise<void> {
    const removed = await this.#blocks.deleteOne({ tenantId, blockerId: personId, blockedId });
    if (removed.deletedCount === 1) this.#announce({ tenantId, personId }, blockedId);
  }

  /** Removes the blocks by and of someone who leaves. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    const filter = { tenantId, $or: [{ blockerId: personId }, { blockedId: personId }] };
    const gone = await this.#blocks.find(filter).lean<BlockDoc[]>();
    await this.#blocks.deleteMany(filter);
    for (const { blockerId, blockedId } of gone) this.#announce({ tenantId, personId: blockerId }, blockedId);
  }

  async #insert({ tenantId, personId }: Actor, blockedId: string): Promise<boolean> {
    try {
      const written = await this.#blocks.updateOne(
        { tenantId, blockerId: personId, blockedId },
        { $setOnInsert: { _id: newId(), createdAt: this.#parts.clock.date() } },
        { upsert: true },
      );
      return written.upsertedCount === 1;
    } catch (error) {
      // The same block was made at the same moment.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async #checkCount({ tenantId, personId }: Actor, blockedId: string): Promise<void> {
    const max = this.#parts.limits.blocksPerPerson;
    const mine = { tenantId, blockerId: personId };
    const [count, again] = await Promise.all([
      this.#blocks.countDocuments(mine).limit(max),
      this.#blocks.exists({ ...mine, blockedId }),
    ]);
    if (count < max || again) return;
    throw new ConflictError('too_many_blocks', `You can block ${max} people. Unblock someone first.`, { max });
  }

  #announce({ tenantId, personId }: Person, otherId: string): void {
    this.#parts.events.announce('blocksChanged', { tenantId, personIds: [personId, otherId] });
  }
}
