/** The directory of an organisation: what it calls through SCIM 2.0, with a key of the organisation. `store` is a feature of its own. */
import type { AccountDepartures, AccountService, SessionService } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { GroupAudit, GroupService } from '../groups/index.ts';
import type { GroupStore } from '../groups/store/index.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { TenantAccess } from '../tenants/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { DirectoryMembers } from './directory-members.ts';
import { directoryRoutes } from './directory-routes.ts';
import { ScimGroupService } from './scim/group-service.ts';
import { ScimServer } from './scim/scim-server.ts';
import { ScimUserService } from './scim/user-service.ts';
import type { DirectoryUsers } from './store/index.ts';

export type { DirectoryCaller } from './directory-caller.ts';
export { fromWire, ScimError, toScimError } from './scim/scim-error.ts';
export type { ScimAnswer, ScimRequest, ScimServer } from './scim/scim-server.ts';

/** The path of SCIM on this server. */
export const SCIM_PREFIX = '/scim/v2';

export interface DirectoryDeps {
  kernel: Kernel;
  audit: AuditTrail;
  tenantAccess: TenantAccess;
  tenantStore: TenantStore;
  memberships: Memberships;
  accounts: AccountService;
  sessions: SessionService;
  departures: AccountDepartures;
  groupStore: GroupStore;
  groups: GroupService;
  groupAudit: GroupAudit;
  directoryUsers: DirectoryUsers;
}

export function createDirectory(deps: DirectoryDeps) {
  const { kernel, audit, tenantAccess: access, tenantStore, memberships, accounts, sessions, departures } = deps;
  const { groupStore, groups, groupAudit, directoryUsers: users } = deps;
  const { clock, hooks, limits, publicUrl, quotas } = kernel;
  const base = () => publicUrl() + SCIM_PREFIX;
  const members = new DirectoryMembers({
    memberships,
    tenantStore,
    accounts,
    sessions,
    departures,
    audit,
    hooks,
    clock,
  });
  const scimUsers = new ScimUserService({
    users,
    members,
    groupStore,
    tenantStore,
    audit,
    hooks,
    quotas,
    clock,
    limits,
    base,
  });
  const scimGroups = new ScimGroupService({
    store: groupStore,
    groups,
    users,
    audit: groupAudit,
    hooks,
    clock,
    limits,
    base,
  });
  const scim = new ScimServer({ users: scimUsers, groups: scimGroups, base });

  return defineFeature({
    name: 'directory',
    service: { scim, directoryMembers: members },
    routes: directoryRoutes({ access, users, groupStore, base }),
  });
}
