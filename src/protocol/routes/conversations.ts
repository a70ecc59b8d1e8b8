/** Routes of conversations. Messages are sent over the socket. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { conversationSchema, historyQuerySchema, historySchema } from '../conversations.ts';
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
    summary: 'The newest messages, or those before a seq, in ascending order.',
  },
} satisfies RouteTable;
