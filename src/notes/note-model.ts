/** Stored private notes. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

export interface NoteDoc {
  _id: string;
  tenantId: string;
  authorId: string;
  /** The person whom the note is about. */
  aboutId: string;
  text: string;
  updatedAt: Date;
}

const schema = new Schema<NoteDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  authorId: { type: String, required: true },
  aboutId: { type: String, required: true },
  text: { type: String, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, authorId: 1, aboutId: 1 }, { unique: true });
schema.index({ tenantId: 1, aboutId: 1 });

const tenantId = 'public';

export const noteModel = defineModel<NoteDoc>({
  name: 'Note',
  collection: 'notes',
  schema,
  personal: {
    authorId: person.deletesDocument,
    aboutId: person.deletesDocument,
    text: withDocument,
  },
  exported: exportedAs({
    file: 'notes',
    by: ['authorId'],
    copied: ['text', 'updatedAt'],
    people: { about: 'aboutId' },
  }),
  hotQueries: [
    { name: 'note of an author about a person', filter: { tenantId, authorId: newId(), aboutId: newId() } },
    { name: 'notes about a person', filter: { tenantId, aboutId: newId() } },
  ],
});
