/** What each role of a community may do: a table, and nothing else decides it. Rules without input or output. */
import type { CommunityPermission, CommunityRole } from '../protocol/communities.ts';

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

export function may(role: CommunityRole | null, permission: CommunityPermission): boolean {
  return role !== null && ROLE_PERMISSIONS[role].includes(permission);
}

/** Whether someone may remove, ban or mute another: only who stands above. Who is not in the community stands below all. */
export function outranks(role: CommunityRole, other: CommunityRole | null): boolean {
  return other === null || RANKS[role] > RANKS[other];
}
