/** The HTTP routes of rooms. People join rooms over the socket. */
import { nothing, type RouteHandlers } from '../src/http/route-handlers.ts';
import type { RouteName } from '../src/protocol/index.ts';
import type { RoomModeration } from './moderation/room-moderation.ts';
import type { RoomService } from './room-service.ts';

type Names = Extract<RouteName, `rooms.${string}`>;

export interface RoomRoutesOptions {
  roomService: RoomService;
  moderation: RoomModeration;
}

export function roomRoutes({ roomService, moderation }: RoomRoutesOptions): RouteHandlers<Names> {
  return {
    'rooms.list': ({ actor, query }) => roomService.list(actor, query),
    'rooms.create': ({ actor, body }) => roomService.create(actor, body),
    'rooms.get': ({ actor, params }) => roomService.get(actor, params.roomId),
    'rooms.edit': ({ actor, params, body }) => roomService.edit(actor, params.roomId, body),
    'rooms.close': ({ actor, params }) => roomService.close(actor, params.roomId),
    'rooms.setRole': ({ actor, params, body }) =>
      nothing(moderation.setRole(actor, params.roomId, params.personId, body)),
    'rooms.setVoice': ({ actor, params, body }) =>
      nothing(moderation.setVoice(actor, params.roomId, params.personId, body)),
    'rooms.removePerson': ({ actor, params, body }) =>
      nothing(moderation.remove(actor, params.roomId, params.personId, body)),
    'rooms.bans': ({ actor, params }) => moderation.bans(actor, params.roomId),
    'rooms.endBan': ({ actor, params }) => nothing(moderation.endBan(actor, params.roomId, params.personId)),
  };
}
