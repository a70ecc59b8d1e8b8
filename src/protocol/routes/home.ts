/** Routes of Home. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { addLessLikeSchema, lessLikeSchema } from '../home.ts';
import { topicSchema } from '../topics.ts';
import type { RouteTable } from './route-table.ts';

export const homeRoutes = {
  'home.list': {
    method: 'get',
    path: '/home',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(topicSchema),
    status: 200,
    summary:
      'Recommended open topics of others, best first, with the reasons. The cursor keeps the order of its first page for an hour.',
  },
  'home.listLess': {
    method: 'get',
    path: '/home/less',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(lessLikeSchema),
    status: 200,
    summary: 'What I asked to see less of, newest first.',
  },
  'home.addLess': {
    method: 'post',
    path: '/home/less',
    auth: 'required',
    limit: 'write',
    body: addLessLikeSchema,
    output: lessLikeSchema,
    status: 200,
    summary: 'Ranks topics lower that have the tags, the kind or the owner of this one. Idempotent.',
  },
  'home.removeLess': {
    method: 'delete',
    path: '/home/less/:lessId',
    auth: 'required',
    limit: 'write',
    params: z.object({ lessId: idSchema }),
    output: null,
    status: 204,
    summary: 'Removes such a request.',
  },
} satisfies RouteTable;
