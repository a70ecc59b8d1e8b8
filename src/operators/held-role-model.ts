/** Stored roles that people hold, or wait for: one for each session at most. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { account, withDocument } from '../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';

export interface HeldRoleDoc {
  _id: string;
  /** Always `public`: operators act for the whole server. */
  tenantId: string;
  accountId: string;
  sessionId: string;
  role: string;
  reason: string;
  minutes: number;
  requestedAt: Date;
  /** Null while another person must agree. */
  endsAt: Date | null;
  approvedById: string | null;
  /** When it is removed: at its end, or when nobody has agreed for that long. */
  expiresAt: Date;
}

const schema = new Schema<HeldRoleDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  accountId: { type: String, required: true },
  sessionId: { type: String, required: true },
  role: { type: String, required: true },
  reason: { type: String, required: true },
  minutes: { type: Number, required: true },
  requestedAt: { type: Date, required: true },
  endsAt: { type: Date, default: null },
  approvedById: { type: String, default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, sessionId: 1 }, { unique: true });
schema.index({ tenantId: 1, accountId: 1 });
schema.index({ tenantId: 1, role: 1, endsAt: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = PUBLIC_TENANT;

export const heldRoleModel = defineModel<HeldRoleDoc>({
  name: 'HeldRole',
  collection: 'heldRoles',
  isAudited: true,
  schema,
  personal: {
    accountId: account.deletesDocument,
    approvedById: account.becomes(null),
    reason: withDocument,
  },
  exported: exportedAs({
    file: 'operatorRoles',
    of: 'account',
    by: ['accountId'],
    copied: ['role', 'reason', 'minutes', 'requestedAt', 'endsAt'],
    without: ['approvedById'],
  }),
  hotQueries: [
    { name: 'role of a session', filter: { tenantId, sessionId: newId() } },
    { name: 'roles of an account', filter: { tenantId, accountId: newId() } },
    { name: 'roles that wait', filter: { tenantId, role: trusted({ $in: ['operator'] }), endsAt: null } },
  ],
});
