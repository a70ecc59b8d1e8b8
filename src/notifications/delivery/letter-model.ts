/** Stored letters: mails that are being sent. At most one per person, so that a crash neither loses nor changes it. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { person, withDocument } from '../../database/personal-fields.ts';

export interface LetterDoc {
  /** Part of the `Message-ID`, so that a mail program that receives the mail twice shows it once. */
  _id: string;
  tenantId: string;
  personId: string;
  notificationIds: string[];
  /** The messages after `afterSeq` up to `toSeq`. */
  conversations: { conversationId: string; afterSeq: number; toSeq: number }[];
  /** Contains only what does not wait for the end of quiet hours. */
  isTimely: boolean;
  /** Failed attempts to send it. */
  failures: number;
  createdAt: Date;
}

const schema = new Schema<LetterDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  notificationIds: { type: [String], required: true },
  conversations: {
    type: [new Schema({ conversationId: String, afterSeq: Number, toSeq: Number }, { _id: false })],
    required: true,
  },
  isTimely: { type: Boolean, default: false },
  failures: { type: Number, default: 0 },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 }, { unique: true });

export const letterModel = defineModel<LetterDoc>({
  name: 'NotificationLetter',
  collection: 'notificationLetters',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
  },
  exported: notExported('A mail that is being sent, made of notifications and messages that are in other files.'),
  hotQueries: [
    { name: 'the letter that is being sent to a person', filter: { tenantId: 'public', personId: newId() } },
  ],
});
