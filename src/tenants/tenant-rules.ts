/** Who may do what in an organisation: a table and three questions, with no input or output. */
import type { TenantRole } from '../protocol/tenants.ts';

/** What not everyone in an organisation may do. */
export type TenantAction =
  | 'edit'
  | 'delete'
  | 'manage_domains'
  | 'invite_member'
  | 'invite_admin'
  | 'read_invitations'
  | 'set_roles'
  | 'remove_member'
  | 'remove_admin';

const ALLOWED: Readonly<Record<TenantAction, readonly TenantRole[]>> = {
  edit: ['owner', 'admin'],
  delete: ['owner'],
  manage_domains: ['owner'],
  invite_member: ['owner', 'admin'],
  invite_admin: ['owner'],
  read_invitations: ['owner', 'admin'],
  set_roles: ['owner'],
  remove_member: ['owner', 'admin'],
  remove_admin: ['owner'],
};

/** Whether this role allows it. */
export function can(role: TenantRole, action: TenantAction): boolean {
  return ALLOWED[action].includes(role);
}

/** What it takes to remove someone of this role. */
export function removalOf(role: TenantRole): TenantAction {
  return role === 'member' ? 'remove_member' : 'remove_admin';
}

/** What it takes to invite someone into this role. */
export function invitationTo(role: 'admin' | 'member'): TenantAction {
  return role === 'admin' ? 'invite_admin' : 'invite_member';
}

/** Names that addresses of pages or of the product itself may need. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  'public',
  'meshi',
  'admin',
  'api',
  'www',
  'me',
  'new',
  'invitation',
]);

export function isReservedSlug(slug: string): boolean {
  return RESERVED_SLUGS.has(slug);
}
