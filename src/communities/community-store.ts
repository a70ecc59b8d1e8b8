/** Reads and writes communities and memberships. A conditional write is one atomic step and returns whether it was made. */
import type { Model } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Grants } from '../groups/store/index.ts';
import type { Person } from '../kernel/person.ts';
import { COMMUNITY_WITHOUT_SEARCH, type CommunityDoc, type StoredCommunity } from './community-model.ts';
import {
  type CommunityMembershipDoc,
  MEMBER_STANDINGS,
  NEVER,
  type StoredStanding,
} from './members/membership-model.ts';

/** Identifies a membership: there is one document for each person and community. */
export interface MembershipKey {
  tenantId: string;
  communityId: string;
  personId: string;
}

export interface CommunityStoreOptions {
  communities: Model<CommunityDoc>;
  memberships: Model<CommunityMembershipDoc>;
  audit: AuditTrail;
  grants: Pick<Grants, 'peopleWith'>;
}

type MembershipChange = Partial<Omit<CommunityMembershipDoc, '_id' | keyof MembershipKey>>;

/** Filter for communities that this person owns together with others. */
export function ownedWithOthers(personId: string) {
  return { ownerIds: personId, $expr: trusted({ $gt: [{ $size: '$ownerIds' }, 1] }) };
}

/** Matches the `standing` of members. */
export const MEMBER_FILTER = trusted({ $in: [...MEMBER_STANDINGS] });

const PUBLIC = { state: 'open', visibility: 'public' } as const;

export class CommunityStore {
  readonly #communities: Model<CommunityDoc>;
  readonly #memberships: Model<CommunityMembershipDoc>;
  readonly #audit: AuditTrail;
  readonly #grants: Pick<Grants, 'peopleWith'>;

  constructor({ communities, memberships, audit, grants }: CommunityStoreOptions) {
    this.#communities = communities;
    this.#memberships = memberships;
    this.#audit = audit;
    this.#grants = grants;
  }

  /** The entry is in the log after `settleCreation`. */
  async insert(community: CommunityDoc, entry: PendingAuditEntry): Promise<void> {
    await this.#communities.create(carrying(community, [entry]));
  }

  settleCreation(entry: PendingAuditEntry): Promise<void> {
    return this.#audit.settle(this.#communities, [entry]);
  }

  /** The community; null if it does not exist or has been closed. */
  find(tenantId: string, communityId: string): Promise<StoredCommunity | null> {
    return this.#communities
      .findOne({ _id: communityId, tenantId, state: 'open' })
      .select(COMMUNITY_WITHOUT_SEARCH)
      .lean<StoredCommunity>()
      .exec();
  }

