/** The secret link to a person's calendar feed. Only the hash of its token is stored. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

export interface CalendarLinkDoc {
  _id: string;
  tenantId: string;
  personId: string;
  tokenHash: string;
  /** Of the account when the link was made. The link is void when the account has another one. */
  credentialsVersion: number | null;
  createdAt: Date;
  /** When a calendar program read it last. Within `calendarReadMs`, because programs read again and again. */
  lastReadAt?: Date | null;
}

const schema = new Schema<CalendarLinkDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  tokenHash: { type: String, required: true },
  credentialsVersion: { type: Number, default: null },
  createdAt: { type: Date, required: true },
  lastReadAt: { type: Date, default: null },
});
schema.index({ tenantId: 1, personId: 1 }, { unique: true });
schema.index({ tokenHash: 1 }, { unique: true });

export const calendarLinkModel = defineModel<CalendarLinkDoc>({
  name: 'CalendarLink',
  collection: 'calendarLinks',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'calendarLink',
    by: ['personId'],
    copied: ['createdAt'],
  }),
  isAudited: true,
  hotQueries: [
    { name: 'the calendar link of a person', filter: { tenantId: 'public', personId: newId() } },
    { name: 'a calendar link by its token', filter: { tokenHash: 'x' } },
  ],
});
