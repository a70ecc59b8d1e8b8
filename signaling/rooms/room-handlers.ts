/** Requests about rooms on the main namespace: watch the list, join, leave. */
import type { RoomService } from '../../rooms/index.ts';
import { newId } from '../../src/database/ids.ts';
import type { Requests } from '../../src/protocol/events.ts';
import type { RequestHandlers } from '../handle.ts';
import type { MainCaller } from '../sockets.ts';
import type { RoomMembers } from './room-members.ts';
import type { RoomWatchers } from './room-watchers.ts';

type Names = 'rooms:watch' | 'rooms:unwatch' | 'room:join' | 'room:leave';

export interface RoomHandlersOptions {
  rooms: RoomService;
  members: RoomMembers;
  watchers: RoomWatchers;
}

export function roomHandlers({
  rooms,
  members,
  watchers,
}: RoomHandlersOptions): RequestHandlers<Requests, Names, MainCaller> {
  return {
    async 'rooms:watch'({ socket }) {
      return { rooms: await watchers.watch(socket) };
    },

    async 'rooms:unwatch'({ socket }) {
      watchers.unwatch(socket);
      return {};
    },

    async 'room:join'({ actor, socket }, { roomId }) {
      members.checkRoomLimit(socket, roomId);
      // A second join for another ticket keeps its `joinId`, so that leaving ends everything that it has opened.
      const joinId = members.joinIdOf(socket, roomId) ?? newId();
      const joined = await rooms.join(actor, roomId, joinId);
      await members.enter(socket, joined.room, joinId);
      // Re-check after entering: a removal during the join did not find this connection inside.
      await rooms.recheck(actor, roomId).catch((error: unknown) => {
        members.leave(socket, roomId);
        throw error;
      });
      return joined;
    },

    async 'room:leave'({ actor, socket }, { roomId }) {
      const joinId = members.leave(socket, roomId);
      if (joinId) rooms.leave(actor, roomId, joinId);
      return {};
    },
  };
}
