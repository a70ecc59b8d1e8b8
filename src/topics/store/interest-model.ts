/** Interest as it is stored: one document for each person and topic. */
import { Schema } from 'mongoose';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';

export interface InterestDoc {
  _id: string;
  tenantId: string;
  topicId: string;
  /** The topic's owner. */
  ownerId: string;
  /** Who pressed. */
  personId: string;
  createdAt: Date;
  /** The owner's: a match came of it, or it was passed on, which nobody but the owner learns. Null while there is none. */
  answer?: 'match' | 'pass' | null;
}

const schema = new Schema<InterestDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  topicId: { type: String, required: true },
  ownerId: { type: String, required: true },
  personId: { type: String, required: true },
  createdAt: { type: Date, required: true },
  answer: { type: String, default: null },
});
schema.index({ tenantId: 1, topicId: 1, personId: 1 }, { unique: true });
schema.index({ tenantId: 1, topicId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, ownerId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, personId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, personId: 1, ownerId: 1 });

const tenantId = 'public';
const [personId, ownerId, topicId] = [newId(), newId(), newId()];
const newestFirst = { sort: { createdAt: -1, _id: -1 }, limit: 26 } as const;

export const interestModel = defineModel<InterestDoc>({
  name: 'Interest',
  collection: 'interests',
  schema,
  hotQueries: [
    { name: 'whether a person pressed on a topic', filter: { tenantId, topicId, personId } },
    { name: 'who pressed on my topics', filter: { tenantId, ownerId }, ...newestFirst },
    { name: 'who pressed on one topic', filter: { tenantId, ownerId, topicId }, ...newestFirst },
    { name: 'what I pressed on', filter: { tenantId, personId }, ...newestFirst },
    {
      name: 'who of a page pressed on mine',
      filter: { tenantId, personId: trusted({ $in: [personId] }), ownerId },
    },
    {
      name: 'who waits at a topic',
      filter: { tenantId, topicId, createdAt: trusted({ $gte: new Date(0) }) },
      limit: 20,
    },
    {
      name: 'who waits for an owner',
      filter: { tenantId, ownerId, createdAt: trusted({ $gte: new Date(0) }) },
      limit: 60,
    },
    {
      name: 'how many wait for the owners of a page',
      pipeline: [
        { $match: { tenantId, ownerId: { $in: [ownerId] }, createdAt: { $gte: new Date(0) } } },
        { $group: { _id: '$ownerId', count: { $sum: 1 } } },
      ],
    },
    {
      name: 'how many pressed on the topics of a page',
      pipeline: [
        { $match: { tenantId, topicId: { $in: [topicId] } } },
        { $group: { _id: '$topicId', count: { $sum: 1 } } },
      ],
    },
  ],
});
