/** How far a person was notified about the messages of a conversation. Stored only for people who were away. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { impersonal, person } from '../../database/personal-fields.ts';

export interface MessageAlertDoc {
  _id: string;
  tenantId: string;
  personId: string;
  conversationId: string;
  /** By device id: the `seq` of the last message that was pushed to it. */
  pushed?: Record<string, number>;
  /** The `seq` of the last message that was mailed. */
  mailedSeq?: number;
  /** While messages wait to be mailed: the `seq` of the last one. */
  mailSeq?: number;
}

const schema = new Schema<MessageAlertDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  conversationId: { type: String, required: true },
  pushed: { type: Schema.Types.Mixed },
  mailedSeq: { type: Number },
  mailSeq: { type: Number },
});
schema.index({ tenantId: 1, personId: 1, conversationId: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1, mailSeq: 1 }, { partialFilterExpression: { mailSeq: { $gt: 0 } } });

const tenantId = 'public';
const personId = newId();

export const messageAlertModel = defineModel<MessageAlertDoc>({
  name: 'MessageAlert',
  collection: 'messageAlerts',
  schema,
  personal: {
    personId: person.deletesDocument,
    pushed: impersonal,
  },
  exported: notExported('It notes which messages were pushed and mailed.'),
  hotQueries: [
    { name: 'the alert of a conversation', filter: { tenantId, personId, conversationId: newId() } },
    {
      name: 'conversations with messages that wait to be mailed',
      filter: { tenantId, personId, mailSeq: trusted({ $gt: 0 }) },
      limit: 100,
    },
    {
      name: 'conversations of which messages were pushed to a device',
      filter: { tenantId, personId, [`pushed.${newId()}`]: trusted({ $gt: 0 }) },
      limit: 20,
    },
    { name: 'alerts of a person who leaves', filter: { tenantId, personId } },
  ],
});
