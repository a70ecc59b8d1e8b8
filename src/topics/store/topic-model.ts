/** Stored topics, including the fields for the text search. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { person, withDocument } from '../../database/personal-fields.ts';
import { storedFields } from '../../database/stored-fields.ts';
import { circleName } from '../../kernel/circles.ts';
import type { WrittenFields } from '../../protocol/fields.ts';
import { topicFields } from '../../protocol/topics.ts';

export interface TopicDoc extends WrittenFields<typeof topicFields> {
  _id: string;
  tenantId: string;
  ownerId: string;
  /** The circle whose members alone see the topic, such as `community:…`; null for everyone. */
  circle: string | null;
  /** False after the owner has closed the topic. An open topic may have expired. */
  isOpen: boolean;
  /** `NO_EXPIRY` if it does not expire, so that "not expired" is one comparison that an index can answer. */
  expiresAt: Date;
  /** How often Home has shown it; missing on topics that were created before this was counted. */
  shownCount?: number;
  /** The number of edits. An edit that was made from an older revision is retried. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  /** Search fields, made from title, body and tags. */
  grams: string[];
  searchText: string;
}

/** A topic without the search fields. */
export type StoredTopic = Omit<TopicDoc, 'grams' | 'searchText'>;

export const NO_EXPIRY = new Date('9999-12-31T23:59:59.999Z');

/** The projection for `StoredTopic`. */
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
// Owner, expiry and circle come last so that topics that are not shown are skipped without reading the documents.
schema.index({ tenantId: 1, isOpen: 1, createdAt: -1, _id: -1, ownerId: 1, expiresAt: 1, circle: 1 });
schema.index({ tenantId: 1, isOpen: 1, tags: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, kind: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, language: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, grams: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isOpen: 1, shownCount: 1, createdAt: 1, ownerId: 1, expiresAt: 1, circle: 1 });
schema.index({ tenantId: 1, ownerId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, circle: 1, isOpen: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, isPublic: 1, isOpen: 1, createdAt: -1, _id: -1, ownerId: 1, expiresAt: 1, circle: 1 });

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
  personal: {
    ownerId: person.deletesDocument,
    title: withDocument,
    body: withDocument,
    tags: withDocument,
    link: withDocument,
    grams: withDocument,
    searchText: withDocument,
  },
  exported: exportedAs({
    file: 'topics',
    by: ['ownerId'],
    copied: [
      'title',
      'body',
      'kind',
      'tags',
      'language',
      'link',
      'isPublic',
      'circle',
      'isOpen',
      'expiresAt',
      'createdAt',
      'updatedAt',
    ],
    without: ['grams', 'searchText'],
  }),
  hotQueries: [
    { name: 'open topics of others, newest first', filter: open, ...newestFirst },
    { name: 'open topics by tag', filter: { ...open, tags: 'rust' }, ...newestFirst },
    { name: 'open topics by kind', filter: { ...open, kind: 'teach' }, ...newestFirst },
    { name: 'open topics by language', filter: { ...open, language: 'ja' }, ...newestFirst },
    { name: 'open topics by person', filter: { ...open, ownerId }, ...newestFirst },
    { name: 'open topics by text', filter: { ...open, grams: trusted({ $all: ['飯を', 'を食'] }) }, ...newestFirst },
    {
      name: 'open topics that were never shown, oldest first',
      filter: { ...open, shownCount: 0 },
      sort: { createdAt: 1 },
      limit: 24,
    },
    {
      name: 'open topics of these people',
      filter: { ...open, ownerId: trusted({ $in: [ownerId, newId()] }) },
      ...newestFirst,
    },
    { name: 'open topics of a circle', filter: { ...open, circle }, ...newestFirst },
    {
      name: 'open topics that visitors may see, newest first',
      filter: { tenantId, isPublic: true, isOpen: true, circle: null, expiresAt: trusted({ $gt: new Date() }) },
      ...newestFirst,
    },
    { name: 'topics of a person in a circle', filter: { tenantId, circle, ownerId } },
    { name: 'my topics, newest first', filter: { tenantId, ownerId }, ...newestFirst },
    { name: 'number of my open topics', filter: { tenantId, ownerId, isOpen: true } },
    { name: 'topics by their ids', filter: { _id: trusted({ $in: [newId()] }), tenantId } },
  ],
});
