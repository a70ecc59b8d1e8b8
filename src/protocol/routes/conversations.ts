/** Routes of conversations. Messages are sent over the socket. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { conversationSchema, historyQuerySchema, historySchema, muteConversationSchema } from '../conversations.ts';
import type { RouteTable } from './route-table.ts';

const conversationParams = z.object({ conversationId: idSchema });

export const conversationRoutes = {
  'conversations.list': {
    method: 'get',
    path: '/conversations',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(conversationSchema),
    status: 200,
    summary: 'My conversations with matches, in meals and in channels, most recently active first.',
  },
  'conversations.get': {
    method: 'get',
    path: '/conversations/:conversationId',
    auth: 'required',
    limit: 'read',
    params: conversationParams,
    output: conversationSchema,
    status: 200,
    summary: 'A conversation.',
  },
  'conversations.history': {
    method: 'get',
    path: '/conversations/:conversationId/messages',
    auth: 'required',
    limit: 'read',
    params: conversationParams,
    query: historyQuerySchema,
    output: historySchema,
    status: 200,
    summary:
      'The newest messages, those before or after a seq, or those around the first unread one, in ascending order.',
  },
  'conversations.mute': {
    method: 'put',
    path: '/conversations/:conversationId/mute',
    auth: 'required',
    limit: 'write',
    params: conversationParams,
    body: muteConversationSchema,
    output: conversationSchema,
    status: 200,
    summary: 'Mutes a conversation on all my devices: no notifications about its messages. Replaces a running mute.',
  },
  'conversations.unmute': {
    method: 'delete',
    path: '/conversations/:conversationId/mute',
    auth: 'required',
    limit: 'write',
    params: conversationParams,
    output: conversationSchema,
    status: 200,
    summary: 'Ends the mute of a conversation. Idempotent.',
  },
} satisfies RouteTable;
