/** Routes of groups and permission sets. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { GroupPeople } from './group-people.ts';
import type { GroupService } from './group-service.ts';
import type { SetService } from './set-service.ts';

type Names =
  | `tenantGroups.${'list' | 'create' | 'edit' | 'remove' | 'people' | 'addPerson' | 'removePerson'}`
  | `tenantPermissionSets.${'create' | 'remove'}`;

export interface GroupRoutesOptions {
  groups: GroupService;
  people: GroupPeople;
  sets: SetService;
}

export function groupRoutes({ groups, people, sets }: GroupRoutesOptions): RouteHandlers<Names> {
  return {
    'tenantGroups.list': ({ actor }) => groups.list(actor),
    'tenantGroups.create': ({ actor, body }) => groups.create(actor, body),
    'tenantGroups.edit': ({ actor, params, body }) => groups.edit(actor, params.groupId, body),
    'tenantGroups.remove': async ({ actor, params }) => {
      await groups.remove(actor, params.groupId);
      return null;
    },
    'tenantGroups.people': ({ actor, params, query }) => people.list(actor, params.groupId, query),
    'tenantGroups.addPerson': async ({ actor, params: { groupId, personId } }) => {
      await people.add(actor, groupId, personId);
      return null;
    },
    'tenantGroups.removePerson': async ({ actor, params: { groupId, personId } }) => {
      await people.remove(actor, groupId, personId);
      return null;
    },
    'tenantPermissionSets.create': ({ actor, body }) => sets.create(actor, body),
    'tenantPermissionSets.remove': async ({ actor, params }) => {
      await sets.remove(actor, params.setId);
      return null;
    },
  };
}
