/** Stored tokens with which directories call SCIM. Only the hash of a token is stored. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { ofTenant, person } from '../database/personal-fields.ts';

export interface DirectoryTokenDoc {
  _id: string;
  tenantId: string;
  name: string;
  tokenHash: string;
  isEnabled: boolean;
  /** The token works while this person may manage the directory. */
  createdById: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const schema = new Schema<DirectoryTokenDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  name: { type: String, required: true },
  tokenHash: { type: String, required: true },
  isEnabled: { type: Boolean, required: true },
  createdById: { type: String, required: true },
  createdAt: { type: Date, required: true },
  lastUsedAt: { type: Date, default: null },
});
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ tenantId: 1, createdById: 1 });

export const directoryTokenModel = defineModel<DirectoryTokenDoc>({
  name: 'DirectoryToken',
  collection: 'directoryTokens',
  isAudited: true,
  schema,
  personal: { createdById: person.deletesDocument, name: ofTenant },
  exported: notExported('It belongs to the organisation.'),
  hotQueries: [
    { name: 'token by its hash', filter: { tokenHash: 'hash' } },
    { name: 'tokens of an organisation', filter: { tenantId: newId() } },
  ],
});
