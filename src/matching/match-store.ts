/** Matches in the database. Each write is one atomic step and returns whether it changed anything. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { type FoundPage, findPage, type PageQuery } from '../database/page.ts';
import type { Person } from '../kernel/person.ts';
import type { MatchDoc } from './match-model.ts';
import { pairKey } from './pair-key.ts';

export interface Pairing {
  tenantId: string;
  /** The person who caused the match comes first. */
  personIds: readonly [string, string];
  /** The topic that led to the match. Stored only by the call that creates or revives the match. */
  topicId: string | null;
  /** True if another notification already informs the two people. */
  suppressNotification?: boolean;
}

export class MatchStore {
  readonly #matches: Model<MatchDoc>;

  constructor({ matches }: { matches: Model<MatchDoc> }) {
    this.#matches = matches;
  }

  /** Creates the match, or revives it if it had ended. Returns false if it was already running. */
  async pair(pairing: Pairing, at: Date): Promise<boolean> {
    return (await this.#insert(pairing, at)) || (await this.#revive(pairing, at));
  }

  /** Returns whether this call ended the match. Does not end a match that was ended and revived after it was read. */
  async end({ _id, tenantId, createdAt }: MatchDoc, at: Date): Promise<boolean> {
    const written = await this.#matches.updateOne(
      { _id, tenantId, createdAt, endedAt: null },
      { $set: { endedAt: at } },
    );
    return written.modifiedCount === 1;
  }

  /** The match of two people, running or ended. */
  findOf({ tenantId, personId }: Person, otherId: string): Promise<MatchDoc | null> {
    return this.#matches
      .findOne({ tenantId, pairKey: pairKey(personId, otherId) })
      .lean<MatchDoc>()
      .exec();
  }

  findRunningById(tenantId: string, matchId: string): Promise<MatchDoc | null> {
    return this.#matches.findOne({ _id: matchId, tenantId, endedAt: null }).lean<MatchDoc>().exec();
  }

  /** One match of this person by its id, running or ended. */
  findMine({ tenantId, personId }: Person, matchId: string): Promise<MatchDoc | null> {
    return this.#matches.findOne({ _id: matchId, tenantId, personIds: personId }).lean<MatchDoc>().exec();
  }

  /** Running matches of this person with any of the other people. */
  findRunningWith({ tenantId, personId }: Person, otherIds: readonly string[]): Promise<MatchDoc[]> {
    const keys = [...new Set(otherIds)].map((id) => pairKey(personId, id));
    return this.#matches
      .find({ tenantId, pairKey: trusted({ $in: keys }), endedAt: null })
      .lean<MatchDoc[]>()
      .exec();
  }

  /** All running matches of this person. */
  findRunning({ tenantId, personId }: Person): Promise<MatchDoc[]> {
    return this.#matches.find({ tenantId, personIds: personId, endedAt: null }).lean<MatchDoc[]>().exec();
  }

  /** How many running matches of this person were made after `since`, counted up to `max`. */
  countNew({ tenantId, personId }: Person, { since, max }: { since: Date; max: number }): Promise<number> {
    return this.#matches
      .countDocuments({ tenantId, personIds: personId, endedAt: null, createdAt: trusted({ $gt: since }) })
      .limit(max)
      .exec();
  }

  /** Running matches of any of these people, at most 1,000. */
  async findRunningOfAny(tenantId: string, personIds: readonly string[]): Promise<Pick<MatchDoc, 'personIds'>[]> {
    if (personIds.length === 0) return [];
    return this.#matches
      .find({ tenantId, personIds: trusted({ $in: [...personIds] }), endedAt: null }, { personIds: 1 })
      .limit(1_000)
      .lean();
  }

  /** The matches between any of these people, running or ended. */
  async findAmong(tenantId: string, personIds: readonly string[]): Promise<MatchDoc[]> {
    const all = new Set(personIds);
    const found = await this.#matches
      .find({ tenantId, personIds: trusted({ $in: [...all] }) }, { personIds: 1, pairKey: 1, createdAt: 1 })
      .lean<MatchDoc[]>();
    return found.filter((match) => match.personIds.every((id) => all.has(id)));
  }

  /** Running matches of this person, newest first. */
  pageOfRunning({ tenantId, personId }: Person, query: PageQuery): Promise<FoundPage<MatchDoc>> {
    return findPage({ model: this.#matches, filter: { tenantId, personIds: personId, endedAt: null }, ...query });
  }

  #insert({ tenantId, personIds, topicId }: Pairing, at: Date): Promise<boolean> {
    return insertOnce(this.#matches, {
      _id: newId(),
      tenantId,
      pairKey: pairKey(...personIds),
      personIds: [...personIds].sort(),
      topicId,
      conversationId: newId(),
      createdAt: at,
      endedAt: null,
    });
  }

  async #revive({ tenantId, personIds, topicId }: Pairing, at: Date): Promise<boolean> {
    const written = await this.#matches.updateOne(
      { tenantId, pairKey: pairKey(...personIds), endedAt: trusted({ $ne: null }) },
      { $set: { endedAt: null, createdAt: at, topicId } },
    );
    return written.modifiedCount === 1;
  }
}

/** The other person of a match. */
export function otherOf({ personIds }: Pick<MatchDoc, 'personIds'>, personId: string): string {
  return personIds.find((id) => id !== personId) ?? personId;
}

/** Both people of a match. */
export function pairOf({ personIds }: Pick<MatchDoc, 'personIds'>): readonly [string, string] {
  const [a, b] = personIds;
  if (a === undefined || b === undefined) throw new Error('A match has two people');
  return [a, b];
}
