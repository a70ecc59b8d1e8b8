/**
 * The relation of a person to a community. There is one document for each person and community, so that concurrent joins,
 * leaves, bans and approvals are decided by one atomic write. It stays when the person leaves: bans and mutes outlive that.
 */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { person, withDocument } from '../../database/personal-fields.ts';

/**
 * An owner is stored as `moderator`; `ownerIds` of the community names the owners. `closed` marks the members of a community
 * that is being deleted.
 */
export type StoredStanding = 'moderator' | 'member' | 'requested' | 'invited' | 'none' | 'closed';

export interface CommunityMembershipDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  personId: string;
  standing: StoredStanding;
  /** When the person joined, asked to join, was invited or left. A change of role keeps it. */
  createdAt: Date;
  /** Who has invited a person who is `invited`: the invitation works only while this person may invite. Older ones lack it. */
  invitedById?: string | null;
  acceptedRulesVersion: number;
  /** What the person writes to the moderators in a request to join. */
  note: string;
  /** `NEVER` without a ban, `PERMANENT` for a ban without an end. */
  bannedUntil: Date;
  banReason: string;
  mutedUntil: Date;
  /** A keyed hash of the e-mail address of a banned person who was erased: see `KeptBans`. */
  addressHash?: string;
  /** When the ban of an erased person ends; then the database removes the document. */
  keptUntil?: Date;
}

export const NEVER = new Date(0);
export const PERMANENT = new Date('9999-12-31T23:59:59.999Z');

/** The standings of members; in every other standing the person is not a member. */
export const MEMBER_STANDINGS: readonly StoredStanding[] = ['moderator', 'member'];

const schema = new Schema<CommunityMembershipDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  personId: { type: String, required: true },
  standing: { type: String, required: true },
  createdAt: { type: Date, required: true },
  invitedById: { type: String, default: null },
  acceptedRulesVersion: { type: Number, default: 0 },
  note: { type: String, default: '' },
  bannedUntil: { type: Date, default: NEVER },
  banReason: { type: String, default: '' },
  mutedUntil: { type: Date, default: NEVER },
  addressHash: String,
  keptUntil: Date,
});
schema.index({ tenantId: 1, communityId: 1, personId: 1 }, { unique: true });
// For the deletion of a person.
schema.index({ tenantId: 1, invitedById: 1 });
schema.index({ tenantId: 1, communityId: 1, standing: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, personId: 1, standing: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, communityId: 1, bannedUntil: 1, createdAt: -1, _id: -1 });
schema.index(
  { tenantId: 1, communityId: 1, addressHash: 1 },
  { partialFilterExpression: { addressHash: { $type: 'string' } } },
);
schema.index({ keptUntil: 1 }, { expireAfterSeconds: 0 });

const tenantId = 'public';
const [communityId, personId] = [newId(), newId()];
const isMember = trusted({ $in: [...MEMBER_STANDINGS] });
const newestFirst = { sort: { createdAt: -1, _id: -1 }, limit: 26 } as const;

export const membershipModel = defineModel<CommunityMembershipDoc>({
  name: 'CommunityMembership',
  collection: 'communityMemberships',
  schema,
  personal: {
    personId: person.deletesDocumentExcept({
      filter: { addressHash: { $type: 'string' } },
      why: 'Only a ban stays: the id, its end, and a keyed hash (HMAC) of the e-mail address; neither the address nor the reason. A new account with the same address would end the ban.',
      howLong: 'until the ban ends, a moderator ends it, or the community is closed',
    }),
    addressHash: withDocument,
    invitedById: person.becomes(null),
    note: withDocument,
    banReason: withDocument,
  },
  exported: exportedAs({
    file: 'communityMemberships',
    by: ['personId'],
    copied: ['standing', 'createdAt', 'acceptedRulesVersion', 'note'],
    communities: { community: 'communityId' },
    made: {
      mutedUntil: { from: ['mutedUntil'], as: ({ mutedUntil }) => (mutedUntil > NEVER ? mutedUntil : null) },
      bannedUntil: { from: ['bannedUntil'], as: ({ bannedUntil }) => (bannedUntil > NEVER ? bannedUntil : null) },
    },
    without: ['addressHash', 'invitedById', 'banReason'],
  }),
  isAudited: true,
  hotQueries: [
    { name: 'the membership of a person in a community', filter: { tenantId, communityId, personId } },
    { name: 'the communities of a person', filter: { tenantId, personId, standing: isMember } },
    { name: 'my communities, newest first', filter: { tenantId, personId, standing: isMember }, ...newestFirst },
    { name: 'my invitations', filter: { tenantId, personId, standing: 'invited' }, ...newestFirst },
    { name: 'members of a community', filter: { tenantId, communityId, standing: isMember } },
    { name: 'members, newest first', filter: { tenantId, communityId, standing: isMember }, ...newestFirst },
    { name: 'requests, newest first', filter: { tenantId, communityId, standing: 'requested' }, ...newestFirst },
    { name: 'the communities that a person moderates', filter: { tenantId, personId, standing: 'moderator' } },
    {
      name: 'requests to several communities, newest first',
      filter: { tenantId, communityId: trusted({ $in: [communityId, personId] }), standing: 'requested' },
      ...newestFirst,
      sortsInMemory: 'a person moderates few communities, and each has few requests',
    },
    {
      name: 'bans of a community',
      filter: { tenantId, communityId, bannedUntil: trusted({ $gt: new Date() }) },
      ...newestFirst,
      sortsInMemory: 'a community has few bans',
    },
    {
      name: 'member counts of a page of communities',
      pipeline: [
        { $match: { tenantId, communityId: { $in: [communityId] }, standing: { $in: [...MEMBER_STANDINGS] } } },
        { $group: { _id: '$communityId', count: { $sum: 1 } } },
      ],
    },
  ],
});
