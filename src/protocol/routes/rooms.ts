/** Routes of rooms. People join over the socket. */
import { z } from 'zod';
import { idSchema, pageSchema } from '../common.ts';
import { createRoomSchema, editRoomSchema, listRoomsSchema, roomSchema } from '../rooms.ts';
import type { RouteTable } from './route-table.ts';

const roomParams = z.object({ roomId: idSchema });

export const roomRoutes = {
  'rooms.list': {
    method: 'get',
    path: '/rooms',
    auth: 'required',
    limit: 'read',
    query: listRoomsSchema,
    output: pageSchema(roomSchema),
    status: 200,
    summary: 'Open rooms: rooms with people inside first, then the newest.',
  },
  'rooms.create': {
    method: 'post',
    path: '/rooms',
    auth: 'required',
    limit: 'write',
    body: createRoomSchema,
    output: roomSchema,
    status: 201,
    summary: 'Creates a room.',
  },
  'rooms.get': {
    method: 'get',
    path: '/rooms/:roomId',
    auth: 'required',
    limit: 'read',
    params: roomParams,
    output: roomSchema,
    status: 200,
    summary: 'A room with the people inside.',
  },
  'rooms.edit': {
    method: 'patch',
    path: '/rooms/:roomId',
    auth: 'required',
    limit: 'write',
    params: roomParams,
    body: editRoomSchema,
    output: roomSchema,
    status: 200,
    summary: 'Edits a room that I manage: my own, or that of a community I moderate or a meal I host.',
  },
  'rooms.close': {
    method: 'post',
    path: '/rooms/:roomId/close',
    auth: 'required',
    limit: 'write',
    params: roomParams,
    output: roomSchema,
    status: 200,
    summary: 'Closes a room that I manage for everyone.',
  },
} satisfies RouteTable;
