/**
 * What operators of a server may do. A permission is `resource:action`; a role holds permissions; groups hold people and roles.
 * Nobody holds a permission by being in a group: a person takes a role for a limited time (`portal.take`), and each route of
 * operators names the permission that it needs (`permission` in its definition).
 */
import { z } from 'zod';

/** All permissions with what they allow. */
export const permissions = {
  'people:read': 'Find people by name, ID or e-mail address, and see the facts of an account.',
  'people:suspend': 'Suspend an account, and end the suspension.',
  'people:end_sessions': 'Sign a person out on all devices.',
  'people:send_reset': 'Mail a person a link to set a new password.',
  'people:erase': 'Delete an account with its data.',
  'reports:read': 'Read the reports to the operators, with the copies of what was reported.',
  'reports:decide': 'Decide about a report, and undo a decision.',
  'rooms:close': 'See the open rooms of the server, and close a room.',
  'communities:close': 'Find communities, and close a community.',
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
  support: ['people:read', 'people:end_sessions', 'people:send_reset'],
  auditor: ['people:read', 'audit:read', 'keys:read', 'server:read'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type BuiltInRole = keyof typeof builtInRoles;

export function isBuiltInRole(name: string): name is BuiltInRole {
  return Object.hasOwn(builtInRoles, name);
}
