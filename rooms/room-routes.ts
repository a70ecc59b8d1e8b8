/** The HTTP routes of rooms. People join rooms over the socket. */
import type { RouteHandlers } from '../src/http/route-handlers.ts';
import type { RoomService } from './room-service.ts';

type Names = 'rooms.list' | 'rooms.create' | 'rooms.get' | 'rooms.edit' | 'rooms.close';

export function roomRoutes({ roomService }: { roomService: RoomService }): RouteHandlers<Names> {
  return {
    'rooms.list': ({ actor, query }) => roomService.list(actor, query),
    'rooms.create': ({ actor, body }) => roomService.create(actor, body),
    'rooms.get': ({ actor, params }) => roomService.get(actor, params.roomId),
    'rooms.edit': ({ actor, params, body }) => roomService.edit(actor, params.roomId, body),
    'rooms.close': ({ actor, params }) => roomService.close(actor, params.roomId),
  };
}
