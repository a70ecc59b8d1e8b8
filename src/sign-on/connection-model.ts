/** The connection of an organisation to its identity provider. Each organisation has at most one. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { impersonal, ofTenant, person } from '../database/personal-fields.ts';

export interface SignOnConnectionDoc {
  /** The id of the organisation. */
  _id: string;
  tenantId: string;
  issuer: string;
  clientId: string;
  /** The client secret, encrypted for this organisation. */
  sealedSecret: string;
  groupsClaim: string | null;
  domains: string[];
  /** Another one after each change of the provider, the client or its secret. */
  revision: string;
  /** Null if nobody has tested it since the provider or the client was changed. */
  testedAt: Date | null;
  isActive: boolean;
  isRequired: boolean;
  breakGlassIds: string[];
}

const schema = new Schema<SignOnConnectionDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  issuer: { type: String, required: true },
  clientId: { type: String, required: true },
  sealedSecret: { type: String, required: true },
  groupsClaim: { type: String, default: null },
  domains: { type: [String], default: [] },
  revision: { type: String, required: true },
  testedAt: { type: Date, default: null },
  isActive: { type: Boolean, default: false },
  isRequired: { type: Boolean, default: false },
  breakGlassIds: { type: [String], default: [] },
});
schema.index({ domains: 1 });
schema.index({ tenantId: 1, breakGlassIds: 1 });

const tenantId = newId();

export const signOnConnectionModel = defineModel<SignOnConnectionDoc>({
  name: 'SignOnConnection',
  collection: 'signOnConnections',
  schema,
  personal: {
    issuer: ofTenant,
    clientId: ofTenant,
    sealedSecret: ofTenant,
    groupsClaim: ofTenant,
    domains: ofTenant,
    revision: impersonal,
    breakGlassIds: person.leaves,
  },
  isAudited: true,
  exported: notExported('It belongs to the organisation.'),
  hotQueries: [
    { name: 'the single sign-on of an organisation', filter: { _id: tenantId, tenantId } },
    { name: 'connections in which a person is named', filter: { tenantId, breakGlassIds: newId() } },
    { name: 'single sign-on of a mail domain', filter: { domains: 'example.com', isActive: true } },
  ],
});
