/** What each role of a community may do: a table, and nothing else decides it. Rules without input or output. */
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

/** Whether someone may remove, ban or mute another: only who stands above. Who is not in the community stands below all. */
export function outranks(role: CommunityRole, other: CommunityRole | null): boolean {
  return other === null || RANKS[role] > RANKS[other];
}

export type JoinOutcome =
  /** In from now on, or already. */
  | 'member'
  /** A moderator answers. */
  | 'requested'
  /** The community is private and nobody invited this person: it does not exist, not even for who asked before it was. */
  | 'unseen'
  | 'banned'
  | 'invitation_needed';

export interface JoinWish {
  joining: CommunityJoining;
  visibility: CommunityVisibility;
  standing: StoredStanding;
  isBanned: boolean;
}

/** A ban is above everything; an invitation by name is above how the community lets others in. */
export function joinOutcome({ joining, visibility, standing, isBanned }: JoinWish): JoinOutcome {
  if (standing === 'member' || standing === 'moderator') return 'member';
  if (visibility === 'private' && standing !== 'invited') return 'unseen';
  if (isBanned) return 'banned';
  if (standing === 'invited' || joining === 'open') return 'member';
  return joining === 'approval' ? 'requested' : 'invitation_needed';
}
