/** Routes for the people who manage the directory of an organisation. */
import type { GroupStore } from '../groups/store/index.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { TenantAccess } from '../tenants/index.ts';
import type { DirectoryUsers } from './store/index.ts';
import type { TokenService } from './token-service.ts';

type Names = `tenantDirectory.${'get' | 'createToken' | 'setTokenState' | 'removeToken'}`;

export interface DirectoryRoutesOptions {
  access: TenantAccess;
  tokens: TokenService;
  users: Pick<DirectoryUsers, 'count'>;
  groupStore: Pick<GroupStore, 'count'>;
  base: () => string;
}

export function directoryRoutes({ access, tokens, users, groupStore, base }: DirectoryRoutesOptions) {
  return {
    'tenantDirectory.get': async ({ actor }) => {
      await access.requirePermission(actor, 'organisation:manage_directory');
      const { tenantId } = actor;
      const [all, userCount, groupCount] = await Promise.all([
        tokens.list(tenantId),
        users.count(tenantId),
        groupStore.count(tenantId, { isProvisioned: true }),
      ]);
      return { url: base(), tokens: all, userCount, groupCount };
    },
    'tenantDirectory.createToken': ({ actor, body }) => tokens.create(actor, body.name),
    'tenantDirectory.setTokenState': ({ actor, params, body }) =>
      tokens.setState(actor, params.tokenId, body.isEnabled),
    'tenantDirectory.removeToken': async ({ actor, params }) => {
      await tokens.remove(actor, params.tokenId);
      return null;
    },
  } satisfies RouteHandlers<Names>;
}
