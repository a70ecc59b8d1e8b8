/** The handlers of the routes of keys. The HTTP layer has checked the permission of each route of operators. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { SettingSecret } from '../protocol/keys.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { TenantAccess } from '../tenants/index.ts';
import { organisationKeyManager, serverKeyManager } from './key-managers.ts';
import type { KeyRights } from './key-rights.ts';
import type { KeyService } from './key-service.ts';

type KeyRoute = Extract<RouteName, `serverKeys.${string}` | `tenantKeys.${string}`>;

export interface KeyRoutesOptions {
  keys: KeyService;
  access: Pick<TenantAccess, 'requirePermission'>;
  rights: KeyRights;
  settingSecrets: readonly SettingSecret[];
}

export function keyRoutes({ keys, access, rights, settingSecrets }: KeyRoutesOptions): RouteHandlers<KeyRoute> {
  const managing = (actor: Actor) => organisationKeyManager(actor, access, rights);
  return {
    'serverKeys.list': async () => ({ items: await keys.list(PUBLIC_TENANT, 'server') }),
    'serverKeys.settings': async () => ({ items: [...settingSecrets] }),
    'serverKeys.create': ({ acting, body }) => keys.create(serverKeyManager(acting), body),
    'serverKeys.next': ({ acting, body }) => keys.next(serverKeyManager(acting), body),
    'serverKeys.rehearse': ({ acting, params, body }) =>
      keys.act(serverKeyManager(acting), params.keyId, 'rehearse', body.reason),
    'serverKeys.disable': ({ acting, params, body }) =>
      keys.act(serverKeyManager(acting), params.keyId, 'disable', body.reason),
    'serverKeys.enable': ({ acting, params, body }) =>
      keys.act(serverKeyManager(acting), params.keyId, 'enable', body.reason),
    'serverKeys.delete': async ({ acting, params, body }) => {
      await keys.act(serverKeyManager(acting), params.keyId, 'delete', body.reason);
      return null;
    },

    'tenantKeys.list': async ({ actor }) => {
      const { tenantId, kind } = await managing(actor);
      return { items: await keys.list(tenantId, kind) };
    },
    'tenantKeys.create': async ({ actor, body }) => keys.create(await managing(actor), body),
    'tenantKeys.rehearse': async ({ actor, params, body }) =>
      keys.act(await managing(actor), params.keyId, 'rehearse', body.reason),
    'tenantKeys.disable': async ({ actor, params, body }) =>
      keys.act(await managing(actor), params.keyId, 'disable', body.reason),
    'tenantKeys.enable': async ({ actor, params, body }) =>
      keys.act(await managing(actor), params.keyId, 'enable', body.reason),
    'tenantKeys.delete': async ({ actor, params, body }) => {
      await keys.act(await managing(actor), params.keyId, 'delete', body.reason);
      return null;
    },
  };
}
