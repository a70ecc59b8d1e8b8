/** Organisations as they are stored. The open space has no document. */
import { Schema } from 'mongoose';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';

export interface TenantDoc {
  /** The `tenantId` of everything inside. */
  _id: string;
  name: string;
  slug: string;
  /** Who has every right in it: ids of people. Kept here alone, so that one write can say "not the last one". */
  ownerIds: string[];
  /** E-mail domains that were proved: whoever has a verified address in one may join. */
  domains: string[];
  createdAt: Date;
  /** The account that created it, for the limit of an account. */
  createdBy: string;
  /** When it is deleted, once an owner asked for it; until then it can be taken back. */
  deleteAt: Date | null;
}

const schema = new Schema<TenantDoc>({
  _id: idField,
  name: { type: String, required: true },
  slug: { type: String, required: true },
  ownerIds: { type: [String], default: [] },
  domains: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
  createdBy: { type: String, required: true },
  deleteAt: { type: Date, default: null },
});
/** Known to the service by this name. */
export const SLUG_INDEX = 'slug_1';
schema.index({ slug: 1 }, { unique: true, name: SLUG_INDEX });
schema.index({ domains: 1 });
schema.index({ createdBy: 1 });
schema.index({ ownerIds: 1 });

export const tenantModel = defineModel<TenantDoc>({
  name: 'Tenant',
  collection: 'tenants',
  schema,
  hotQueries: [
    { name: 'organisations of a mail domain', filter: { domains: 'example.com' } },
    { name: 'organisations that an account created', filter: { createdBy: newId() } },
    { name: 'organisations of an owner', filter: { ownerIds: newId() } },
  ],
});
