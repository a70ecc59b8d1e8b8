/**
 * Socket requests and events of meals: each change is sent to connections that watch the meal and to the people it concerns.
 */
import type { AnnouncementRules } from '../kernel/announcements.ts';
import type { SocketHandlers } from '../kernel/socket-caller.ts';
import { mealChannel, personChannel } from '../kernel/socket-channels.ts';
import type { GuestService } from './seats/guest-service.ts';

export function mealSockets({
  guests,
}: {
  guests: Pick<GuestService, 'getSeats'>;
}): SocketHandlers<'meal:watch' | 'meal:unwatch'> {
  return {
    async 'meal:watch'(caller, { mealId }) {
      const seats = await guests.getSeats(caller.actor, mealId);
      await caller.watch(mealChannel(mealId));
      return seats;
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
