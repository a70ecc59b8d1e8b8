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
      'Open topics of others, the most worthwhile for me first, with the reasons. The cursor keeps to the order of its first page for an hour.',
  },
  'home.listLess': {
    method: 'get',
    path: '/home/less',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(lessLikeSchema),
    status: 200,
    summary: 'What I asked to see less of, the last first.',
  },
  'home.addLess': {
    method: 'post',
    path: '/home/less',
    auth: 'required',
    limit: 'write',
    body: addLessLikeSchema,
    output: lessLikeSchema,
    status: 200,
    summary:
      '"Less like this": lowers cards with the tags, of the kind or of the owner of this one. Again changes nothing.',
  },
  'home.removeLess': {
    method: 'delete',
    path: '/home/less/:lessId',
    auth: 'required',
    limit: 'write',
    params: z.object({ lessId: idSchema }),
    output: null,
    status: 204,
    summary: 'Takes a "less like this" back.',
  },
} satisfies RouteTable;
