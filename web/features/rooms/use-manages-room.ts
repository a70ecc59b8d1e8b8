/** Whether I may edit and close a room, as a moderator of its community, a host of its meal, or the owner of any other room. */
import type { MeshiClient, Room } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';

export function useManagesRoom({ circle, owner }: Room): boolean {
  const meshi = useMeshi();
  const { profile } = useMyself();
  const { data = false } = useQuery({
    queryKey: [...(circle?.kind === 'meal' ? keys.meals : keys.communities), 'manages', circle],
    queryFn: ({ signal }) => managesCircle(meshi, circle, signal),
    enabled: circle?.kind === 'community' || circle?.kind === 'meal',
  });
  if (circle?.kind === 'community' || circle?.kind === 'meal') return data;
  return owner.id === profile.id && circle?.kind !== 'instant_talk';
}

async function managesCircle(meshi: MeshiClient, circle: Room['circle'], signal: AbortSignal): Promise<boolean> {
  if (circle?.kind === 'community') {
    const { permissions } = await meshi.communities.get({ communityId: circle.id }, { signal });
    return permissions.includes('community:moderate');
  }
  const { role } = await meshi.meals.get({ mealId: circle?.id ?? '' }, { signal });
  return role === 'host' || role === 'co_host';
}
