/**
 * The permissions of each role in a community, decided by this table alone, and the outcome of joining. Pure functions, no
 * I/O.
 */
import type {
  CommunityJoining,
  CommunityPermission,
  CommunityRole,
  CommunityVisibility,
} from '../protocol/communities.ts';
import type { StoredStanding } from './members/membership-model.ts';

const MODERATOR: readonly CommunityPermission[] = [
  'edit',
  'admit',
  'invite',
  'remove',
  'ban',
  'mute',
  'keep_channels',
  'post_announcements',
  'moderate',
];

export const ROLE_PERMISSIONS: Readonly<Record<CommunityRole, readonly CommunityPermission[]>> = {
  owner: [...MODERATOR, 'set_visibility', 'set_roles', 'hand_over', 'close'],
  moderator: MODERATOR,
  member: [],
};

const RANKS: Readonly<Record<CommunityRole, number>> = { owner: 2, moderator: 1, member: 0 };

export function can(role: CommunityRole | null, permission: CommunityPermission): boolean {
  return role !== null && ROLE_PERMISSIONS[role].includes(permission);
}

/** Whether a role is higher than another, so that it may remove, ban or mute. Every role is higher than none (`null`). */
export function outranks(role: CommunityRole, other: CommunityRole | null): boolean {
  return other === null || RANKS[role] > RANKS[other];
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
