/** Watching communities: connections that show some are told when one changes, or is gone. */
import type { Events } from '../src/kernel/events.ts';
import type { Requests } from '../src/protocol/events.ts';
import type { Channels } from './channels.ts';
import type { RequestHandlers } from './handle.ts';
import { communitiesChannel, type MainCaller } from './sockets.ts';

type Names = 'communities:watch' | 'communities:unwatch';

export const communityHandlers: RequestHandlers<Requests, Names, MainCaller> = {
  async 'communities:watch'({ actor, socket }) {
    await socket.join(communitiesChannel(actor.tenantId));
    return {};
  },

  async 'communities:unwatch'({ actor, socket }) {
    await socket.leave(communitiesChannel(actor.tenantId));
    return {};
  },
};

/** Tells whoever watches, and of what only some may know those alone. Returns a function that ends it. */
export function startCommunityEvents({ events, channels }: { events: Events; channels: Channels }): () => void {
  return events.on('communityChanged', ({ tenantId, communityId, personIds }) => {
    const told = personIds && new Set(personIds);
    const isFor = told && ((personId: string) => told.has(personId));
    channels.send([communitiesChannel(tenantId)], 'community:changed', { communityId }, isFor);
  });
}
