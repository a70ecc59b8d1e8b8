/** Stored keys of all kinds. The text of a key is never stored: only a keyed hash of its secret, or sealed if the server uses it. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { impersonal, kept, person } from '../../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { KeyKindName, KeyPermission } from '../../protocol/key-kinds.ts';
import type { KeyState } from '../../protocol/keys.ts';

export interface KeyDoc {
  _id: string;
  /** The organisation; `public` for keys of the server. */
  tenantId: string;
  kind: KeyKindName;
  name: string;
  permissions: KeyPermission[];
  /** The person whose right the key uses. Null if the person was deleted, and for keys that the server uses. */
  ownerId: string | null;
  madeById: string | null;
  madeAt: Date;
  /** Of the secret. Null for keys that the server uses. */
  hash: string | null;
  /** A key that the server uses, encrypted. Null for other kinds. */
  sealed: string | null;
  /**
   * Of a key that the server uses: from when it signs. Of several in use the latest does. Null for other kinds, and for one that was never in
   * use.
   */
  signsFrom: Date | null;
  /** `deleted`: only until the entry of the audit log is in its chain. */
  state: KeyState | 'deleted';
  stateSince: Date;
  uses: number;
  lastUsedAt: Date | null;
  lastUsedBy: string;
  lastUsedFrom: string;
  rehearsalUses: number;
  refusedUses: number;
  lastRefusedAt: Date | null;
}

const schema = new Schema<KeyDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  kind: { type: String, required: true },
  name: { type: String, required: true },
  permissions: { type: [String], required: true },
  ownerId: { type: String, default: null },
  madeById: { type: String, default: null },
  madeAt: { type: Date, required: true },
  hash: { type: String, default: null },
  sealed: { type: String, default: null },
  signsFrom: { type: Date, default: null },
  state: { type: String, required: true },
  stateSince: { type: Date, required: true },
  uses: { type: Number, required: true },
  lastUsedAt: { type: Date, default: null },
  lastUsedBy: { type: String, default: '' },
  lastUsedFrom: { type: String, default: '' },
  rehearsalUses: { type: Number, required: true },
  refusedUses: { type: Number, required: true },
  lastRefusedAt: { type: Date, default: null },
});
schema.index({ tenantId: 1, kind: 1, madeAt: -1, _id: -1 });
schema.index({ tenantId: 1, ownerId: 1 });
schema.index({ tenantId: 1, madeById: 1 });

const tenantId = PUBLIC_TENANT;
const HOW_LONG = 'until the key is deleted';

export const keyModel = defineModel<KeyDoc>({
  name: 'Key',
  collection: 'keys',
  isAudited: true,
  schema,
  personal: {
    ownerId: person.becomes(null),
    madeById: person.becomes(null),
    name: kept('It names a program of the server or the organisation.', HOW_LONG),
    permissions: impersonal,
    hash: impersonal,
    sealed: impersonal,
    lastUsedBy: kept('It names the program that used the key last, such as curl.', HOW_LONG),
    lastUsedFrom: kept('It is the network of that program, without the part that names one device.', HOW_LONG),
  },
  exported: notExported('It belongs to the server or the organisation.'),
  hotQueries: [
    { name: 'a key by its id', filter: { _id: newId() } },
    {
      name: 'keys of a server or an organisation',
      filter: { tenantId, kind: 'server' },
      sort: { madeAt: -1, _id: -1 },
    },
  ],
});
