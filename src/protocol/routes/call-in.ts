/** Routes of call-in tags. */
import { callInSchema } from '../call-in.ts';
import type { RouteTable } from './route-table.ts';

export const callInRoutes = {
  'callIn.get': {
    method: 'get',
    path: '/call-in',
    auth: 'required',
    limit: 'read',
    output: callInSchema,
    status: 200,
    summary: 'The tags for which I am notified when someone is alone in a room.',
  },
  'callIn.set': {
    method: 'put',
    path: '/call-in',
    auth: 'required',
    limit: 'write',
    body: callInSchema,
    output: callInSchema,
    status: 200,
    summary: 'Replaces these tags; an empty list turns it off.',
  },
} satisfies RouteTable;
