/** Routes of "talk now". */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import { answeredTalkSchema, talkAnswerSchema, talkNowSchema, waitForTalkSchema } from '../instant-talks.ts';
import type { RouteTable } from './route-table.ts';

export const talkNowRoutes = {
  'talkNow.get': {
    method: 'get',
    path: '/talk-now',
    auth: 'required',
    limit: 'read',
    output: talkNowSchema,
    status: 200,
    summary: 'Whether I wait or talk, and when people are usually here.',
  },
  'talkNow.wait': {
    method: 'post',
    path: '/talk-now',
    auth: 'required',
    limit: 'write',
    body: waitForTalkSchema,
    output: talkNowSchema,
    status: 200,
    summary:
      'Waits for someone to talk with, for as long as one is connected; with someone there, the talk begins at once.',
  },
  'talkNow.leave': {
    method: 'delete',
    path: '/talk-now',
    auth: 'required',
    limit: 'write',
    output: null,
    status: 204,
    summary: 'Waits no more, and ends the talk that runs.',
  },
  'talkNow.answer': {
    method: 'post',
    path: '/talk-now/talks/:talkId/answer',
    auth: 'required',
    limit: 'write',
    params: z.object({ talkId: idSchema }),
    body: z.object({ answer: talkAnswerSchema }),
    output: answeredTalkSchema,
    status: 200,
    summary:
      'Says of a talk whether I want to stay in touch, or not to meet again. Only where both want it, it is a match.',
  },
} satisfies RouteTable;
