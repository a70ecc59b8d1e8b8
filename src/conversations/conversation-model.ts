/**
 * Stored conversations: of a match, of a room, or of the people of a circle. Messages are stored in their own collection.
 */
import { Schema } from 'mongoose';
import { exportedByFeature } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { kept, person, withDocument } from '../database/personal-fields.ts';
import type { Language } from '../protocol/common.ts';
import type { Topic } from '../protocol/topics.ts';

export type ConversationKind = 'match' | 'room' | 'meal' | 'channel';

export interface ConversationTopic {
  id: string;
  title: string;
  body: string;
  /** This field and the ones below are missing in conversations that were stored before the fields existed. */
  ownerId?: string;
  kind?: Topic['kind'];
  tags?: string[];
  language?: Language;
}

export interface ConversationDoc {
  _id: string;
  tenantId: string;
  kind: ConversationKind;
  /** The two people of a match; empty for other kinds. */
  personIds: string[];
  /** A copy of the card that the match started from. */
  topic: ConversationTopic | null;
  roomId: string | null;
  /** The circle that owns the conversation: `meal:…` or `community:…`. Missing in documents that are older than circles. */
  circle?: string | null;
  /** Only conversations of circles have a title. */
  title?: string | null;
  /** Id of the match, the meal or the community. */
  subjectId?: string | null;
  /** When the two people of a match last matched, and those of them to whom the match is still new. */
  matchedAt?: Date;
  newFor?: string[];
  /** `seq` of the messages that moderators hid most recently, for clients that were offline. */
  hiddenSeqs?: number[];
  /** Messages up to this `seq` have been removed, because the organisation keeps them for a limited time. Only grows. */
  removedToSeq?: number;
  state: 'open' | 'closed';
  createdAt: Date;
  /** Time of the last message. Written with a delay, so it only orders lists and is never shown. */
  activeAt: Date;
}

/** A conversation as one person may read it: up to `toSeq`, if it is set. */
export type ReadableConversation = ConversationDoc & { toSeq?: number };

const schema = new Schema<ConversationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  kind: { type: String, required: true },
  personIds: { type: [String], required: true },
  topic: { type: Object, default: null },
  roomId: { type: String, default: null },
  circle: { type: String, default: null },
  title: { type: String, default: null },
  subjectId: { type: String, default: null },
  matchedAt: { type: Date },
  newFor: { type: [String], default: undefined },
  hiddenSeqs: { type: [Number], default: undefined },
  removedToSeq: Number,
  state: { type: String, required: true },
  createdAt: { type: Date, required: true },
  activeAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personIds: 1, activeAt: -1, _id: -1 });
schema.index({ tenantId: 1, circle: 1, activeAt: -1, _id: -1 });

/** Filter for the conversations of a person's matches and circles. */
export function mineOf({
  tenantId,
  personId,
  blocked,
  circles,
}: {
  tenantId: string;
  personId: string;
  blocked: readonly string[];
  circles: readonly string[];
}): { $or: object[] } {
  // Both branches contain the tenant: each uses its own index, which is already in the order of the list.
  // A match is a circle too, but its conversation is found by `personIds`.
  const shared = circles.filter((circle) => !circle.startsWith('match:'));
  const withPeople = { tenantId, personIds: trusted({ $eq: personId, $nin: blocked }) };
  return { $or: [withPeople, ...(shared.length > 0 ? [{ tenantId, circle: trusted({ $in: shared }) }] : [])] };
}

const tenantId = 'public';

export const conversationModel = defineModel<ConversationDoc>({
  name: 'Conversation',
  collection: 'conversations',
  schema,
  personal: {
    personIds: person.isReplaced(
      'the id becomes a random one of this conversation; without another person, the conversation is deleted',
    ),
    topic: withDocument,
    newFor: person.isReplaced('the id is removed'),
    title: kept('It is the name of a channel or a meal.', 'until the channel or the meal is deleted'),
  },
  exported: exportedByFeature('conversations'),
  hotQueries: [
    { name: 'a conversation', filter: { _id: newId(), tenantId } },
    { name: 'conversations of a tenant', filter: { tenantId } },
    { name: 'conversations of a circle', filter: { tenantId, circle: trusted({ $in: [`community:${newId()}`] }) } },
    {
      name: 'my conversations, most recently active first',
      filter: mineOf({
        tenantId,
        personId: newId(),
        blocked: [newId()],
        circles: [`meal:${newId()}`, `meal:${newId()}`],
      }),
      sort: { activeAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
