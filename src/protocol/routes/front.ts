/** Routes of what visitors see, who have no account. Their answers may be cached for some seconds, and have an `ETag`. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import { readInvitationSchema } from '../communities.ts';
import {
  frontTableSchema,
  publicCommunitySchema,
  publicInvitationSchema,
  publicMealSchema,
  publicProfileSchema,
  publicRoomSchema,
  publicTopicSchema,
} from '../front.ts';
import type { RouteTable } from './route-table.ts';

export const frontRoutes = {
  'front.getTable': {
    method: 'get',
    path: '/front',
    auth: 'none',
    limit: 'read',
    output: frontTableSchema,
    status: 200,
    summary: 'Tonight’s table for visitors: live rooms, fresh topics, coming meals and communities that are public.',
  },
  'front.getTopic': {
    method: 'get',
    path: '/front/topics/:topicId',
    auth: 'none',
    limit: 'read',
    params: z.object({ topicId: idSchema }),
    output: publicTopicSchema,
    status: 200,
    summary: 'An open topic whose owner shows it to visitors.',
  },
  'front.getRoom': {
    method: 'get',
    path: '/front/rooms/:roomId',
    auth: 'none',
    limit: 'read',
    params: z.object({ roomId: idSchema }),
    output: publicRoomSchema,
    status: 200,
    summary: 'An open room of the open space, without the names of people who do not show them.',
  },
  'front.getMeal': {
    method: 'get',
    path: '/front/meals/:mealId',
    auth: 'none',
    limit: 'read',
    params: z.object({ mealId: idSchema }),
    output: publicMealSchema,
    status: 200,
    summary: 'A meal that its host has made public.',
  },
  'front.getCommunity': {
    method: 'get',
    path: '/front/communities/:communityId',
    auth: 'none',
    limit: 'read',
    params: z.object({ communityId: idSchema }),
    output: publicCommunitySchema,
    status: 200,
    summary: 'A public community of the open space.',
  },
  'front.getProfile': {
    method: 'get',
    path: '/front/people/:personId',
    auth: 'none',
    limit: 'read',
    params: z.object({ personId: idSchema }),
    output: publicProfileSchema,
    status: 200,
    summary: 'A person who lets visitors see their name, with the topics they show to visitors.',
  },
  'front.readInvitation': {
    method: 'post',
    path: '/front/invitation',
    auth: 'none',
    limit: 'read',
    body: readInvitationSchema,
    output: publicInvitationSchema,
    status: 200,
    summary: 'What an invitation link of a community shows to visitors.',
  },
} satisfies RouteTable;
