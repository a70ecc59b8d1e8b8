/** Routes of Home. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { addNotInterestedSchema, homeOverviewQuerySchema, homeOverviewSchema, notInterestedSchema } from '../home.ts';
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
  'home.overview': {
    method: 'get',
    path: '/home/overview',
    auth: 'required',
    limit: 'read',
    query: homeOverviewQuerySchema,
    output: homeOverviewSchema,
    status: 200,
    summary: 'What waits for me, the rooms in which people talk now and, with `since`, how much is new.',
  },
  'home.listNotInterested': {
    method: 'get',
    path: '/home/not-interested',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(notInterestedSchema),
    status: 200,
    summary: 'What I asked to see less of, newest first.',
  },
  'home.addNotInterested': {
    method: 'post',
    path: '/home/not-interested',
    auth: 'required',
    limit: 'write',
    body: addNotInterestedSchema,
    output: notInterestedSchema,
    status: 200,
    summary: 'Ranks topics lower that have the tags, the kind or the owner of this one. Idempotent.',
  },
  'home.removeNotInterested': {
    method: 'delete',
    path: '/home/not-interested/:notInterestedId',
    auth: 'required',
    limit: 'write',
    params: z.object({ notInterestedId: idSchema }),
    output: null,
    status: 204,
    summary: 'Removes such a request.',
  },
} satisfies RouteTable;
