import type { Community } from '@meshi/client';

/** Whether the reader is a member, in any role. */
export function isMember({ standing }: Pick<Community, 'standing'>): boolean {
  return standing === 'owner' || standing === 'moderator' || standing === 'member';
}
