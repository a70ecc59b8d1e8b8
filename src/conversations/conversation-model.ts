/**
 * Conversations as they are stored: that of a match, the text of a room, or one of the people of a circle. Messages are in a
 * collection of their own.
 */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import type { Language } from '../protocol/common.ts';
import type { Topic } from '../protocol/topics.ts';

export type ConversationKind = 'match' | 'room' | 'meal' | 'channel';

export interface ConversationTopic {
  id: string;
  title: string;
  body: string;
  /** Missing, as the rest, in what was stored before they were. */
  ownerId?: string;
  kind?: Topic['kind'];
  tags?: string[];
  language?: Language;
}

export interface ConversationDoc {
  _id: string;
  tenantId: string;
  kind: ConversationKind;
  /** The two of a match; otherwise empty. */
  personIds: string[];
  /** The card a match grew from, as it then was. */
  topic: ConversationTopic | null;
  roomId: string | null;
  /** Whose it is, where it is a circle's: `meal:…` or `community:…`. Missing in what is older than circles. */
  circle?: string | null;
  /** What a circle's is called. */
  title?: string | null;
  /** The match, the meal or the community that it belongs to. */
  subjectId?: string | null;
  /** The messages that moderators hid last, for clients that were away meanwhile. */
  hiddenSeqs?: number[];
  state: 'open' | 'closed';
  createdAt: Date;
  /** The last message's moment; written some time after the message, so it orders lists and is not shown. */
  activeAt: Date;
}

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
  hiddenSeqs: { type: [Number], default: undefined },
  state: { type: String, required: true },
  createdAt: { type: Date, required: true },
  activeAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personIds: 1, activeAt: -1, _id: -1 });
schema.index({ tenantId: 1, circle: 1, activeAt: -1, _id: -1 });

/** Filter for the conversations of someone: of the person's matches, and of the circles that the person is in. */
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
  // The tenant is in both parts: each is answered from an index of its own, in the order of the list.
  // A match is a circle too, but its conversation is found by its people.
  const shared = circles.filter((circle) => !circle.startsWith('match:'));
  const withPeople = { tenantId, personIds: trusted({ $eq: personId, $nin: blocked }) };
  return { $or: [withPeople, ...(shared.length > 0 ? [{ tenantId, circle: trusted({ $in: shared }) }] : [])] };
}

const tenantId = 'public';

export const conversationModel = defineModel<ConversationDoc>({
  name: 'Conversation',
  collection: 'conversations',
  schema,
  hotQueries: [
    { name: 'a conversation', filter: { _id: newId(), tenantId } },
    {
      name: 'my conversations, the last active first',
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
