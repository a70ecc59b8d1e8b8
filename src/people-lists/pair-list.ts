/**
 * A list of pairs of people: each person has a list of others, and every pair works in both directions. Nearly every request
 * asks for the others of a person, so they are cached.
 */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertion } from '../database/insert-once.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Person } from '../kernel/person.ts';
import { type Quota, type Quotas, quotaOf } from '../kernel/quotas.ts';
import { Remembered, tenantKey } from '../kernel/remembered.ts';
import type { Page } from '../protocol/common.ts';
import type { PairDoc, PairFields } from './pair-models.ts';

export interface PairListOptions {
  pairs: Model<PairDoc>;
  fields: PairFields;
  quotas: Quotas;
  clock: Clock;
}

/** A person on a list. */
export interface PairEntry {
  otherId: string;
  createdAt: string;
}

export class PairList {
  readonly #pairs: Model<PairDoc>;
  readonly #fields: PairFields;
  readonly #clock: Clock;
  readonly #others = new Remembered<ReadonlySet<string>>();
  readonly #quotas: Quotas;

  constructor({ pairs, fields, quotas, clock }: PairListOptions) {
    this.#pairs = pairs;
    this.#fields = fields;
    this.#quotas = quotas;
    this.#clock = clock;
  }

  /** Drops what is cached for these people. */
  forget({ tenantId, personIds }: { tenantId: string; personIds: readonly string[] }): void {
    for (const personId of personIds) this.#others.forget(tenantKey(tenantId, personId));
  }

  /** Empties the cache. */
  forgetAll(): void {
    this.#others.forgetAll();
  }

  /** Everyone on this person's list, and everyone who has this person on their list. */
  of({ tenantId, personId }: Person): Promise<ReadonlySet<string>> {
    const { owner, other } = this.#fields;
    return this.#others.get(tenantKey(tenantId, personId), async () => {
      const [added, addedBy] = await Promise.all([
        this.#pairs.distinct(other, { tenantId, [owner]: personId }),
        this.#pairs.distinct(owner, { tenantId, [other]: personId }),
      ]);
      return new Set([...added, ...addedBy].map(String));
    });
  }

  /** Whether the two are a pair in either direction, read from the database and not from the cache. */
  async hasNow({ tenantId, personId }: Person, otherId: string): Promise<boolean> {
    const { owner, other } = this.#fields;
    const directions = [
      { [owner]: personId, [other]: otherId },
      { [owner]: otherId, [other]: personId },
    ];
    return (await this.#pairs.exists({ tenantId, $or: directions })) !== null;
  }

  /** The person's own list, newest first. */
  async page(person: Person, query: PageQuery): Promise<Page<PairEntry>> {
    const { docs, nextCursor } = await findPage({ model: this.#pairs, filter: this.#ownedBy(person), ...query });
    const items = docs.map((doc) => ({
      otherId: String(doc[this.#fields.other]),
      createdAt: doc.createdAt.toISOString(),
    }));
    return { items, nextCursor };
  }

  /** Adds the other to the person's own list. Idempotent. Returns whether this call added them. @throws the error of the quota */
  add(person: Person, otherId: string, quota: Pick<Quota, 'max' | 'error'>): Promise<boolean> {
    const pair = this.#pairOf(person, otherId);
    const spending = {
      isDone: async () => (await this.#pairs.exists(pair)) !== null,
      ...insertion(this.#pairs, { _id: newId(), ...pair, createdAt: this.#clock.date() }),
    };
    const count = (max: number) => this.#pairs.countDocuments(this.#ownedBy(person)).limit(max).exec();
    return this.#quotas.spend([quotaOf(this.#fields.other, person)], spending, [{ count, ...quota }]);
  }

  /** Removes the other from the person's own list. Idempotent. Returns whether this call removed it. */
  async remove(person: Person, otherId: string): Promise<boolean> {
    return (await this.#pairs.deleteOne(this.#pairOf(person, otherId))).deletedCount === 1;
  }

  /** Removes the person's own list, and the person from all other lists. Returns the removed pairs, owner first. */
  async erase({ tenantId, personId }: Person): Promise<[string, string][]> {
    const { owner, other } = this.#fields;
    const filter = { tenantId, $or: [{ [owner]: personId }, { [other]: personId }] };
    const removed = await this.#pairs.find(filter).lean<PairDoc[]>();
    await this.#pairs.deleteMany(filter);
    return removed.map((doc) => [String(doc[owner]), String(doc[other])]);
  }

  #ownedBy({ tenantId, personId }: Person) {
    return { tenantId, [this.#fields.owner]: personId };
  }

  #pairOf(person: Person, otherId: string) {
    return { ...this.#ownedBy(person), [this.#fields.other]: otherId };
  }
}
