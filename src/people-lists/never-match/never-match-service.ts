/** The never-match list: people who are not to be suggested to each other. Silent: the other never learns of it. */

import type { Model } from 'mongoose';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { newId } from '../../database/ids.ts';
import { findPage, type PageQuery } from '../../database/page.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, ForbiddenError } from '../../kernel/errors.ts';
import type { Events } from '../../kernel/events.ts';
import type { Person } from '../../kernel/person.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { NeverMatch } from '../../protocol/never-match.ts';
import type { BlockList } from '../block-list.ts';
import type { NeverMatchDoc } from '../never-match-model.ts';

export interface NeverMatchServiceOptions {
  neverMatches: Model<NeverMatchDoc>;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  blockList: BlockList;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'neverMatchesPerPerson'>;
}

export class NeverMatchService {
  readonly #parts: NeverMatchServiceOptions;
  readonly #neverMatches: Model<NeverMatchDoc>;

  constructor(parts: NeverMatchServiceOptions) {
    this.#parts = parts;
    this.#neverMatches = parts.neverMatches;
  }

  /** Whom I put on my list, the last first. Who has me on theirs is told to nobody. */
  async list({ tenantId, personId }: Actor, query: PageQuery): Promise<Page<NeverMatch>> {
    const filter = { tenantId, personId };
    const [blocked, { docs, nextCursor }] = await Promise.all([
      this.#parts.blockList.blockedWith({ tenantId, personId }),
      findPage({ model: this.#neverMatches, filter, ...query }),
    ]);
    const visible = docs.filter(({ otherId }) => !blocked.has(otherId));
    const people = await this.#parts.profiles.summaries(
      tenantId,
      visible.map(({ otherId }) => otherId),
    );
    const items = visible.flatMap(({ otherId, createdAt }) => {
      const person = people.get(otherId);
      return person ? [{ person, createdAt: createdAt.toISOString() }] : [];
    });
    return { items, nextCursor };
  }

  /**
   * Puts someone on the person's list: nothing suggests the two to each other any more. What they have stays: a match goes
   * on. Again it changes nothing, and neither does an id of nobody, which must not tell whom one cannot see.
   * @throws ForbiddenError `yourself`, ConflictError `too_many_never_matches`
   */
  async add(person: Person, otherId: string): Promise<void> {
    const { tenantId, personId } = person;
    if (otherId === personId) throw new ForbiddenError('yourself', 'You cannot add yourself. Choose another person.');
    if (!(await this.#parts.profiles.exists({ tenantId, personId: otherId }))) return;
    await this.#checkCount(person, otherId);
    if (await this.#insert(person, otherId)) this.#announce(person, otherId);
  }

  /** Takes someone off the list; if the other has one on theirs, that stands. */
  async remove({ tenantId, personId }: Person, otherId: string): Promise<void> {
    const removed = await this.#neverMatches.deleteOne({ tenantId, personId, otherId });
    if (removed.deletedCount === 1) this.#announce({ tenantId, personId }, otherId);
  }

  /** Removes someone who leaves from all lists, and theirs. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    const filter = { tenantId, $or: [{ personId }, { otherId: personId }] };
    const gone = await this.#neverMatches.find(filter).lean<NeverMatchDoc[]>();
    await this.#neverMatches.deleteMany(filter);
    for (const one of gone) this.#announce({ tenantId, personId: one.personId }, one.otherId);
  }

  async #insert({ tenantId, personId }: Person, otherId: string): Promise<boolean> {
    try {
      const written = await this.#neverMatches.updateOne(
        { tenantId, personId, otherId },
        { $setOnInsert: { _id: newId(), createdAt: this.#parts.clock.date() } },
        { upsert: true },
      );
      return written.upsertedCount === 1;
    } catch (error) {
      // The same was asked for at the same moment.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async #checkCount({ tenantId, personId }: Person, otherId: string): Promise<void> {
    const max = this.#parts.limits.neverMatchesPerPerson;
    const mine = { tenantId, personId };
    const [count, again] = await Promise.all([
      this.#neverMatches.countDocuments(mine).limit(max),
      this.#neverMatches.exists({ ...mine, otherId }),
    ]);
    if (count < max || again) return;
    throw new ConflictError(
      'too_many_never_matches',
      `You can have ${max} people in this list. Remove someone first.`,
      { max },
    );
  }

  #announce({ tenantId, personId }: Person, otherId: string): void {
    this.#parts.events.announce('neverMatchChanged', { tenantId, personIds: [personId, otherId] });
  }
}
