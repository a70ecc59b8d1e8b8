/** Stored groups of an organisation, and the permission sets that it has made. */
import { Schema } from 'mongoose';
import { exportedAs, notExported } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { impersonal, ofTenant, person } from '../../database/personal-fields.ts';
import type { GroupPermission } from '../../protocol/permissions.ts';

/** A permission set that a group gives its people: in the organisation, or in one community. */
export interface GroupGrant {
  /** The name of a built-in set, or the id of another one. */
  setId: string;
  /** Null for a set of the organisation. */
  communityId: string | null;
}

export interface GroupDoc {
  _id: string;
  tenantId: string;
  name: string;
  /** The name of the group in a directory, which keeps its people. Null: people are added by hand. */
  externalName: string | null;
  /** Whether SCIM keeps the people. Otherwise a group with an `externalName` is kept by single sign-on. */
  isProvisioned: boolean;
  /** What the directory calls it. */
  externalId: string | null;
  grants: GroupGrant[];
  personIds: string[];
  /** The users of the directory in a provisioned group, also those who have not joined yet. */
  directoryUserIds: string[];
  /** Number of changes, for optimistic locking: nobody is added to a group that gives more than the one who adds has read. */
  revision: number;
  createdAt: Date;
  changedAt: Date;
}

const grantSchema = new Schema<GroupGrant>(
  { setId: { type: String, required: true }, communityId: { type: String, default: null } },
  { _id: false },
);

const schema = new Schema<GroupDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  name: { type: String, required: true },
  externalName: { type: String, default: null },
  isProvisioned: { type: Boolean, default: false },
  externalId: { type: String, default: null },
  grants: { type: [grantSchema], default: [] },
  personIds: { type: [String], default: [] },
  directoryUserIds: { type: [String], default: [] },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, name: 1 }, { unique: true });
schema.index(
  { tenantId: 1, externalName: 1 },
  { unique: true, partialFilterExpression: { externalName: { $type: 'string' } } },
);
schema.index({ tenantId: 1, personIds: 1 });
schema.index({ tenantId: 1, directoryUserIds: 1 });
schema.index({ tenantId: 1, 'grants.setId': 1 });
schema.index({ tenantId: 1, 'grants.communityId': 1 });

const tenantId = newId();

export const groupModel = defineModel<GroupDoc>({
  name: 'OrganisationGroup',
  collection: 'organisationGroups',
  isAudited: true,
  schema,
  personal: {
    personIds: person.leaves,
    name: ofTenant,
    externalName: ofTenant,
    externalId: ofTenant,
    'grants.setId': impersonal,
    directoryUserIds: impersonal,
  },
  exported: exportedAs({
    file: 'groups',
    by: ['personIds'],
    copied: ['name'],
    without: ['externalName', 'externalId', 'grants', 'directoryUserIds'],
  }),
  hotQueries: [
    { name: 'groups of a person', filter: { tenantId, personIds: newId() } },
    { name: 'groups of a directory user', filter: { tenantId, directoryUserIds: newId() } },
    { name: 'groups by name', filter: { tenantId }, sort: { name: 1 } },
    { name: 'groups with a set', filter: { tenantId, 'grants.setId': newId() } },
    { name: 'groups with rights in a community', filter: { tenantId, 'grants.communityId': newId() } },
    { name: 'group of a directory', filter: { tenantId, externalName: trusted({ $eq: 'Engineering' }) } },
  ],
});

export interface PermissionSetDoc {
  _id: string;
  tenantId: string;
  name: string;
  scope: 'organisation' | 'community';
  permissions: GroupPermission[];
  createdAt: Date;
}

const setSchema = new Schema<PermissionSetDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  name: { type: String, required: true },
  scope: { type: String, required: true },
  permissions: { type: [String], required: true },
  createdAt: { type: Date, required: true },
});
setSchema.index({ tenantId: 1, name: 1 }, { unique: true });

export const permissionSetModel = defineModel<PermissionSetDoc>({
  name: 'PermissionSet',
  collection: 'permissionSets',
  isAudited: true,
  schema: setSchema,
  personal: { name: ofTenant, scope: impersonal, permissions: impersonal },
  exported: notExported('It belongs to the organisation.'),
  hotQueries: [
    { name: 'sets of an organisation', filter: { tenantId }, sort: { name: 1 } },
    { name: 'some sets', filter: { tenantId, _id: trusted({ $in: [newId()] }) } },
  ],
});
