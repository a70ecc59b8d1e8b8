/** Routes of instant talks. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import {
  answeredInstantTalkSchema,
  instantTalkAnswerSchema,
  instantTalkStatusSchema,
  waitForInstantTalkSchema,
} from '../instant-talks.ts';
import type { RouteTable } from './route-table.ts';

export const instantTalkRoutes = {
  'instantTalks.get': {
    method: 'get',
    path: '/instant-talks',
    auth: 'required',
    limit: 'read',
    output: instantTalkStatusSchema,
    status: 200,
    summary: 'Whether I am waiting or talking, and when people usually wait.',
  },
  'instantTalks.wait': {
    method: 'post',
    path: '/instant-talks',
    auth: 'required',
    limit: 'write',
    body: waitForInstantTalkSchema,
    output: instantTalkStatusSchema,
    status: 200,
    summary:
      'Waits for another person while I am connected. If someone is already waiting, the instant talk starts immediately.',
  },
  'instantTalks.leave': {
    method: 'delete',
    path: '/instant-talks',
    auth: 'required',
    limit: 'write',
    output: null,
    status: 204,
    summary: 'Stops waiting, and ends my running instant talk.',
  },
  'instantTalks.answer': {
    method: 'post',
    path: '/instant-talks/:instantTalkId/answer',
    auth: 'required',
    limit: 'write',
    params: z.object({ instantTalkId: idSchema }),
    body: z.object({ answer: instantTalkAnswerSchema }),
    output: answeredInstantTalkSchema,
    status: 200,
    summary:
      'Answers whether I want to stay in touch or not meet again. If both want to stay in touch, it becomes a match.',
  },
} satisfies RouteTable;
