/** Permissions of the roles in an organisation, and reserved slugs. Pure functions, no I/O. */
import { lookalikeKey } from '../kernel/lookalike.ts';
import type { TenantRole } from '../protocol/tenants.ts';

/** Actions that not every role can do. */
export type TenantAction =
  | 'edit'
  | 'delete'
  | 'read_audit'
  | 'manage_keys'
  | 'manage_domains'
  | 'manage_sign_on'
  | 'invite_member'
  | 'invite_admin'
  | 'read_invitations'
  | 'set_roles'
  | 'remove_member'
  | 'remove_admin';

const ALLOWED: Readonly<Record<TenantAction, readonly TenantRole[]>> = {
  edit: ['owner', 'admin'],
  delete: ['owner'],
  read_audit: ['owner', 'admin'],
  manage_keys: ['owner', 'admin'],
  manage_domains: ['owner'],
  manage_sign_on: ['owner'],
  invite_member: ['owner', 'admin'],
  invite_admin: ['owner'],
  read_invitations: ['owner', 'admin'],
  set_roles: ['owner'],
  remove_member: ['owner', 'admin'],
  remove_admin: ['owner'],
};

/** Whether this role allows the action. */
export function can(role: TenantRole, action: TenantAction): boolean {
  return ALLOWED[action].includes(role);
}

/** The action of removing a member with this role. */
export function removalOf(role: TenantRole): TenantAction {
  return role === 'member' ? 'remove_member' : 'remove_admin';
}

/** The action of inviting someone with this role. */
export function invitationTo(role: 'admin' | 'member'): TenantAction {
  return role === 'admin' ? 'invite_admin' : 'invite_member';
}

/** Slugs that pages or the product itself may need in URLs. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  ['public', 'meshi', 'admin', 'api', 'www', 'me', 'new', 'invitation'].map(lookalikeKey),
);

export function isReservedSlug(slug: string): boolean {
  return RESERVED_SLUGS.has(lookalikeKey(slug));
}
