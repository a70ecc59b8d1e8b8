/** Routes of rooms. People join over the socket. */
import { z } from 'zod';
import { idSchema, pageSchema } from '../common.ts';
import { removeFromRoomSchema, roomBansSchema, setRoomRoleSchema, setRoomVoiceSchema } from '../room-moderation.ts';
import { createRoomSchema, editRoomSchema, listRoomsSchema, roomSchema } from '../rooms.ts';
import type { RouteTable } from './route-table.ts';

const roomParams = z.object({ roomId: idSchema });
const roomPersonParams = roomParams.extend({ personId: idSchema });

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
  'rooms.setRole': {
    method: 'put',
    path: '/rooms/:roomId/people/:personId/role',
    auth: 'required',
    limit: 'write',
    params: roomPersonParams,
    body: setRoomRoleSchema,
    output: null,
    status: 204,
    summary: 'Makes a person a moderator of a room that I host, or a guest again.',
  },
  'rooms.setVoice': {
    method: 'put',
    path: '/rooms/:roomId/people/:personId/voice',
    auth: 'required',
    limit: 'write',
    params: roomPersonParams,
    body: setRoomVoiceSchema,
    output: null,
    status: 204,
    summary:
      'Mutes a person in a room that I host or moderate, or lets them speak. Nobody is unmuted by others: the person does that.',
  },
  'rooms.removePerson': {
    method: 'post',
    path: '/rooms/:roomId/people/:personId/remove',
    auth: 'required',
    limit: 'write',
    params: roomPersonParams,
    body: removeFromRoomSchema,
    output: null,
    status: 204,
    summary: 'Removes a person from a room that I host or moderate, on all devices, and keeps them out for a while.',
  },
  'rooms.bans': {
    method: 'get',
    path: '/rooms/:roomId/bans',
    auth: 'required',
    limit: 'read',
    params: roomParams,
    output: roomBansSchema,
    status: 200,
    summary: 'The people who cannot come back into a room that I host or moderate, newest first.',
  },
  'rooms.endBan': {
    method: 'delete',
    path: '/rooms/:roomId/bans/:personId',
    auth: 'required',
    limit: 'write',
    params: roomPersonParams,
    output: null,
    status: 204,
    summary: 'Lets a removed person come back into a room that I host or moderate.',
  },
} satisfies RouteTable;
