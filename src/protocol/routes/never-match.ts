/** Routes of the never-match list. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { neverMatchSchema } from '../never-match.ts';
import type { RouteTable } from './route-table.ts';

const params = z.object({ personId: idSchema });

export const neverMatchRoutes = {
  'neverMatch.list': {
    method: 'get',
    path: '/never-match',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(neverMatchSchema),
    status: 200,
    summary: 'The people with whom I am never matched, newest first.',
  },
  'neverMatch.add': {
    method: 'put',
    path: '/never-match/:personId',
    auth: 'required',
    limit: 'write',
    params,
    output: null,
    status: 204,
    summary: 'Never suggests the two of us to each other. The person is not told; an existing match stays.',
  },
  'neverMatch.remove': {
    method: 'delete',
    path: '/never-match/:personId',
    auth: 'required',
    limit: 'write',
    params,
    output: null,
    status: 204,
    summary: 'Removes a person from the list.',
  },
} satisfies RouteTable;
