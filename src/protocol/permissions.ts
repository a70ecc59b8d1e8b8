/**
 * All permissions, in three scopes: the server, an organisation, and a community. A permission is `resource:action`. Each route that
 * needs one names it in its definition: `permission` for those of the server, `needs` for those of an organisation or community.
 *
 * - Server: a role holds permissions, and groups hold people and roles. Nobody holds a permission by being in a group: a person
 *   takes a role for a limited time (`portal.take`).
 * - Organisation and community: a member holds the permissions of the own role and of the own groups, all the time.
 */
import { z } from 'zod';

/** The permissions of operators, with what they allow. */
export const permissions = {
  'people:read': 'Find people by name, ID or e-mail address, and see the facts of an account.',
  'people:suspend': 'Suspend an account, and end the suspension.',
  'people:end_sessions': 'Sign a person out on all devices.',
  'people:send_reset': 'Mail a person a link to set a new password.',
  'people:reset_factors': 'Remove the second factors of a person who has lost them, after a delay.',
  'people:erase': 'Delete an account with its data.',
  'reports:read': 'Read the reports to the operators, with the copies of what was reported.',
  'reports:decide': 'Decide about a report, and undo a decision.',
  'rooms:close': 'See the open rooms of the server, and close a room.',
  'communities:close': 'Find communities, and close a community.',
  'organisations:read': 'Find organisations, and see their facts.',
  'organisations:close': 'Close an organisation, take that back, and end all sessions in it.',
  'organisations:hand_over': 'Find a member of an organisation, and make that member an owner.',
  'operators:manage': 'Change the groups of operators, their people and their roles.',
  'audit:read': 'Read and save the audit log of the server.',
  'keys:read': 'See the keys of the server, with their last uses.',
  'keys:manage': 'Make keys of the server, rehearse, disable, enable and delete them.',
  'server:read': 'See the state of the server: processes, mail, push and jobs.',
} as const satisfies Readonly<Record<string, string>>;

export type Permission = keyof typeof permissions;

export const permissionSchema = z.enum(Object.keys(permissions) as [Permission, ...Permission[]]);

/** The roles that every server has. Operators can make others. */
export const builtInRoles = {
  operator: Object.keys(permissions) as Permission[],
  moderator: ['people:read', 'people:suspend', 'people:end_sessions', 'reports:read', 'reports:decide', 'rooms:close'],
  support: ['people:read', 'people:end_sessions', 'people:send_reset', 'organisations:read'],
  auditor: ['people:read', 'organisations:read', 'audit:read', 'keys:read', 'server:read'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type BuiltInRole = keyof typeof builtInRoles;

export function isBuiltInRole(name: string): name is BuiltInRole {
  return Object.hasOwn(builtInRoles, name);
}

/** The permissions in an organisation, with what they allow. */
export const organisationPermissions = {
  'organisation:edit': 'Change the name and the ID of the organisation.',
  'organisation:delete': 'Delete the organisation, and cancel its deletion.',
  'organisation:read_audit': 'Read and save the audit log of the organisation.',
  'organisation:manage_keys': 'Make, rehearse, disable and delete keys of the organisation.',
  'organisation:manage_domains': 'Add and remove e-mail domains.',
  'organisation:set_policy': 'Ask all members for a second factor, and set how long messages are kept.',
  'organisation:see_factors': 'See which members have a second factor.',
  'organisation:manage_sign_on': 'Set up single sign-on, and say who must use it.',
  'organisation:read_invitations': 'See and revoke open invitations.',
  'organisation:invite_members': 'Invite members.',
  'organisation:invite_admins': 'Invite admins.',
  'organisation:set_roles': 'Change the roles of members.',
  'organisation:remove_members': 'Remove members without a role.',
  'organisation:remove_admins': 'Remove admins and owners.',
  'organisation:manage_groups': 'Change groups, their people and their permission sets.',
  'organisation:manage_directory':
    'Connect a directory (SCIM). Equal to being an owner: a directory puts people into all groups and ends ownerships.',
} as const satisfies Readonly<Record<`organisation:${string}`, string>>;

export type OrganisationPermission = keyof typeof organisationPermissions;

/** The permissions in a community, with what they allow. */
export const communityPermissions = {
  'community:edit': 'Change texts, picture, rules and banned words.',
  'community:set_visibility': 'Make the community public or private.',
  'community:close': 'Close the community.',
  'community:hand_over': 'Give the own ownership to a member.',
  'community:set_roles': 'Change the roles of members.',
  'community:admit': 'Answer requests to join.',
  'community:invite': 'Invite people.',
  'community:remove': 'Remove members with a lower role.',
  'community:ban': 'Ban people with a lower role.',
  'community:mute': 'Mute members with a lower role.',
  'community:keep_channels': 'Create, rename and remove channels.',
  'community:post_announcements': 'Write announcements.',
  'community:moderate': 'Hide messages, handle reports, and read the moderation log.',
} as const satisfies Readonly<Record<`community:${string}`, string>>;

export type CommunityPermission = keyof typeof communityPermissions;

/** A permission that a group of an organisation can give. */
export type GroupPermission = OrganisationPermission | CommunityPermission;

/** What a permission is about. */
export const permissionScopes = ['server', 'organisation', 'community'] as const;
export type PermissionScope = (typeof permissionScopes)[number];

const allOfOrganisation = Object.keys(organisationPermissions) as OrganisationPermission[];
const allOfCommunity = Object.keys(communityPermissions) as CommunityPermission[];

export const organisationPermissionSchema = z.enum(allOfOrganisation as [OrganisationPermission]);
export const communityPermissionSchema = z.enum(allOfCommunity as [CommunityPermission]);
export const groupPermissionSchema = z.enum([...allOfOrganisation, ...allOfCommunity] as [GroupPermission]);

/** The scope of a permission, which its name begins with; those of operators have several resources. */
export function scopeOf(permission: Permission | GroupPermission): PermissionScope {
  if (permission.startsWith('organisation:')) return 'organisation';
  return permission.startsWith('community:') ? 'community' : 'server';
}

/** The permissions of the roles in an organisation. */
export const organisationRoles = {
  owner: allOfOrganisation,
  admin: [
    'organisation:edit',
    'organisation:read_audit',
    'organisation:manage_keys',
    'organisation:see_factors',
    'organisation:read_invitations',
    'organisation:invite_members',
    'organisation:remove_members',
  ],
  member: [],
} as const satisfies Readonly<Record<string, readonly OrganisationPermission[]>>;

const ofModerators = [
  'community:edit',
  'community:admit',
  'community:invite',
  'community:remove',
  'community:ban',
  'community:mute',
  'community:keep_channels',
  'community:post_announcements',
  'community:moderate',
] as const satisfies readonly CommunityPermission[];

/** The permissions of the roles in a community. */
export const communityRoles = {
  owner: allOfCommunity,
  moderator: ofModerators,
  member: [],
} as const satisfies Readonly<Record<string, readonly CommunityPermission[]>>;

/** The permission sets that every organisation has for its groups. Owners can make others. */
export const builtInSets = {
  admin: { scope: 'organisation', permissions: organisationRoles.admin },
  auditor: { scope: 'organisation', permissions: ['organisation:read_audit'] },
  moderator: { scope: 'community', permissions: ofModerators },
} as const satisfies Readonly<
  Record<string, { scope: 'organisation' | 'community'; permissions: readonly GroupPermission[] }>
>;

export type BuiltInSet = keyof typeof builtInSets;

export function isBuiltInSet(id: string): id is BuiltInSet {
  return Object.hasOwn(builtInSets, id);
}
