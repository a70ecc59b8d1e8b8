/** Who can take which permission. Pure functions, no I/O. */
import { ForbiddenError } from '../kernel/errors.ts';
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

/**
 * An account need not belong to the owner of its address. A server without mail cannot ask for a proof.
 * @throws ForbiddenError `email_unverified`
 */
export function checkEmail({ emailVerifiedAt }: { emailVerifiedAt: Date | null }, hasMail: boolean): void {
  if (emailVerifiedAt || !hasMail) return;
  throw new ForbiddenError('email_unverified', 'The e-mail address of the account must be verified first.');
}
