/**
 * Every HTTP route under `/api/v1`. One table gives the validators, the types of server and SDK, the OpenAPI document and
 * the hostile tests: a route is covered by being declared here.
 */
import { z } from 'zod';
import * as accounts from './accounts.ts';
import { idSchema, pageQuerySchema, pageSchema } from './common.ts';
import { conversationSchema, historyQuerySchema, historySchema } from './conversations.ts';
import { blockSchema, interestResultSchema, matchSchema } from './matching.ts';
import { metaSchema } from './meta.ts';
import { handleSchema, profileSchema, updateProfileSchema } from './profiles.ts';
import { createRoomSchema, editRoomSchema, listRoomsSchema, roomSchema } from './rooms.ts';
import { createTopicSchema, editTopicSchema, interestSchema, listTopicsSchema, topicSchema } from './topics.ts';

export const API_PREFIX = '/api/v1';

export interface RouteDefinition {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `:name` for each field of `params`. */
  path: string;
  /** `none` may be called by nobody in particular. */
  auth: 'required' | 'none';
  /** Which rate limit counts it. `credential` is the strictest: it is what guessing would use. */
  limit: 'read' | 'write' | 'credential' | 'upload';
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** A JSON body; `image` stands for the bytes of a picture. */
  body?: z.ZodType | 'image';
  /** Null answers 204 with no body; `image` answers bytes. */
  output: z.ZodType | 'image' | null;
  status: 200 | 201 | 202 | 204;
  summary: string;
}
export type RouteTable = Record<string, RouteDefinition>;

const profileParams = z.object({ profileId: idSchema });
const topicParams = z.object({ topicId: idSchema });
const roomParams = z.object({ roomId: idSchema });
const conversationParams = z.object({ conversationId: idSchema });

