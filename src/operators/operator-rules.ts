/** Who can take which permission. Pure functions, no I/O. */
import type { Role } from '../protocol/operators.ts';
import type { Permission } from '../protocol/permissions.ts';

interface GivingGroup {
  readonly roles: readonly string[];
  readonly accountIds: readonly string[];
}

/** The accounts that can take a role with this permission. */
export function accountsWith(
  permission: Permission,
  groups: readonly GivingGroup[],
  roles: readonly Pick<Role, 'name' | 'permissions'>[],
): Set<string> {
  const names = new Set(roles.filter(({ permissions }) => permissions.includes(permission)).map(({ name }) => name));
  const giving = groups.filter((group) => group.roles.some((role) => names.has(role)));
  return new Set(giving.flatMap(({ accountIds }) => accountIds));
}
