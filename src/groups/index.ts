/** Groups of an organisation, which give their people permission sets. `store` is a feature of its own. */
import type { AuditTrail } from '../audit/index.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { TenantAccess } from '../tenants/index.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import { type CommunityRights, Giving } from './giving.ts';
import { GroupAudit } from './group-audit.ts';
import { GroupPeople } from './group-people.ts';
import { groupRoutes } from './group-routes.ts';
import { GroupService } from './group-service.ts';
import { SetService } from './set-service.ts';
import type { Grants, GroupStore } from './store/index.ts';

export type { CommunityRights } from './giving.ts';
export { type GroupAudit, grantFacts } from './group-audit.ts';
export { type GroupPeople, tooManyPeople } from './group-people.ts';
export { communitiesOf, newGroup, untilChanged } from './group-rules.ts';
export type { GroupService } from './group-service.ts';

export interface GroupsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  groupStore: GroupStore;
  grants: Grants;
  tenantAccess: TenantAccess;
  memberships: Memberships;
  communityRights: CommunityRights;
  profiles: ProfileService;
}

export function createGroups(deps: GroupsDeps) {
  const {
    kernel,
    audit: trail,
    groupStore: store,
    grants,
    tenantAccess,
    memberships,
    communityRights,
    profiles,
  } = deps;
  const { clock, hooks, limits, quotas } = kernel;
  const audit = new GroupAudit({ audit: trail });
  const giving = new Giving({ access: tenantAccess, grants, communityRights });
  const groups = new GroupService({ store, giving, audit, communityRights, hooks, quotas, clock, limits });
  const sets = new SetService({ store, giving, audit, hooks, quotas, clock, limits });
  const groupPeople = new GroupPeople({ store, giving, audit, memberships, profiles, hooks, limits });

  return defineFeature({
    name: 'groups',
    service: { groups, groupPeople, groupAudit: audit },
    routes: groupRoutes({ groups, people: groupPeople, sets }),
  });
}
