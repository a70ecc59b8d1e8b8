/** Mutes: conversations about whose messages a person does not want to be notified. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

export interface MuteDoc {
  _id: string;
  tenantId: string;
  conversationId: string;
  personId: string;
  /** The end of the mute; null if the person ends it. An ended mute stays: messages from before its end are never notified. */
  until: Date | null;
}

const schema = new Schema<MuteDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  personId: { type: String, required: true },
  until: { type: Date, default: null },
});
schema.index({ tenantId: 1, personId: 1, conversationId: 1 }, { unique: true });
schema.index({ conversationId: 1 });

const tenantId = 'public';
const personId = newId();
const conversationId = newId();

export const muteModel = defineModel<MuteDoc>({
  name: 'ConversationMute',
  collection: 'conversationMutes',
  schema,
  personal: {
    personId: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'mutedConversations',
    by: ['personId'],
    copied: ['conversationId', 'until'],
  }),
  hotQueries: [
    { name: 'the mute of a conversation', filter: { tenantId, personId, conversationId } },
    {
      name: 'mutes of the conversations of a page',
      filter: { tenantId, personId, conversationId: { $in: [conversationId] } },
    },
    { name: 'mutes of a person who leaves', filter: { tenantId, personId } },
  ],
});