  /** The communities by id, without those that do not exist or have been closed. */
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
    const found = { tenantId, ...PUBLIC, ...filter };
    return findPage({ model: this.#communities, filter: found, select: COMMUNITY_WITHOUT_SEARCH, ...query });
  }

  /** The ids of public communities, newest first. */
  async publicIds(tenantId: string, max: number): Promise<string[]> {
    const found = await this.#communities
      .find({ tenantId, ...PUBLIC }, { _id: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(max)
      .lean();
    return found.map(({ _id }) => _id);
  }

  /** How many communities this person created and still owns. One that others handed over does not count. */
  countFounded({ tenantId, personId }: Person): Promise<number> {
    const founded = { tenantId, ownerIds: personId, createdById: personId, state: 'open' } as const;
    return this.#communities.countDocuments(founded).exec();
  }

  /** Ids of the communities that this person owns. */
  async ownedBy({ tenantId, personId }: Person): Promise<string[]> {
    return this.#communities.distinct('_id', { tenantId, ownerIds: personId, state: 'open' });
  }

  /** Updates the community if it matches `condition`. Returns it as updated, or null if it does not match. */
  async change(
    tenantId: string,
    communityId: string,
    condition: Record<string, unknown>,
    update: Record<string, unknown>,
    entry: PendingAuditEntry | null = null,
  ): Promise<StoredCommunity | null> {
    const entries = entry ? [entry] : [];
    const changed = await this.#communities
      .findOneAndUpdate({ _id: communityId, tenantId, state: 'open', ...condition }, including(update, entries), {
        returnDocument: 'after',
      })
      .select(COMMUNITY_WITHOUT_SEARCH)
      .lean<StoredCommunity>();
    if (changed && entry) await this.#audit.settle(this.#communities, entries);
    return changed;
  }

  /** Undoes `insert`, also its entry, before `settleCreation`. */
  async undoInsert(tenantId: string, communityId: string): Promise<void> {
    await this.#communities.deleteOne({ _id: communityId, tenantId });
  }

  async removeCommunity(tenantId: string, communityId: string): Promise<void> {
    await this.#audit.deleteMany(this.#communities, { _id: communityId, tenantId });
  }

  membership({ tenantId, communityId, personId }: MembershipKey): Promise<CommunityMembershipDoc | null> {
    return this.#memberships.findOne({ tenantId, communityId, personId }).lean<CommunityMembershipDoc>().exec();
  }

  /** One person's memberships in these communities, by community id, without communities for which nothing is stored. */
  async membershipsIn(
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
   * Changes the membership if its standing is in `from` and no ban is active. With `none` in `from`, a missing membership is
   * created. Returns whether the write was made.
   */
  async changeUnlessBanned(
    key: MembershipKey,
    from: readonly StoredStanding[],
    change: MembershipChange,
    { now, entry }: { now: Date; entry?: PendingAuditEntry },
  ): Promise<boolean> {
    const condition = { standing: trusted({ $in: from }), bannedUntil: trusted({ $lte: now }) };
    return this.#write(key, condition, change, { upsert: from.includes('none'), entry });
  }

  /** Undoes `changeUnlessBanned`, also its entry, before `settle`. */
  async undo(key: MembershipKey, from: StoredStanding, change: MembershipChange, entry?: PendingAuditEntry) {
    const filter = { ...key, standing: from };
    const undone = { $set: { invitedById: null, ...change } };
    await this.#memberships.updateOne(
      filter,
      entry ? { ...undone, $pull: { pendingAudit: { id: entry.id } } } : undone,
    );
  }

  /** Moves an entry of a membership into the audit log. */
  settle(entry: PendingAuditEntry): Promise<void> {
    return this.#audit.settle(this.#memberships, [entry]);
  }

  /** Writes the membership without a condition; creates it if it is missing. */
  async put(key: MembershipKey, change: MembershipChange, entry?: PendingAuditEntry): Promise<void> {
    await this.#write(key, {}, change, { upsert: true, entry });
    if (entry) await this.settle(entry);
  }

  /** Changes the membership if its standing is in `from`. Returns whether it did. */
  async changeIf(
    key: MembershipKey,
    from: readonly StoredStanding[],
    change: MembershipChange,
    entry?: PendingAuditEntry,
  ): Promise<boolean> {
    const isChanged = await this.#write(key, { standing: trusted({ $in: from }) }, change, { upsert: false, entry });
    if (isChanged && entry) await this.settle(entry);
    return isChanged;
  }

  /** Ends a ban that was kept of an erased person. */
  async removeKeptBan(key: MembershipKey, entry: PendingAuditEntry): Promise<void> {
    await this.#audit.delete(this.#memberships, key, { $set: { bannedUntil: NEVER } }, entry);
  }

  /** Ends the open invitations by name of this person. Returns the ids of the invited people. */
  async endInvitationsBy({ tenantId, communityId, personId }: MembershipKey): Promise<string[]> {
    const invited = { tenantId, communityId, standing: 'invited', invitedById: personId } as const;
    const personIds = await this.#memberships.distinct('personId', invited);
    await this.#memberships.updateMany(invited, { $set: { standing: 'none', invitedById: null } });
    return personIds;
  }

  /** Keeps of a membership only the ban. */
  async keepBan(
    { tenantId, communityId, personId }: MembershipKey,
    kept: Required<Pick<CommunityMembershipDoc, 'addressHash' | 'keptUntil'>>,
  ): Promise<void> {
    const cleared = { note: '', banReason: '', mutedUntil: NEVER, acceptedRulesVersion: 0 };
    await this.put({ tenantId, communityId, personId }, { standing: 'none', ...cleared, ...kept });
  }

  /** Whether an erased person with one of these hashes of the e-mail address is still banned. */
  async hasKeptBan(
    { tenantId, communityId }: MembershipKey,
    addressHashes: readonly string[],
    now: Date,
  ): Promise<boolean> {
    const addressHash = trusted({ $in: addressHashes });
    const bannedUntil = trusted({ $gt: now });
    return (await this.#memberships.exists({ tenantId, communityId, addressHash, bannedUntil })) !== null;
  }

  /** The memberships of all members. */
  async membersOf(tenantId: string, communityId: string): Promise<CommunityMembershipDoc[]> {
    return this.#memberships.find({ tenantId, communityId, standing: MEMBER_FILTER }).lean<CommunityMembershipDoc[]>();
  }

  /** Person ids of all members. */
  async memberIds(tenantId: string, communityId: string): Promise<string[]> {
    return this.#memberships.distinct('personId', { tenantId, communityId, standing: MEMBER_FILTER });
  }

  /** Those of these people who are members. */
  async membersAmong(
    { tenantId, communityId }: { tenantId: string; communityId: string },
    personIds: readonly string[],
  ): Promise<string[]> {
    const personId = trusted({ $in: personIds });
    return this.#memberships.distinct('personId', { tenantId, communityId, personId, standing: MEMBER_FILTER });
  }

  /** Person ids of the members who can moderate: owners, moderators, and those of groups with that permission. */
  async moderatorIds(tenantId: string, communityId: string): Promise<string[]> {
    const ofGroups = await this.#grants.peopleWith('community:moderate', tenantId, communityId);
    const standing: Record<string, unknown> = { standing: 'moderator' };
    const isMember = { standing: MEMBER_FILTER, personId: trusted({ $in: ofGroups }) };
    const filter = ofGroups.length === 0 ? standing : { $or: [standing, isMember] };
    return this.#memberships.distinct('personId', { tenantId, communityId, ...filter });
  }

  /** Those of these people who have invited somebody by name who has not answered. */
  async invitersAmong(
    { tenantId, communityId }: { tenantId: string; communityId: string },
    personIds: readonly string[],
  ): Promise<string[]> {
    const invitedById = trusted({ $in: personIds });
    const found = await this.#memberships.distinct('invitedById', {
      tenantId,
      communityId,
      standing: 'invited',
      invitedById,
    });
    return found.filter((id) => id !== null);
  }

  /** Ids of the communities of which this person is a member. */
  async idsOf({ tenantId, personId }: Person): Promise<string[]> {
    return this.#memberships.distinct('communityId', { tenantId, personId, standing: MEMBER_FILTER });
  }

  /** Ids of the communities in which this person is an owner or a moderator. */
  async idsModeratedBy({ tenantId, personId }: Person): Promise<string[]> {
    return this.#memberships.distinct('communityId', { tenantId, personId, standing: 'moderator' });
  }

  /** The newest requests to join these communities. */
  async newestRequests(
    tenantId: string,
    communityIds: readonly string[],
    max: number,
  ): Promise<CommunityMembershipDoc[]> {
    if (communityIds.length === 0) return [];
    return this.#memberships
      .find({ tenantId, communityId: trusted({ $in: communityIds }), standing: 'requested' })
      .sort({ createdAt: -1, _id: -1 })
      .limit(max)
      .lean<CommunityMembershipDoc[]>();
  }

  /** Counts no further than `max`. */
  countMembers(tenantId: string, communityId: string, max: number): Promise<number> {
    return this.#memberships.countDocuments({ tenantId, communityId, standing: MEMBER_FILTER }).limit(max).exec();
  }

  /** How many people are invited by name. Counts no further than `max`. */
  countInvited(tenantId: string, communityId: string, max: number): Promise<number> {
    return this.#memberships.countDocuments({ tenantId, communityId, standing: 'invited' }).limit(max).exec();
  }

  /** How many communities the person is a member of, or has asked to join. Counts no further than `max`. */
  countOf({ tenantId, personId }: Person, relation: 'member' | 'requested', max: number): Promise<number> {
    const filter = { tenantId, personId, standing: relation === 'member' ? MEMBER_FILTER : relation };
    return this.#memberships.countDocuments(filter).limit(max).exec();
  }

  /** Member counts by community id. Counted from the memberships, because a stored counter could become wrong. */
  async memberCounts(tenantId: string, communityIds: readonly string[]): Promise<Map<string, number>> {
    if (communityIds.length === 0) return new Map();
    const counts = await this.#memberships.aggregate<{ _id: string; count: number }>([
      { $match: { tenantId, communityId: { $in: communityIds }, standing: { $in: [...MEMBER_STANDINGS] } } },
      { $group: { _id: '$communityId', count: { $sum: 1 } } },
    ]);
    return new Map(counts.map(({ _id, count }) => [_id, count]));
  }

