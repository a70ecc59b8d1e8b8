/** The socket side of meals: who looks at one hears of its seats at once, and so does everyone whom it concerns. */
import type { Circles } from '../src/kernel/circles.ts';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import type { Log } from '../src/kernel/log.ts';
import type { GuestService } from '../src/meals/guest-service.ts';
import type { BlockList } from '../src/people-lists/block-list.ts';
import type { Requests } from '../src/protocol/events.ts';
import type { Channels } from './channels.ts';
import type { RequestHandlers } from './handle.ts';
import { type MainCaller, type MainSocket, personChannel } from './sockets.ts';

type Names = 'meal:watch' | 'meal:unwatch';

export interface MealSignalingOptions {
  guests: Pick<GuestService, 'look'>;
  circles: Pick<Circles, 'sees'>;
  blockList: BlockList;
  events: Events;
  channels: Channels;
  log: Log;
}

/** More at once than anyone looks at; the first ones are left again. */
const WATCHED_AT_ONCE = 20;

export function createMealSignaling(options: MealSignalingOptions) {
  const { guests, events, log } = options;
  const handlers: RequestHandlers<Requests, Names, MainCaller> = {
    async 'meal:watch'({ actor, socket }, { mealId }) {
      const seen = await guests.look(actor, mealId);
      leaveFirst(socket);
      await socket.join(mealChannel(mealId));
      return seen;
    },
    async 'meal:unwatch'({ socket }, { mealId }) {
      await socket.leave(mealChannel(mealId));
      return {};
    },
  };
  const stop = events.on('mealChanged', (event) => {
    tell(event, options).catch((error: unknown) => log.warn({ err: error }, 'news of a meal could not be told'));
  });
  return { handlers, close: stop };
}

/** Asked anew each time: who may no longer see it, for a block or a circle that was left, hears nothing more. */
async function tell(event: DomainEvents['mealChanged'], { channels, circles, blockList }: MealSignalingOptions) {
  const { tenantId, change, hostId, circle, personIds } = event;
  const watching = [...channels.members(mealChannel(change.mealId))].map((socket) => socket.data.actor.personId);
  const blocked = await blockList.blockedWith(tenantId, hostId);
  const seeing = new Set<string>();
  for (const personId of new Set([...watching, ...personIds])) {
    // From memory mostly; the host sees it even outside of its circle.
    const isSeen = personId === hostId || (await circles.sees(tenantId, personId, circle));
    if (isSeen && !blocked.has(personId)) seeing.add(personId);
  }
  channels.send([...seeing].map(personChannel), 'meal:changed', change);
}

function leaveFirst(socket: MainSocket): void {
  const watched = [...socket.rooms].filter((name) => name.startsWith(CHANNEL));
  for (const name of watched.slice(0, Math.max(0, watched.length - WATCHED_AT_ONCE + 1))) void socket.leave(name);
}

const CHANNEL = 'meal:';

function mealChannel(mealId: string): string {
  return `${CHANNEL}${mealId}`;
}
