/** Socket requests and events of communities: connections that watch communities receive `community:changed`. */
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
    const recipients = personIds && new Set(personIds);
    return [
      {
        channels: [communitiesChannel(tenantId)],
        name: 'community:changed',
        payload: { communityId },
        isFor: recipients && ((personId) => recipients.has(personId)),
      },
    ];
  },
};
