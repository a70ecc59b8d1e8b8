import type { Community } from '@meshi/client';

/** Whether the reader is inside, in whatever role. */
export function isMember({ standing }: Pick<Community, 'standing'>): boolean {
  return standing === 'owner' || standing === 'moderator' || standing === 'member';
}
