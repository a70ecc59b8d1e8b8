/** Routes of profiles, their pictures, and blocks. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { blockSchema } from '../matching.ts';
import {
  handleSchema,
  listProfilesSchema,
  profileSchema,
  profileSummarySchema,
  updateProfileSchema,
} from '../profiles.ts';
import type { RouteTable } from './route-table.ts';

const profileParams = z.object({ personId: idSchema });

export const profileRoutes = {
  'profiles.list': {
    method: 'get',
    path: '/profiles',
    auth: 'required',
    limit: 'people',
    query: listProfilesSchema,
    output: pageSchema(profileSummarySchema),
    status: 200,
    summary: 'People whose name or handle contains a text, newest first.',
  },
  'profiles.get': {
    method: 'get',
    path: '/profiles/:personId',
    auth: 'required',
    limit: 'read',
    params: profileParams,
    output: profileSchema,
    status: 200,
    summary: 'A profile.',
  },
  'profiles.getByHandle': {
    method: 'get',
    path: '/handles/:handle',
    auth: 'required',
    limit: 'read',
    params: z.object({ handle: handleSchema }),
    output: profileSchema,
    status: 200,
    summary: 'A profile by its handle.',
  },
  'profiles.update': {
    method: 'patch',
    path: '/profile',
    auth: 'required',
    limit: 'write',
    body: updateProfileSchema,
    output: profileSchema,
    status: 200,
    changesMe: 'profile',
    summary: 'Changes my profile.',
  },
  'profiles.setAvatar': {
    method: 'put',
    path: '/profile/avatar',
    auth: 'required',
    limit: 'upload',
    body: 'image',
    output: profileSchema,
    status: 200,
    changesMe: 'profile',
    summary: 'Sets my picture: JPEG, PNG, WebP, GIF or AVIF up to 5 MB; stored as a square of at most 256 pixels.',
  },
  'profiles.removeAvatar': {
    method: 'delete',
    path: '/profile/avatar',
    auth: 'required',
    limit: 'write',
    output: profileSchema,
    status: 200,
    changesMe: 'profile',
    summary: 'Removes my picture.',
  },

  'avatars.get': {
    method: 'get',
    path: '/avatars/:avatarId',
    auth: 'none',
    limit: 'read',
    params: z.object({ avatarId: idSchema }),
    output: 'image',
    status: 200,
    summary: 'A picture. Its id cannot be guessed, and its content never changes.',
  },

  'blocks.list': {
    method: 'get',
    path: '/blocks',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(blockSchema),
    status: 200,
    summary: 'The people I blocked, newest first.',
  },
  'blocks.create': {
    method: 'put',
    path: '/blocks/:personId',
    auth: 'required',
    limit: 'write',
    params: profileParams,
    output: null,
    status: 204,
    summary:
      'Blocks a person: we no longer see or hear each other, and our match ends. Moderators still see everyone. Idempotent.',
  },
  'blocks.remove': {
    method: 'delete',
    path: '/blocks/:personId',
    auth: 'required',
    limit: 'write',
    params: profileParams,
    output: null,
    status: 204,
    summary: 'Removes a block. An ended match stays ended.',
  },
} satisfies RouteTable;
