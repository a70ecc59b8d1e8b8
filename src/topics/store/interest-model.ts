/** Stored interest: one document per person and topic. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { person } from '../../database/personal-fields.ts';

export interface InterestDoc {
  _id: string;
  tenantId: string;
  topicId: string;
  /** The topic's owner. */
  ownerId: string;
  /** The person who is interested. */
  personId: string;
  createdAt: Date;
  /** The owner's answer. Only the owner can see `pass`. Null or missing if the owner has not answered. */
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
  personal: {
    ownerId: person.deletesDocument,
    personId: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'interests',
    by: ['personId', 'ownerId'],
    copied: ['topicId', 'createdAt'],
    people: { person: 'personId', owner: 'ownerId' },
    made: {
      // Only the owner of a topic sees that an interest was passed over.
      answer: {
        from: ['answer'],
        as: ({ answer = null, ownerId }, me) => (answer === 'match' || ownerId === me ? answer : null),
      },
    },
    unlessApart: ['personId', 'ownerId'],
  }),
  hotQueries: [
    { name: 'interest of a person in a topic', filter: { tenantId, topicId, personId } },
    { name: 'interest in my topics', filter: { tenantId, ownerId }, ...newestFirst },
    { name: 'interest in one of my topics', filter: { tenantId, ownerId, topicId }, ...newestFirst },
    { name: 'my interest', filter: { tenantId, personId }, ...newestFirst },
    {
      name: 'new interest in my topics',
      filter: {
        tenantId,
        ownerId,
        createdAt: trusted({ $gt: new Date(0) }),
        answer: trusted({ $nin: ['match', 'pass'] }),
        personId: trusted({ $nin: [personId] }),
      },
      limit: 100,
    },
    {
      name: 'newest unanswered interest in my topics',
      filter: {
        tenantId,
        ownerId,
        answer: trusted({ $nin: ['match', 'pass'] }),
        personId: trusted({ $nin: [personId] }),
      },
      sort: { createdAt: -1, _id: -1 },
      limit: 60,
    },
    {
      name: 'interest of the people on a page in my topics',
      filter: { tenantId, personId: trusted({ $in: [personId] }), ownerId },
    },
    {
      name: 'people who wait for an answer to a topic',
      filter: { tenantId, topicId, createdAt: trusted({ $gte: new Date(0) }) },
      limit: 20,
    },
    {
      name: 'people who wait for an answer of an owner',
      filter: { tenantId, ownerId, createdAt: trusted({ $gte: new Date(0) }) },
      limit: 60,
    },
    {
      name: 'number of people who wait for the owners on a page',
      pipeline: [
        { $match: { tenantId, ownerId: { $in: [ownerId] }, createdAt: { $gte: new Date(0) } } },
        { $group: { _id: '$ownerId', count: { $sum: 1 } } },
      ],
    },
    {
      name: 'interest counts of the topics on a page',
      pipeline: [
        { $match: { tenantId, topicId: { $in: [topicId] } } },
        { $group: { _id: '$topicId', count: { $sum: 1 } } },
      ],
    },
  ],
});
