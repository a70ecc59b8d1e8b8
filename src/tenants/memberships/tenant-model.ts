/** Stored organisations. The public tenant has no document. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { account, DELETED_PERSON_ID, ofTenant, person } from '../../database/personal-fields.ts';
import { lookalikeKey } from '../../kernel/lookalike.ts';
import { searchFieldsOf } from '../../kernel/search/text-search.ts';
import type { Retention } from '../../protocol/tenants.ts';

export interface TenantDoc {
  /** The `tenantId` of everything in the organisation. */
  _id: string;
  name: string;
  slug: string;
  /** Look-alike slugs have the same key. Missing in organisations of an older version if another one had the key first. */
  slugKey?: string;
  /** Person ids of the owners. Stored only here, so that one atomic write can refuse to remove the last owner. */
  ownerIds: string[];
  /** Verified e-mail domains. An account with a verified address in one of them can join. */
  domains: string[];
  createdAt: Date;
  /** The account that created it, counted for the limit of created organisations per account. */
  createdBy: string;
  /** The search fields of the name, for operators. Missing in organisations of an older version until they are completed. */
  grams?: string[];
  searchText?: string;
  /** When it will be deleted, if an owner or an operator asked for that. Until then the deletion can be cancelled. */
  deleteAt: Date | null;
  /** Set while operators have closed it: only they can cancel the deletion. */
  closure?: { at: Date; reason: string } | null;
  /** Whether members need a second factor. */
  needsSecondFactor?: boolean;
  /** For how many days it keeps what its members write; missing: for ever. See `tenants/retention`. */
  retention?: Retention;
  /** A shorter retention, from `at` on. */
  nextRetention?: (Retention & { at: Date }) | null;
  /** Counts the changes of the two, so that changes at the same moment see each other. */
  retentionRevision?: number;
  /** When its invitations were mailed, newest first, for the limit per day. */
  invitationMails?: Date[];
}

const keptDays = { messageDays: Number, roomDays: Number, auditDays: Number };

const schema = new Schema<TenantDoc>({
  _id: idField,
  name: { type: String, required: true },
  slug: { type: String, required: true },
  slugKey: String,
  ownerIds: { type: [String], default: [] },
  grams: { type: [String], default: undefined },
  searchText: String,
  domains: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
  createdBy: { type: String, required: true },
  deleteAt: { type: Date, default: null },
  closure: { type: new Schema({ at: Date, reason: String }, { _id: false }), default: undefined },
  needsSecondFactor: Boolean,
  retention: { type: new Schema(keptDays, { _id: false }), default: undefined },
  nextRetention: { type: new Schema({ ...keptDays, at: Date }, { _id: false }), default: undefined },
  retentionRevision: Number,
  invitationMails: { type: [Date], default: undefined },
});
/** The store recognises a taken slug by this name in a duplicate key error. */
export const SLUG_INDEX = 'slug_1';
schema.index({ slug: 1 }, { unique: true, name: SLUG_INDEX });
export const SLUG_KEY_INDEX = 'slugKey_1';
schema.index(
  { slugKey: 1 },
  { unique: true, name: SLUG_KEY_INDEX, partialFilterExpression: { slugKey: { $type: 'string' } } },
);
schema.index({ domains: 1 });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ grams: 1, createdAt: -1, _id: -1 });
schema.index({ createdBy: 1 });
schema.index({ retentionRevision: 1 });
schema.index({ ownerIds: 1 });

export const tenantModel = defineModel<TenantDoc>({
  name: 'Tenant',
  collection: 'tenants',
  schema,
  personal: {
    ownerIds: person.isReplaced('the id is removed'),
    createdBy: account.becomes(DELETED_PERSON_ID),
    name: ofTenant,
    slug: ofTenant,
    slugKey: ofTenant,
    grams: ofTenant,
    searchText: ofTenant,
    domains: ofTenant,
    closure: ofTenant,
  },
  exported: notExported('It belongs to the organisation. Its name is in export.json.'),
  isAudited: true,
  hotQueries: [
    { name: 'organisations of a mail domain', filter: { domains: 'example.com' } },
    { name: 'organisations, newest first', filter: {}, sort: { createdAt: -1, _id: -1 }, limit: 11 },
    {
      name: 'organisations by a part of the name',
      filter: { grams: trusted({ $all: ['飯を'] }) },
      sort: { createdAt: -1, _id: -1 },
      limit: 11,
    },
    {
      name: 'organisations that keep messages for a limited time',
      filter: { retentionRevision: trusted({ $gt: 0 }) },
    },
    { name: 'organisations that an account created', filter: { createdBy: newId() } },
    { name: 'organisations of an owner', filter: { ownerIds: newId() } },
  ],
  backfills: [
    { field: 'slugKey', madeFrom: ['slug'], make: ({ slug }) => ({ slugKey: lookalikeKey(slug) }) },
    { field: 'searchText', madeFrom: ['name'], make: ({ name }) => searchFieldsOf({ title: name }) },
  ],
});
