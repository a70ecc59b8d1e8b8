import type { MeshiClient } from '@meshi/client';
import { keys } from '../../app/query-keys.ts';

/** My instant talk: idle, waiting or talking. */
export function instantTalkQuery(meshi: MeshiClient) {
  return {
    queryKey: keys.instantTalk,
    queryFn: ({ signal }: { signal: AbortSignal }) => meshi.instantTalks.get({}, { signal }),
  };
}