  /** How many public communities have a name with one of these keys. */
  async countByName(tenantId: string, nameKeys: readonly string[]): Promise<Map<string, number>> {
    const counts = await this.#communities.aggregate<{ _id: string; count: number }>([
      { $match: { tenantId, ...PUBLIC, nameKey: { $in: nameKeys } } },
      { $group: { _id: '$nameKey', count: { $sum: 1 } } },
    ]);
    return new Map(counts.map(({ _id, count }) => [_id, count]));
  }

  membershipPage(filter: Record<string, unknown> & { tenantId: string }, query: PageQuery) {
    return findPage({ model: this.#memberships, filter, ...query });
  }

  /** Ends all memberships of a community that is being deleted, and keeps them marked as `closed`. Idempotent. */
  async closeMemberships(tenantId: string, communityId: string): Promise<void> {
    const members = { tenantId, communityId, standing: MEMBER_FILTER };
    await this.#memberships.updateMany(members, { $set: { standing: 'closed' } });
  }

  /** Person ids of everyone with a stored membership, or only of those with this standing. */
  async personIds(tenantId: string, communityId: string, standing?: StoredStanding): Promise<string[]> {
    return this.#memberships.distinct('personId', { tenantId, communityId, ...(standing && { standing }) });
  }

  /** All stored memberships of a person, in every standing. */
  async membershipsOf({ tenantId, personId }: Person): Promise<CommunityMembershipDoc[]> {
    return this.#memberships.find({ tenantId, personId }).lean<CommunityMembershipDoc[]>();
  }

  async removeMemberships(filter: { tenantId: string; personId?: string; communityId?: string }): Promise<void> {
    await this.#audit.deleteMany(this.#memberships, filter);
  }

  async #write(
    { tenantId, communityId, personId }: MembershipKey,
    condition: Record<string, unknown>,
    change: MembershipChange,
    { upsert, entry }: { upsert: boolean; entry?: PendingAuditEntry | undefined },
  ): Promise<boolean> {
    const defaults = { _id: newId(), standing: 'none', createdAt: NEVER, bannedUntil: NEVER, mutedUntil: NEVER };
    const missing = Object.entries(defaults).filter(([field]) => !(field in change));
    // Nobody is named any longer as who has invited a person that is not invited any longer.
    const set = change.standing ? { invitedById: null, ...change } : change;
    try {
      const filter = { tenantId, communityId, personId, ...condition };
      const update = { $set: set, ...(upsert && { $setOnInsert: Object.fromEntries(missing) }) };
      const entries = entry ? [entry] : [];
      const written = await upsertOnce(() =>
        this.#memberships.updateOne(filter, including(update, entries), { upsert }),
      );
      return written.matchedCount + written.upsertedCount > 0;
    } catch (error) {
      // The membership exists, but does not match the condition.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

function including(update: Record<string, unknown>, entries: readonly PendingAuditEntry[]): Record<string, unknown> {
  return entries.length > 0 ? withEntries(update, entries) : update;
}
