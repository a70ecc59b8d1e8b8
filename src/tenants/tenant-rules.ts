/** Who may do what in an organisation: a table and three questions, with no input or output. */
import type { TenantRole } from '../protocol/tenants.ts';

/** What not everyone in an organisation may do. */
export type TenantAction =
  | 'edit'
  | 'delete'
  | 'manageDomains'
  | 'inviteMember'
  | 'inviteAdmin'
  | 'readInvitations'
  | 'setRole'
  | 'removeMember'
  | 'removeAdmin';

const ALLOWED: Readonly<Record<TenantAction, readonly TenantRole[]>> = {
  edit: ['owner', 'admin'],
  delete: ['owner'],
  manageDomains: ['owner'],
  inviteMember: ['owner', 'admin'],
  inviteAdmin: ['owner'],
  readInvitations: ['owner', 'admin'],
  setRole: ['owner'],
  removeMember: ['owner', 'admin'],
  removeAdmin: ['owner'],
};

/** Whether this role allows it. */
export function may(role: TenantRole, action: TenantAction): boolean {
  return ALLOWED[action].includes(role);
}

/** What it takes to remove someone of this role. */
export function removalOf(role: TenantRole): TenantAction {
  return role === 'member' ? 'removeMember' : 'removeAdmin';
}

/** What it takes to invite someone into this role. */
export function invitationTo(role: 'admin' | 'member'): TenantAction {
  return role === 'admin' ? 'inviteAdmin' : 'inviteMember';
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
