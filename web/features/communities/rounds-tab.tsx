/** The rounds of a community. */
import type { Community } from '@meshi/client';
import { RoundsPanel } from '../rounds/rounds-panel.tsx';

export function RoundsTab({ community }: { community: Community }) {
  return <RoundsPanel communityId={community.id} />;
}
