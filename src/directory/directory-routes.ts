/** The route for the people who manage the directory of an organisation. Its keys are in `src/keys`. */
import type { GroupStore } from '../groups/store/index.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { TenantAccess } from '../tenants/index.ts';
import type { DirectoryUsers } from './store/index.ts';

export interface DirectoryRoutesOptions {
  access: Pick<TenantAccess, 'requirePermission'>;
  users: Pick<DirectoryUsers, 'count'>;
  groupStore: Pick<GroupStore, 'count'>;
  base: () => string;
}

export function directoryRoutes({ access, users, groupStore, base }: DirectoryRoutesOptions) {
  return {
    'tenantDirectory.get': async ({ actor }) => {
      await access.requirePermission(actor, 'organisation:manage_directory');
      const { tenantId } = actor;
      const [userCount, groupCount] = await Promise.all([
        users.count(tenantId),
        groupStore.count(tenantId, { isProvisioned: true }),
      ]);
      return { url: base(), userCount, groupCount };
    },
  } satisfies RouteHandlers<'tenantDirectory.get'>;
}
