/** Stored groups of organisations, and what they give. A feature of its own: organisations and communities ask it who may do what. */
import type { AuditTrail } from '../../audit/index.ts';
import { connectModels } from '../../database/models.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Grants } from './grants.ts';
import { groupModel, permissionSetModel } from './group-model.ts';
import { GroupStore } from './group-store.ts';

export type { Grants, StoredSet } from './grants.ts';
export type { GroupDoc, GroupGrant, PermissionSetDoc } from './group-model.ts';
export { type GroupStore, groupNameTaken, noSuchGroup } from './group-store.ts';

const models = { groups: groupModel, sets: permissionSetModel };

export function createGroupStores({ kernel, audit }: { kernel: Kernel; audit: AuditTrail }) {
  const connected = connectModels(kernel.connection, models);
  const grants = new Grants(connected);
  const groupStore = new GroupStore({ ...connected, audit, clock: kernel.clock });
  return defineFeature({ name: 'groupStores', service: { grants, groupStore }, models });
}
