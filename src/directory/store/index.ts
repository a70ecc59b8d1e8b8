/** Stored users of directories. A feature of its own: joining an organisation asks it. */
import type { AuditTrail } from '../../audit/index.ts';
import { connectModels } from '../../database/models.ts';
import type { GroupStore } from '../../groups/store/index.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { directoryUserModel } from './directory-user-model.ts';
import { DirectoryUsers } from './directory-users.ts';

export type { DirectoryUserDoc } from './directory-user-model.ts';
export { type DirectoryUsers, membershipSuspended } from './directory-users.ts';

const models = { users: directoryUserModel };

export interface DirectoryStoresDeps {
  kernel: Kernel;
  audit: AuditTrail;
  groupStore: GroupStore;
}

export function createDirectoryStores({ kernel, audit, groupStore }: DirectoryStoresDeps) {
  const { users } = connectModels(kernel.connection, models);
  const directoryUsers = new DirectoryUsers({ users, groupStore, audit });
  return defineFeature({ name: 'directoryStores', service: { directoryUsers }, models });
}
