/** Communities and who is in them, in the database. Each write is one atomic step that also tells whether it changed anything. */
import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Person } from '../kernel/person.ts';
import { COMMUNITY_WITHOUT_SEARCH, type CommunityDoc, type StoredCommunity } from './community-model.ts';
import { type CommunityMembershipDoc, INSIDE, NEVER, type StoredStanding } from './members/membership-model.ts';

/** The one document for a person and a community. */
export interface MembershipKey {
  tenantId: string;
  communityId: string;
  personId: string;
}

type MembershipChange = Partial<Omit<CommunityMembershipDoc, '_id' | keyof MembershipKey>>;

/** Filter for communities that this person owns beside others. */
export function ownedWithOthers(personId: string) {
  return { ownerIds: personId, $expr: trusted({ $gt: [{ $size: '$ownerIds' }, 1] }) };
}

const inside = trusted({ $in: [...INSIDE] });

export class CommunityStore {
  readonly #communities: Model<CommunityDoc>;
  readonly #memberships: Model<CommunityMembershipDoc>;

  constructor(models: { communities: Model<CommunityDoc>; memberships: Model<CommunityMembershipDoc> }) {
    this.#communities = models.communities;
    this.#memberships = models.memberships;
  }

  async insert(community: CommunityDoc): Promise<void> {
    await this.#communities.create(community);
  }

  /** An open community. */
  find(tenantId: string, communityId: string): Promise<StoredCommunity | null> {
    return this.#communities
      .findOne({ _id: communityId, tenantId, state: 'open' })
      .select(COMMUNITY_WITHOUT_SEARCH)
      .lean<StoredCommunity>()
      .exec();
  }

  /** Those of the communities that are open, by their ids. */
  async findAll(tenantId: string, communityIds: readonly string[]): Promise<Map<string, StoredCommunity>> {
    if (communityIds.length === 0) return new Map();
    const found = await this.#communities
      .find({ _id: trusted({ $in: communityIds }), tenantId, state: 'open' })
      .select(COMMUNITY_WITHOUT_SEARCH)
      .lean<StoredCommunity[]>();
    return new Map(found.map((community) => [community._id, community]));
  }

