/** Stored groups of operators, and the roles that operators have made. */
import { Schema } from 'mongoose';
import { exportedAs, namesNobody } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { account, impersonal, kept } from '../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Permission } from '../protocol/permissions.ts';

export interface OperatorGroupDoc {
  _id: string;
  /** Always `public`: operators act for the whole server. */
  tenantId: string;
  name: string;
  roles: string[];
  /** Accounts. */
  accountIds: string[];
  createdAt: Date;
}

const schema = new Schema<OperatorGroupDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  name: { type: String, required: true },
  roles: { type: [String], required: true },
  accountIds: { type: [String], required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, name: 1 }, { unique: true });
schema.index({ tenantId: 1, accountIds: 1 });

const tenantId = PUBLIC_TENANT;

export const operatorGroupModel = defineModel<OperatorGroupDoc>({
  name: 'OperatorGroup',
  collection: 'operatorGroups',
  isAudited: true,
  schema,
  personal: {
    accountIds: account.leaves,
    name: kept('It belongs to the operators.', 'until the group is removed'),
    roles: impersonal,
  },
  exported: exportedAs({
    file: 'operatorGroups',
    of: 'account',
    by: ['accountIds'],
    copied: ['name', 'roles'],
  }),
  hotQueries: [{ name: 'groups of an account', filter: { tenantId, accountIds: newId() } }],
});

export interface OperatorRoleDoc {
  /** The name. */
  _id: string;
  tenantId: string;
  permissions: Permission[];
  needsSecondPerson: boolean;
  createdAt: Date;
}

const roleSchema = new Schema<OperatorRoleDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  permissions: { type: [String], required: true },
  needsSecondPerson: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
});

export const operatorRoleModel = defineModel<OperatorRoleDoc>({
  name: 'OperatorRole',
  collection: 'operatorRoles',
  isAudited: true,
  schema: roleSchema,
  personal: { permissions: impersonal },
  exported: namesNobody,
  hotQueries: [{ name: 'role by name', filter: { _id: 'reviewers', tenantId } }],
});
