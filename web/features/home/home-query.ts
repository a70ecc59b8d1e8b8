/** What Home shows above the topics, in one answer. */
import type { MeshiClient } from '@meshi/client';
import { keys } from '../../app/query-keys.ts';

/** `since`: when the reader was here before, to count what is new. */
export function overviewQuery(meshi: MeshiClient, since: string | null) {
  return {
    queryKey: [...keys.home, 'overview', since],
    queryFn: ({ signal }: { signal: AbortSignal }) => meshi.home.overview(since === null ? {} : { since }, { signal }),
  };
}
