/** Decides the outcome of a request to join. Pure functions, no I/O. */
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
