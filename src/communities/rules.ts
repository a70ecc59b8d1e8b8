/** What a role in a community gives, who stands above whom, and the outcome of joining. Pure functions, no I/O. */
import type { CommunityJoining, CommunityRole, CommunityVisibility } from '../protocol/communities.ts';
import { type CommunityPermission, communityRoles } from '../protocol/permissions.ts';
import type { StoredStanding } from './members/membership-model.ts';

export type HeldPermissions = ReadonlySet<CommunityPermission>;

/** What a member holds: by the own role, and by groups of the organisation. */
export interface Holder {
  role: CommunityRole | null;
  permissions: HeldPermissions;
}

/** The permissions of a person with this role; groups give nothing to people who are no members. */
export function permissionsOf(role: CommunityRole | null, granted: HeldPermissions): HeldPermissions {
  return new Set(role === null ? [] : [...communityRoles[role], ...granted]);
}

export function can(holder: Pick<Holder, 'permissions'> | null, permission: CommunityPermission): boolean {
  return holder?.permissions.has(permission) ?? false;
}

/** Whether a member can change another one from one role to another: nobody gives, or takes away, more than they hold. */
export function canSetRole({ permissions }: Holder, before: CommunityRole, after: CommunityRole): boolean {
  return [...communityRoles[before], ...communityRoles[after]].every((permission) => permissions.has(permission));
}

/** Whether the role after a change gives something that the role before did not. */
export function isRaised(before: CommunityRole, after: CommunityRole): boolean {
  const had = new Set<CommunityPermission>(communityRoles[before]);
  return communityRoles[after].some((permission) => !had.has(permission));
}

/** Whether a member stands above another person, so that it may remove, ban or mute. */
export function outranks(holder: Holder, other: Holder): boolean {
  return rankOf(holder) > rankOf(other);
}

/** Owners stand above people who hold any permission, those above plain members, and all of them above people outside. */
function rankOf({ role, permissions }: Holder): number {
  if (role === null) return 0;
  if (role === 'owner') return 3;
  return permissions.size > 0 ? 2 : 1;
}

export type JoinOutcome =
  /** Becomes a member now, or is one already. */
  | 'member'
  /** A moderator must approve the request. */
  | 'requested'
  /**
   * The community is private and did not invite the person: it must look missing, even if the person asked while it was
   * public.
   */
  | 'hidden'
  | 'banned'
  | 'invitation_needed';

export interface JoinAttempt {
  joining: CommunityJoining;
  visibility: CommunityVisibility;
  standing: StoredStanding;
  isBanned: boolean;
}

/** Decides the outcome of a request to join. A ban overrides an invitation by name, and an invitation overrides `joining`. */
export function joinOutcome({ joining, visibility, standing, isBanned }: JoinAttempt): JoinOutcome {
  if (standing === 'member' || standing === 'moderator') return 'member';
  if (visibility === 'private' && standing !== 'invited') return 'hidden';
  if (isBanned) return 'banned';
  if (standing === 'invited' || joining === 'open') return 'member';
  return joining === 'approval' ? 'requested' : 'invitation_needed';
}
