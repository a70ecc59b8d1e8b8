/** The stored community. It lists its owners, so that one document decides about them; members are in `membership-model.ts`. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { ofCommunity, person } from '../database/personal-fields.ts';
import type { Language } from '../protocol/common.ts';
import type { CommunityJoining, CommunityVisibility } from '../protocol/communities.ts';

export interface CommunityDoc {
  _id: string;
  tenantId: string;
  /** Never empty while the community is open: a write that removes an owner checks in the same atomic step that one is left. */
  ownerIds: string[];
  /** The person who created it, whose quota it counts against while this person owns it; null after erasure. */
  createdById: string | null;
  name: string;
  /** Names that look alike have the same key. Missing in communities that were stored before it existed. */
  nameKey?: string;
  description: string;
  tags: string[];
  language: Language;
  pictureId: string | null;
  visibility: CommunityVisibility;
  joining: CommunityJoining;
  rules: string;
  rulesVersion: number;
  bannedWords: string[];
  slowModeSeconds: number;
  /** A closed community is being deleted. Nobody can see it. */
  state: 'open' | 'closed';
  /** Counts the edits, for optimistic locking: an edit that started from an older revision reads again and retries. */
  revision: number;
  createdAt: Date;
  /** Search index of name, description and tags, made by `searchFieldsOf`. */
  grams: string[];
  searchText: string;
}

/** A community as services read it: without the fields that only the search uses. */
export type StoredCommunity = Omit<CommunityDoc, 'grams' | 'searchText'>;
export const COMMUNITY_WITHOUT_SEARCH = '-grams -searchText';

const schema = new Schema<CommunityDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  ownerIds: { type: [String], required: true },
  createdById: { type: String, default: null },
  name: { type: String, required: true },
  nameKey: String,
  description: { type: String, default: '' },
  tags: { type: [String], default: [] },
  language: { type: String, required: true },
  pictureId: { type: String, default: null },
  visibility: { type: String, required: true },
  joining: { type: String, required: true },
  rules: { type: String, default: '' },
  rulesVersion: { type: Number, required: true },
  bannedWords: { type: [String], default: [] },
  slowModeSeconds: { type: Number, required: true },
  state: { type: String, required: true },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  grams: { type: [String], default: [] },
  searchText: { type: String, default: '' },
});
schema.index({ tenantId: 1, state: 1, visibility: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, state: 1, visibility: 1, tags: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, state: 1, visibility: 1, language: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, state: 1, visibility: 1, grams: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, state: 1, visibility: 1, nameKey: 1 });
schema.index({ tenantId: 1, ownerIds: 1, state: 1 });
schema.index({ tenantId: 1, createdById: 1 });

const tenantId = 'public';
const newestFirst = { sort: { createdAt: -1, _id: -1 }, limit: 26 } as const;
const listed = { tenantId, state: 'open', visibility: 'public' };

export const communityModel = defineModel<CommunityDoc>({
  name: 'Community',
  collection: 'communities',
  schema,
  personal: {
    ownerIds: person.leaves,
    createdById: person.becomes(null),
    name: ofCommunity,
    nameKey: ofCommunity,
    description: ofCommunity,
    tags: ofCommunity,
    rules: ofCommunity,
    bannedWords: ofCommunity,
    grams: ofCommunity,
    searchText: ofCommunity,
  },
  exported: exportedAs({
    file: 'communities',
    by: ['ownerIds'],
    copied: [
      'name',
      'description',
      'tags',
      'language',
      'visibility',
      'joining',
      'rules',
      'bannedWords',
      'slowModeSeconds',
      'state',
      'createdAt',
    ],
    made: {
      createdByMe: { from: ['createdById'], as: ({ createdById }, me) => createdById === me },
    },
    without: ['nameKey', 'grams', 'searchText'],
  }),
  isAudited: true,
  hotQueries: [
    { name: 'a community by its id', filter: { _id: newId(), tenantId, state: 'open' } },
    { name: 'communities by their ids', filter: { _id: trusted({ $in: [newId()] }), tenantId, state: 'open' } },
    { name: 'public communities, newest first', filter: listed, ...newestFirst },
    { name: 'public communities by tag', filter: { ...listed, tags: 'rust' }, ...newestFirst },
    { name: 'public communities by language', filter: { ...listed, language: 'ja' }, ...newestFirst },
    { name: 'public communities by text', filter: { ...listed, grams: trusted({ $all: ['飯を'] }) }, ...newestFirst },
    {
      name: 'public communities that share a tag',
      filter: { ...listed, tags: trusted({ $in: ['rust', 'wasm'] }) },
      sort: { createdAt: -1, _id: -1 },
      limit: 100,
    },
    { name: 'public communities whose names look alike', filter: { ...listed, nameKey: trusted({ $in: ['meshi'] }) } },
    { name: 'communities of an owner', filter: { tenantId, ownerIds: newId(), state: 'open' } },
    { name: 'communities that a person created', filter: { tenantId, createdById: newId() } },
  ],
});