  /** Public communities, newest first. */
  page(tenantId: string, filter: Record<string, unknown>, query: PageQuery) {
    const found = { tenantId, state: 'open', visibility: 'public', ...filter };
    return findPage({ model: this.#communities, filter: found, select: COMMUNITY_WITHOUT_SEARCH, ...query });
  }

  countOwned({ tenantId, personId }: Person): Promise<number> {
    return this.#communities.countDocuments({ tenantId, ownerIds: personId, state: 'open' }).exec();
  }

  async ownedBy({ tenantId, personId }: Person): Promise<string[]> {
    return this.#communities.distinct('_id', { tenantId, ownerIds: personId, state: 'open' });
  }

  /** Writes where the community still fits `condition`; null where it does not. */
  change(
    tenantId: string,
    communityId: string,
    condition: Record<string, unknown>,
    update: Record<string, unknown>,
  ): Promise<StoredCommunity | null> {
    return this.#communities
      .findOneAndUpdate({ _id: communityId, tenantId, state: 'open', ...condition }, update, {
        returnDocument: 'after',
      })
      .select(COMMUNITY_WITHOUT_SEARCH)
      .lean<StoredCommunity>()
      .exec();
  }

  async removeCommunity(tenantId: string, communityId: string): Promise<void> {
    await this.#communities.deleteOne({ _id: communityId, tenantId });
  }

  membership({ tenantId, communityId, personId }: MembershipKey): Promise<CommunityMembershipDoc | null> {
    return this.#memberships.findOne({ tenantId, communityId, personId }).lean<CommunityMembershipDoc>().exec();
  }

  /** How one person stands to several communities. */
  async standingsOf(
    { tenantId, personId }: Person,
    communityIds: readonly string[],
  ): Promise<Map<string, CommunityMembershipDoc>> {
    if (communityIds.length === 0) return new Map();
    const found = await this.#memberships
      .find({ tenantId, communityId: trusted({ $in: communityIds }), personId })
      .lean<CommunityMembershipDoc[]>();
    return new Map(found.map((membership) => [membership.communityId, membership]));
  }

  /**
   * Changes how a person stands to a community from one of the standings `from`, and only while no ban holds. Someone of
   * whom nothing is stored yet stands as `none`. Says whether it did.
   */
  async move(key: MembershipKey, from: readonly StoredStanding[], change: MembershipChange, now: Date) {
    const condition = { standing: trusted({ $in: from }), bannedUntil: trusted({ $lte: now }) };
    return this.#write(key, condition, change, from.includes('none'));
  }

  /** Changes what is stored for the two, whatever it is. */
  async put(key: MembershipKey, change: MembershipChange): Promise<void> {
    await this.#write(key, {}, change, true);
  }

  /** Where the person stands so now. Says whether that was so. */
  async changeIf(key: MembershipKey, from: readonly StoredStanding[], change: MembershipChange): Promise<boolean> {
    return this.#write(key, { standing: trusted({ $in: from }) }, change, false);
  }

  /** Everyone inside. */
  async membersOf(tenantId: string, communityId: string): Promise<CommunityMembershipDoc[]> {
    return this.#memberships.find({ tenantId, communityId, standing: inside }).lean<CommunityMembershipDoc[]>();
  }

  /** Ids of everyone inside. */
  async memberIds(tenantId: string, communityId: string): Promise<string[]> {
    return this.#memberships.distinct('personId', { tenantId, communityId, standing: inside });
  }

  /** Ids of the moderators, owners among them. */
  async moderatorIds(tenantId: string, communityId: string): Promise<string[]> {
    return this.#memberships.distinct('personId', { tenantId, communityId, standing: 'moderator' });
  }

  /** Ids of the communities that someone is in. */
  async idsOf({ tenantId, personId }: Person): Promise<string[]> {
    return this.#memberships.distinct('communityId', { tenantId, personId, standing: inside });
  }

  countMembers(tenantId: string, communityId: string, max: number): Promise<number> {
    return this.#memberships.countDocuments({ tenantId, communityId, standing: inside }).limit(max).exec();
  }

  countOf({ tenantId, personId }: Person, standing: 'inside' | 'requested', max: number): Promise<number> {
    const filter = { tenantId, personId, standing: standing === 'inside' ? inside : standing };
    return this.#memberships.countDocuments(filter).limit(max).exec();
  }

  /** Counted from what is stored, so that a count can never be wrong. */
  async memberCounts(tenantId: string, communityIds: readonly string[]): Promise<Map<string, number>> {
    if (communityIds.length === 0) return new Map();
    const counts = await this.#memberships.aggregate<{ _id: string; count: number }>([
      { $match: { tenantId, communityId: { $in: communityIds }, standing: { $in: [...INSIDE] } } },
      { $group: { _id: '$communityId', count: { $sum: 1 } } },
    ]);
    return new Map(counts.map(({ _id, count }) => [_id, count]));
  }

  membershipPage(filter: Record<string, unknown> & { tenantId: string }, query: PageQuery) {
    return findPage({ model: this.#memberships, filter, ...query });
  }

  /** Every membership of a person, whatever its standing. */
  async membershipsOf({ tenantId, personId }: Person): Promise<CommunityMembershipDoc[]> {
    return this.#memberships.find({ tenantId, personId }).lean<CommunityMembershipDoc[]>();
  }

  async removeMemberships(filter: { tenantId: string; personId?: string; communityId?: string }): Promise<void> {
    await this.#memberships.deleteMany(filter);
  }

  async #write(
    { tenantId, communityId, personId }: MembershipKey,
    condition: Record<string, unknown>,
    change: MembershipChange,
    upsert: boolean,
  ): Promise<boolean> {
    const first = { _id: newId(), standing: 'none', createdAt: NEVER, bannedUntil: NEVER, mutedUntil: NEVER };
    const missing = Object.entries(first).filter(([field]) => !(field in change));
    try {
      const written = await this.#memberships.updateOne(
        { tenantId, communityId, personId, ...condition },
        { $set: change, ...(upsert && { $setOnInsert: Object.fromEntries(missing) }) },
        { upsert },
      );
      return written.matchedCount + written.upsertedCount > 0;
    } catch (error) {
      // There is a document, and it does not fit the condition.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

/** Where a page of memberships is of those inside. */
export const INSIDE_FILTER = inside;
