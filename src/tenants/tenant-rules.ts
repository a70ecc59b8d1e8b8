/** What a role in an organisation gives, and reserved slugs. Pure functions, no I/O. */
import { lookalikeKey } from '../kernel/lookalike.ts';
import { type OrganisationPermission, organisationRoles } from '../protocol/permissions.ts';
import type { TenantRole } from '../protocol/tenants.ts';

export type HeldPermissions = ReadonlySet<OrganisationPermission>;

/**
 * Whether somebody who holds these permissions holds all of `given`. Nobody can give, or take away, more than that. A directory puts
 * people into groups and ends ownerships, so `organisation:manage_directory` counts as all permissions.
 */
export function covers(held: ReadonlySet<string>, given: Iterable<string>): boolean {
  const isHeld = (permission: string) => held.has(permission);
  return [...given].every((permission) =>
    permission === 'organisation:manage_directory' ? organisationRoles.owner.every(isHeld) : isHeld(permission),
  );
}

/** What a member can do: by the own role, and by the groups. */
export function permissionsOf(role: TenantRole, granted: HeldPermissions): HeldPermissions {
  return new Set([...organisationRoles[role], ...granted]);
}

/** Whether somebody with these permissions can change a member from one role to another. */
export function canSetRole(held: HeldPermissions, before: TenantRole, after: TenantRole): boolean {
  return covers(held, [...organisationRoles[before], ...organisationRoles[after]]);
}

/** The permission to remove a member with this role. */
export function removalOf(role: TenantRole): OrganisationPermission {
  return role === 'member' ? 'organisation:remove_members' : 'organisation:remove_admins';
}

/** The permission to invite someone with this role. */
export function invitationTo(role: 'admin' | 'member'): OrganisationPermission {
  return role === 'admin' ? 'organisation:invite_admins' : 'organisation:invite_members';
}

/** Whether somebody with these permissions can invite someone with this role. */
export function canInvite(held: HeldPermissions, role: 'admin' | 'member'): boolean {
  return held.has(invitationTo(role)) && covers(held, organisationRoles[role]);
}

/** Slugs that pages or the product itself may need in URLs. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  ['public', 'meshi', 'admin', 'api', 'www', 'me', 'new', 'invitation'].map(lookalikeKey),
);

export function isReservedSlug(slug: string): boolean {
  return RESERVED_SLUGS.has(lookalikeKey(slug));
}
