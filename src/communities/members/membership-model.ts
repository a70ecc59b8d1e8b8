/**
 * How a person stands to a community: one document for the two, so that joining, leaving, being banned and being let in
 * at the same moment are decided by one atomic change. It stays when someone leaves, for a ban or a mute outlives that.
 */
import { Schema } from 'mongoose';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';

/** Owners stand as moderators here; that they are owners is written in the community. */
export type StoredStanding = 'moderator' | 'member' | 'requested' | 'invited' | 'none';

export interface CommunityMembershipDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  personId: string;
  standing: StoredStanding;
  /** When this standing began. */
  createdAt: Date;
  acceptedRulesVersion: number;
  /** What someone who asks to come in says to the moderators. */
  note: string;
  /** `NEVER` for none, `FOR_GOOD` for one without an end. */
  bannedUntil: Date;
  banReason: string;
  mutedUntil: Date;
}

export const NEVER = new Date(0);
export const FOR_GOOD = new Date('9999-12-31T23:59:59.999Z');

/** Whoever stands so is in the community. */
export const INSIDE: readonly StoredStanding[] = ['moderator', 'member'];

const schema = new Schema<CommunityMembershipDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  personId: { type: String, required: true },
  standing: { type: String, required: true },
  createdAt: { type: Date, required: true },
  acceptedRulesVersion: { type: Number, default: 0 },
  note: { type: String, default: '' },
  bannedUntil: { type: Date, default: NEVER },
  banReason: { type: String, default: '' },
  mutedUntil: { type: Date, default: NEVER },
});
schema.index({ tenantId: 1, communityId: 1, personId: 1 }, { unique: true });
schema.index({ tenantId: 1, communityId: 1, standing: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, personId: 1, standing: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, communityId: 1, bannedUntil: 1, createdAt: -1, _id: -1 });

const tenantId = 'public';
const [communityId, personId] = [newId(), newId()];
const inside = trusted({ $in: [...INSIDE] });
const newestFirst = { sort: { createdAt: -1, _id: -1 }, limit: 26 } as const;

export const membershipModel = defineModel<CommunityMembershipDoc>({
  name: 'CommunityMembership',
  collection: 'communityMemberships',
  schema,
  hotQueries: [
    { name: 'how a person stands to a community', filter: { tenantId, communityId, personId } },
    { name: 'the communities of a person', filter: { tenantId, personId, standing: inside } },
    { name: 'my communities, newest first', filter: { tenantId, personId, standing: inside }, ...newestFirst },
    { name: 'my invitations', filter: { tenantId, personId, standing: 'invited' }, ...newestFirst },
    { name: 'everyone in a community', filter: { tenantId, communityId, standing: inside } },
    { name: 'members, newest first', filter: { tenantId, communityId, standing: inside }, ...newestFirst },
    { name: 'requests, newest first', filter: { tenantId, communityId, standing: 'requested' }, ...newestFirst },
    {
      name: 'bans of a community',
      filter: { tenantId, communityId, bannedUntil: trusted({ $gt: new Date() }) },
      ...newestFirst,
      sortsInMemory: 'a community bans few people',
    },
    {
      name: 'how many are in the communities of a page',
      pipeline: [
        { $match: { tenantId, communityId: { $in: [communityId] }, standing: { $in: [...INSIDE] } } },
        { $group: { _id: '$communityId', count: { $sum: 1 } } },
      ],
    },
  ],
});
