/** What comes of wanting to join. Rules without input or output. */
import type { CommunityJoining, CommunityVisibility } from '../protocol/communities.ts';
import type { StoredStanding } from './membership-model.ts';

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

/** Who has waited longest takes over where no owner is left: a moderator before a member. */
export function successorOf(
  members: readonly { personId: string; standing: StoredStanding; createdAt: Date }[],
): string | null {
  const rank = (standing: StoredStanding) => (standing === 'moderator' ? 0 : 1);
  const [first] = members
    .filter(({ standing }) => standing === 'moderator' || standing === 'member')
    .toSorted((a, b) => rank(a.standing) - rank(b.standing) || a.createdAt.getTime() - b.createdAt.getTime());
  return first?.personId ?? null;
}
