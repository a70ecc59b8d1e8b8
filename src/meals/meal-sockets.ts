/** Meals over the socket: whoever watches one receives every change of its seats at once, and so do those it concerns. */
import type { AnnouncementRules } from '../kernel/announcements.ts';
import type { SocketHandlers } from '../kernel/socket-caller.ts';
import { mealChannel, personChannel } from '../kernel/socket-channels.ts';
import type { GuestService } from './seats/guest-service.ts';

export function mealSockets({
  guests,
}: {
  guests: Pick<GuestService, 'look'>;
}): SocketHandlers<'meal:watch' | 'meal:unwatch'> {
  return {
    async 'meal:watch'(caller, { mealId }) {
      const seen = await guests.look(caller.actor, mealId);
      await caller.watch(mealChannel(mealId));
      return seen;
    },
    async 'meal:unwatch'(caller, { mealId }) {
      await caller.unwatch(mealChannel(mealId));
      return {};
    },
  };
}

export const mealAnnouncements: AnnouncementRules = {
  mealChanged({ change, personIds, visibleToIds, hiddenFromIds }) {
    const hidden = new Set(hiddenFromIds);
    const visible = visibleToIds && new Set(visibleToIds);
    return [
      {
        channels: [mealChannel(change.mealId), ...personIds.map(personChannel)],
        name: 'meal:changed',
        payload: change,
        isFor: (personId) => !hidden.has(personId) && (!visible || visible.has(personId)),
      },
    ];
  },
};
