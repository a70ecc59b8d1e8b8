/** Who manages keys: an operator those of the server, an owner or admin those of an organisation. */
import { type Acting, type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import { isPermissionOf } from '../protocol/key-kinds.ts';
import { covers, type TenantAccess } from '../tenants/index.ts';
import type { KeyRights } from './key-rights.ts';
import type { KeyManager } from './key-service.ts';

/** An operator whose role has the permission `keys:manage`. A key can only get permissions of that role. */
export function serverKeyManager(acting: Acting): KeyManager {
  const { accountId: personId, sessionId, address, permissions, recheck } = acting;
  return {
    kind: 'server',
    tenantId: PUBLIC_TENANT,
    personId,
    sessionId,
    ...(address !== undefined && { address }),
    as: 'operator',
    allows: async (permission) => isPermissionOf('server', permission) && permissions.includes(permission),
    recheck,
  };
}

/** @throws NotFoundError `not_in_tenant`, ForbiddenError `not_allowed` */
export async function organisationKeyManager(
  actor: Actor,
  access: Pick<TenantAccess, 'requirePermission'>,
  rights: KeyRights,
): Promise<KeyManager> {
  const { role, permissions } = await access.requirePermission(actor, 'organisation:manage_keys');
  return {
    ...actor,
    kind: 'organisation',
    as: role,
    allows: async (permission) => covers(permissions, [permission]) && (await rights.organisation(actor, permission)),
    recheck: async () => void (await access.requirePermission(actor, 'organisation:manage_keys')),
  };
}