export const routes = {
  'meta.get': {
    method: 'get',
    path: '/meta',
    auth: 'none',
    limit: 'read',
    output: metaSchema,
    status: 200,
    summary: 'What this server is and which protocols it serves.',
  },

  'accounts.signUp': {
    method: 'post',
    path: '/accounts',
    auth: 'none',
    limit: 'credential',
    body: accounts.signUpSchema,
    output: accounts.signedInSchema,
    status: 201,
    summary: 'Signs up: an account, its profile and a first session.',
  },
  'accounts.me': {
    method: 'get',
    path: '/account',
    auth: 'required',
    limit: 'read',
    output: accounts.meSchema,
    status: 200,
    summary: 'My account and profile.',
  },
  'accounts.changePassword': {
    method: 'put',
    path: '/account/password',
    auth: 'required',
    limit: 'credential',
    body: accounts.changePasswordSchema,
    output: null,
    status: 204,
    summary: 'Changes the password and ends every other session.',
  },
  'accounts.delete': {
    method: 'delete',
    path: '/account',
    auth: 'required',
    limit: 'credential',
    body: accounts.deleteAccountSchema,
    output: null,
    status: 204,
    summary: 'Deletes the account with its topics, interests and matches. It cannot be undone.',
  },
  'passwordResets.request': {
    method: 'post',
    path: '/password-resets',
    auth: 'none',
    limit: 'credential',
    body: accounts.requestPasswordResetSchema,
    output: null,
    status: 202,
    summary: 'Mails a link to reset the password, if the address is known. The answer does not tell.',
  },
  'passwordResets.confirm': {
    method: 'post',
    path: '/password-resets/confirm',
    auth: 'none',
    limit: 'credential',
    body: accounts.resetPasswordSchema,
    output: null,
    status: 204,
    summary: 'Sets a new password with the token of the mailed link, and ends every session.',
  },

  'sessions.signIn': {
    method: 'post',
    path: '/sessions',
    auth: 'none',
    limit: 'credential',
    body: accounts.signInSchema,
    output: accounts.signedInSchema,
    status: 201,
    summary: 'Signs in.',
  },
  'sessions.refresh': {
    method: 'post',
    path: '/sessions/refresh',
    auth: 'none',
    limit: 'write',
    body: accounts.refreshSchema,
    output: accounts.tokensSchema,
    status: 200,
    summary: 'A new access token and the next refresh token. A refresh token used twice ends its session.',
  },
  'sessions.list': {
    method: 'get',
    path: '/sessions',
    auth: 'required',
    limit: 'read',
    output: accounts.sessionListSchema,
    status: 200,
    summary: 'Where I am signed in.',
  },
  'sessions.signOut': {
    method: 'delete',
    path: '/sessions/current',
    auth: 'required',
    limit: 'write',
    output: null,
    status: 204,
    summary: 'Signs out: ends this session.',
  },
  'sessions.revoke': {
    method: 'delete',
    path: '/sessions/:sessionId',
    auth: 'required',
    limit: 'write',
    params: z.object({ sessionId: idSchema }),
    output: null,
    status: 204,
    summary: 'Ends a session of mine.',
  },

  'profiles.get': {
    method: 'get',
    path: '/profiles/:profileId',
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
    summary: 'Sets my picture: JPEG, PNG, WebP, GIF or AVIF up to 5 MB; kept as a square of 256 pixels.',
  },
  'profiles.removeAvatar': {
    method: 'delete',
    path: '/profile/avatar',
    auth: 'required',
    limit: 'write',
    output: profileSchema,
    status: 200,
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
    summary: 'A picture. Its id cannot be guessed and never changes its content.',
  },

  'topics.list': {
    method: 'get',
    path: '/topics',
    auth: 'required',
    limit: 'read',
    query: listTopicsSchema,
    output: pageSchema(topicSchema),
    status: 200,
    summary: 'Open topics of others, newest first; by tag, kind, language, person or text.',
  },
  'topics.listMine': {
    method: 'get',
    path: '/topics/mine',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(topicSchema),
    status: 200,
    summary: 'My topics, closed and expired ones too.',
  },
  'topics.create': {
    method: 'post',
    path: '/topics',
    auth: 'required',
    limit: 'write',
    body: createTopicSchema,
    output: topicSchema,
    status: 201,
    summary: 'Puts up a topic.',
  },
  'topics.get': {
    method: 'get',
    path: '/topics/:topicId',
    auth: 'required',
    limit: 'read',
    params: topicParams,
    output: topicSchema,
    status: 200,
    summary: 'A topic.',
  },
  'topics.edit': {
    method: 'patch',
    path: '/topics/:topicId',
    auth: 'required',
    limit: 'write',
    params: topicParams,
    body: editTopicSchema,
    output: topicSchema,
    status: 200,
    summary: 'Edits a topic of mine.',
  },
  'topics.close': {
    method: 'post',
    path: '/topics/:topicId/close',
    auth: 'required',
    limit: 'write',
    params: topicParams,
    output: topicSchema,
    status: 200,
    summary: 'Closes a topic of mine: it is listed no more.',
  },
  'topics.reopen': {
    method: 'post',
    path: '/topics/:topicId/reopen',
    auth: 'required',
    limit: 'write',
    params: topicParams,
    output: topicSchema,
    status: 200,
    summary: 'Opens a closed or expired topic of mine again, without an expiry.',
  },
  'topics.delete': {
    method: 'delete',
    path: '/topics/:topicId',
    auth: 'required',
    limit: 'write',
    params: topicParams,
    output: null,
    status: 204,
    summary: 'Deletes a topic of mine and the interest in it.',
  },
  'topics.showInterest': {
    method: 'post',
    path: '/topics/:topicId/interest',
    auth: 'required',
    limit: 'write',
    params: topicParams,
    output: interestResultSchema,
    status: 200,
    summary: 'Presses 「気になる」. Pressing again changes nothing.',
  },
  'topics.withdrawInterest': {
    method: 'delete',
    path: '/topics/:topicId/interest',
    auth: 'required',
    limit: 'write',
    params: topicParams,
    output: topicSchema,
    status: 200,
    summary: 'Takes the interest back.',
  },
  'interests.listReceived': {
    method: 'get',
    path: '/interests/received',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema.extend({ topicId: idSchema.optional() }),
    output: pageSchema(interestSchema),
    status: 200,
    summary: 'Who pressed 「気になる」 on my topics, newest first; on one topic with `topicId`.',
  },
  'interests.listGiven': {
    method: 'get',
    path: '/interests/given',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(topicSchema),
    status: 200,
    summary: 'The topics I pressed 「気になる」 on, newest first.',
  },

  'matches.create': {
    method: 'post',
    path: '/topics/:topicId/interests/:profileId/match',
    auth: 'required',
    limit: 'write',
    params: topicParams.extend(profileParams.shape),
    output: matchSchema,
    status: 200,
    summary:
      '"Let\'s talk": matches me with someone interested in a topic of mine. Pressing again gives the same match.',
  },
  'matches.list': {
    method: 'get',
    path: '/matches',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(matchSchema),
    status: 200,
    summary: 'My matches, newest first.',
  },
  'matches.end': {
    method: 'delete',
    path: '/matches/:matchId',
    auth: 'required',
    limit: 'write',
    params: z.object({ matchId: idSchema }),
    output: null,
    status: 204,
    summary: 'Ends a match: its conversation is closed and the interest behind it is taken back.',
  },
  'blocks.list': {
    method: 'get',
    path: '/blocks',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(blockSchema),
    status: 200,
    summary: 'Whom I blocked.',
  },
  'blocks.create': {
    method: 'put',
    path: '/blocks/:profileId',
    auth: 'required',
    limit: 'write',
    params: profileParams,
    output: null,
    status: 204,
    summary: 'Blocks someone: neither sees the other anywhere, a match between them ends.',
  },
  'blocks.remove': {
    method: 'delete',
    path: '/blocks/:profileId',
    auth: 'required',
    limit: 'write',
    params: profileParams,
    output: null,
    status: 204,
    summary: 'Takes a block back. An ended match stays ended.',
  },

  'conversations.list': {
    method: 'get',
    path: '/conversations',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(conversationSchema),
    status: 200,
    summary: 'My conversations with matches, the last active first.',
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
    summary: 'The newest messages, or those before a seq; ascending.',
  },

  'rooms.list': {
    method: 'get',
    path: '/rooms',
    auth: 'required',
    limit: 'read',
    query: listRoomsSchema,
    output: pageSchema(roomSchema),
    status: 200,
    summary: 'Open rooms: those with people inside first, then the newest.',
  },
  'rooms.create': {
    method: 'post',
    path: '/rooms',
    auth: 'required',
    limit: 'write',
    body: createRoomSchema,
    output: roomSchema,
    status: 201,
    summary: 'Creates a room.',
  },
  'rooms.get': {
    method: 'get',
    path: '/rooms/:roomId',
    auth: 'required',
    limit: 'read',
    params: roomParams,
    output: roomSchema,
    status: 200,
    summary: 'A room and who is inside.',
  },
  'rooms.edit': {
    method: 'patch',
    path: '/rooms/:roomId',
    auth: 'required',
    limit: 'write',
    params: roomParams,
    body: editRoomSchema,
    output: roomSchema,
    status: 200,
    summary: 'Edits a room of mine.',
  },
  'rooms.close': {
    method: 'post',
    path: '/rooms/:roomId/close',
    auth: 'required',
    limit: 'write',
    params: roomParams,
    output: roomSchema,
    status: 200,
    summary: 'Closes a room of mine for everyone.',
  },
} satisfies RouteTable;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

type SchemaOf<Route, Key extends string> =
  Route extends Record<Key, infer Schema extends z.ZodType> ? Schema : undefined;
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a client passes for a part of a route: `undefined` where the route has no such part. */
export type RouteInput<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = Routes[Name] extends {
  body: 'image';
}
  ? Part extends 'body'
    ? Uint8Array
    : InputOf<SchemaOf<Routes[Name], Part>>
  : InputOf<SchemaOf<Routes[Name], Part>>;

/** What a handler is given for a part of a route, after validation. */
export type RouteParsed<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = Routes[Name] extends {
  body: 'image';
}
  ? Part extends 'body'
    ? Uint8Array
    : OutputOf<SchemaOf<Routes[Name], Part>>
  : OutputOf<SchemaOf<Routes[Name], Part>>;

/** What a route answers. */
export type RouteOutput<Name extends RouteName> = Routes[Name]['output'] extends z.ZodType
  ? z.output<Routes[Name]['output']>
  : Routes[Name]['output'] extends 'image'
    ? Uint8Array
    : null;
