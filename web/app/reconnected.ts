/** Tells when the connection is back: what has happened meanwhile was missed. */
import type { MeshiClient } from '@meshi/client';

/** Calls `listener` when the client is online again after its connection was lost. Returns a function that ends this. */
export function onReconnected(meshi: MeshiClient, listener: () => void): () => void {
  let wasAway = false;
  return meshi.connection.on('changed', ({ state }) => {
    if (state === 'online' && wasAway) listener();
    wasAway = state === 'reconnecting' || state === 'offline' || (wasAway && state !== 'online');
  });
}
