/** Stored pairs of people: blocks and never-match lists. Both have the same shape, under their own field names. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

/** A person on the list of another. The two ids of people are in the fields that `PairFields` names. */
export interface PairDoc {
  _id: string;
  tenantId: string;
  createdAt: Date;
  [personField: string]: string | Date;
}

/** The names of the two fields. */
export interface PairFields {
  /** The field of the person whose list it is. */
  owner: string;
  /** The field of the person on the list. */
  other: string;
}

export const BLOCK_FIELDS: PairFields = { owner: 'blockerId', other: 'blockedId' };
export const NEVER_MATCH_FIELDS: PairFields = { owner: 'personId', other: 'otherId' };

export const blockModel = pairModel({ name: 'Block', collection: 'blocks', file: 'blocks', ...BLOCK_FIELDS });
export const neverMatchModel = pairModel({
  name: 'NeverMatch',
  collection: 'nevermatches',
  file: 'neverMatch',
  ...NEVER_MATCH_FIELDS,
});

function pairModel({
  name,
  collection,
  file,
  owner,
  other,
}: PairFields & Record<'name' | 'collection' | 'file', string>) {
  const schema = new Schema<PairDoc>({
    _id: idField,
    tenantId: { type: String, required: true },
    [owner]: { type: String, required: true },
    [other]: { type: String, required: true },
    createdAt: { type: Date, required: true },
  });
  schema.index({ tenantId: 1, [owner]: 1, [other]: 1 }, { unique: true });
  schema.index({ tenantId: 1, [other]: 1, [owner]: 1 });
  schema.index({ tenantId: 1, [owner]: 1, createdAt: -1, _id: -1 });
  const mine = { tenantId: 'public', [owner]: newId() };
  return defineModel<PairDoc>({
    name,
    collection,
    schema,
    personal: { [owner]: person.deletesDocument, [other]: person.deletesDocument },
    exported: exportedAs({
      file,
      by: [owner],
      copied: ['createdAt'],
      people: { person: other },
      namesApart: true,
    }),
    hotQueries: [
      { name: 'people on the list of a person', filter: mine },
      { name: 'people with a person on their list', filter: { tenantId: 'public', [other]: newId() } },
      {
        name: 'the list of a person, newest first',
        filter: mine,
        sort: { createdAt: -1, _id: -1 },
        limit: 26,
      },
    ],
  });
}
