/** Topics as they are stored, with what makes them findable. */
import { Schema } from 'mongoose';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { storedFields } from '../../database/stored-fields.ts';
import { circleName } from '../../kernel/circles.ts';
import type { WrittenFields } from '../../protocol/fields.ts';
import { topicFields } from '../../protocol/topics.ts';

export interface TopicDoc extends WrittenFields<typeof topicFields> {
  _id: string;
  tenantId: string;
  ownerId: string;
  /** Who alone sees it, such as `community:…`; null for everyone. */
  circle: string | null;
  /** Not closed by its owner. It may still have expired. */
  isOpen: boolean;
  /** `NO_EXPIRY` for none, so that "not expired" is one comparison which an index answers. */
  expiresAt: Date;
  /** In how many lists of Home it was shown; lacking where it was put up before that was counted. */
  shownCount?: number;
  /** Counts the edits: one that was made from an older version must look again. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  /** What `topic-search.ts` makes of title, body and tags. */
  grams: string[];
  searchText: string;
}

/** As topics are read, without what only the search needs. */
export type StoredTopic = Omit<TopicDoc, 'grams' | 'searchText'>;

export const NO_EXPIRY = new Date('9999-12-31T23:59:59.999Z');

/** Leaves out what `StoredTopic` lacks. */
export const TOPIC_WITHOUT_SEARCH = '-grams -searchText';

const schema = new Schema<TopicDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  ownerId: { type: String, required: true },
  circle: { type: String, default: null },
  ...storedFields(topicFields),
  isOpen: { type: Boolean, required: true },
  expiresAt: { type: Date, required: true },
  shownCount: { type: Number, default: 0 },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  grams: { type: [String], default: [] },
  searchText: { type: String, default: '' },
});
// Owner, expiry and circle stand at the end so that topics which are not shown are passed over without reading them.
schema.index({ tenantId: 1, isOpen: 1, createdAt: -1, _id: -1, ownerId: 1, expiresAt: 1, circle: 1 });
schema.index({ tenantId: 1, isOpen: 1, tags: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, kind: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, language: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, grams: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, shownCount: 1, createdAt: 1, ownerId: 1, expiresAt: 1, circle: 1 });
schema.index({ tenantId: 1, ownerId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, circle: 1, isOpen: 1, createdAt: -1, _id: -1 });

const tenantId = 'public';
const ownerId = newId();
const circle = circleName('community', newId());
const newestFirst = { sort: { createdAt: -1, _id: -1 }, limit: 26 } as const;
const open = {
  tenantId,
  isOpen: true,
  expiresAt: trusted({ $gt: new Date() }),
  ownerId: trusted({ $nin: [ownerId] }),
  circle: trusted({ $in: [null, circle] }),
};

export const topicModel = defineModel<TopicDoc>({
  name: 'Topic',
  collection: 'topics',
  schema,
  hotQueries: [
    { name: 'open topics of others, newest first', filter: open, ...newestFirst },
    { name: 'open topics by tag', filter: { ...open, tags: 'rust' }, ...newestFirst },
    { name: 'open topics by kind', filter: { ...open, kind: 'teach' }, ...newestFirst },
    { name: 'open topics by language', filter: { ...open, language: 'ja' }, ...newestFirst },
    { name: 'open topics by person', filter: { ...open, ownerId }, ...newestFirst },
    { name: 'open topics by text', filter: { ...open, grams: trusted({ $all: ['飯を', 'を食'] }) }, ...newestFirst },
    {
      name: 'open topics that were never shown, the longest waiting first',
      filter: { ...open, shownCount: 0 },
      sort: { createdAt: 1 },
      limit: 24,
    },
    {
      name: 'open topics of a few people',
      filter: { ...open, ownerId: trusted({ $in: [ownerId, newId()] }) },
      ...newestFirst,
    },
    { name: 'open topics of a circle', filter: { ...open, circle }, ...newestFirst },
    { name: 'topics of a person in a circle', filter: { tenantId, circle, ownerId } },
    { name: 'my topics, newest first', filter: { tenantId, ownerId }, ...newestFirst },
    { name: 'how many open topics I have', filter: { tenantId, ownerId, isOpen: true } },
    { name: 'topics by their ids', filter: { _id: trusted({ $in: [newId()] }), tenantId } },
  ],
});
