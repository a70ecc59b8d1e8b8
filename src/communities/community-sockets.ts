/** Communities over the socket: connections whose screen shows some are told when one changes, or is gone. */
import type { AnnouncementRules } from '../kernel/announcements.ts';
import type { SocketHandlers } from '../kernel/socket-caller.ts';
import { communitiesChannel } from '../kernel/socket-channels.ts';

export const communitySockets: SocketHandlers<'communities:watch' | 'communities:unwatch'> = {
  async 'communities:watch'(caller) {
    await caller.watch(communitiesChannel(caller.actor.tenantId));
    return {};
  },
  async 'communities:unwatch'(caller) {
    await caller.unwatch(communitiesChannel(caller.actor.tenantId));
    return {};
  },
};

export const communityAnnouncements: AnnouncementRules = {
  communityChanged({ tenantId, communityId, personIds }) {
    const told = personIds && new Set(personIds);
    return [
      {
        channels: [communitiesChannel(tenantId)],
        name: 'community:changed',
        payload: { communityId },
        isFor: told && ((personId) => told.has(personId)),
      },
    ];
  },
};
