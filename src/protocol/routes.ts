/**
 * All HTTP routes under `/api/v1`, one file per area. Validators, types of server and SDK, the OpenAPI document and the hostile
 * tests are derived from this table, so a new route is covered as soon as it is declared here.
 */
import type { z } from 'zod';
import { noteRoutes } from './notes.ts';
import { reportRoutes } from './reports.ts';
import { accountRoutes } from './routes/accounts.ts';
import { callInRoutes } from './routes/call-in.ts';
import { communityRoutes } from './routes/communities.ts';
import { communityLifeRoutes } from './routes/community-life.ts';
import { communityMemberRoutes } from './routes/community-members.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { dataExportRoutes } from './routes/data-exports.ts';
import { directoryRoutes } from './routes/directory.ts';
import { frontRoutes } from './routes/front.ts';
import { groupRoutes } from './routes/groups.ts';
import { homeRoutes } from './routes/home.ts';
import { instantTalkRoutes } from './routes/instant-talks.ts';
import { keyRoutes } from './routes/keys.ts';
import { mealRoutes } from './routes/meals.ts';
import { neverMatchRoutes } from './routes/never-match.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { openSignOnRoutes } from './routes/open-sign-on.ts';
import { operatorRoutes } from './routes/operators.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { profileRoutes } from './routes/profiles.ts';
import { proposalRoutes } from './routes/proposals.ts';
import { roomRoutes } from './routes/rooms.ts';
import { roundRoutes } from './routes/rounds.ts';
import type { RouteTable } from './routes/route-table.ts';
import { secondFactorRoutes } from './routes/second-factors.ts';
import { signOnRoutes } from './routes/sign-on.ts';
import { tenantRoutes } from './routes/tenants.ts';
import { topicRoutes } from './routes/topics.ts';

export type { RouteDefinition, RouteTable } from './routes/route-table.ts';

export const API_PREFIX = '/api/v1';

export const routes = {
  ...accountRoutes,
  ...secondFactorRoutes,
  ...passkeyRoutes,
  ...dataExportRoutes,
  ...tenantRoutes,
  ...signOnRoutes,
  ...openSignOnRoutes,
  ...groupRoutes,
  ...directoryRoutes,
  ...profileRoutes,
  ...topicRoutes,
  ...homeRoutes,
  ...frontRoutes,
  ...neverMatchRoutes,
  ...mealRoutes,
  ...conversationRoutes,
  ...proposalRoutes,
  ...roomRoutes,
  ...roundRoutes,
  ...callInRoutes,
  ...noteRoutes,
  ...reportRoutes,
  ...notificationRoutes,
  ...instantTalkRoutes,
  ...communityRoutes,
  ...communityMemberRoutes,
  ...communityLifeRoutes,
  ...operatorRoutes,
  ...keyRoutes,
} satisfies RouteTable;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
/** The part of a route's name before the dot: a resource of the SDK and a tag of the OpenAPI document. */
export type RouteGroup = GroupOf<RouteName>;
type GroupOf<Name> = Name extends `${infer Group}.${string}` ? Group : never;

/** Descriptions of the groups of routes. */
export const routeGroups: Record<RouteGroup, string> = {
  meta: 'The server: its version and the protocols it serves.',
  accounts: 'My account: e-mail address, password, deletion.',
  secondFactors: 'Second factors of my account: an authenticator app and recovery codes.',
  passkeys: 'Passkeys of my account, and signing in with one.',
  dataExport: 'The archive of all that is mine.',
  passwordResets: 'Resetting a forgotten password by e-mail.',
  sessions: 'The sessions of my account: one for each device that is signed in.',
  tenants: 'Organisations: those my account belongs to, and the one this session is in.',
  tenantMembers: 'Members of the organisation this session is in.',
  tenantDomains: 'E-mail domains whose people may join the organisation by themselves.',
  tenantInvitations: 'Invitations to the organisation, by e-mail or by a link.',
  tenantSignOn: 'For owners: the single sign-on of the organisation with its identity provider.',
  signOn: 'Signing in by the identity provider of an organisation.',
  openSignOn: 'Signing in to the open space with an account at GitHub or another provider, and linking it.',
  tenantGroups: 'Groups of the organisation this session is in, which give their people permission sets.',
  tenantPermissionSets: 'Permission sets that the organisation has made for its groups.',
  tenantDirectory: 'The directory that keeps the people and groups of the organisation, through SCIM.',
  profiles: 'Profiles of people, and mine.',
  avatars: 'Pictures of people and communities.',
  blocks: 'People I blocked: neither of us sees the other.',
  topics: 'Topics: cards of what someone wants to talk about, and the interest in them.',
  interests: 'Interest that I received in my topics, and that I gave to those of others.',
  matches: 'Matches: pairs of people who have a conversation because both were interested.',
  front: 'What visitors see, who have no account.',
  home: 'Recommended topics, and what to recommend less of.',
  neverMatch: 'People with whom I am never matched.',
  meals: 'Meals: planning them, answering, and seats.',
  calendar: 'The secret link under which calendar programs read my appointments.',
  conversations: 'Conversations and their messages.',
  proposals: 'Proposals of a time with a match, and the appointments they become.',
  rooms: 'Voice rooms.',
  rounds: 'Rounds: regular random pairs in a community or among everyone.',
  callIn: 'Tags for which I am called into a room in which someone waits.',
  notes: 'My private notes about people.',
  reports: 'Reports of people and of what they do.',
  notifications: 'My notifications, and what is sent to me by push and e-mail.',
  instantTalks: 'Instant talks: pairing two people who are free this minute.',
  communities: 'Communities: members, invitations, channels, announcements and moderation.',
  portal: 'Roles of operators, which a person takes for a limited time.',
  operatorGroups: 'For operators: groups of operators, with their people and roles.',
  operatorRoles: 'For operators: roles and their permissions.',
  operatedPeople: 'For operators: accounts, suspensions and sessions.',
  operatedSuspensions: 'The suspensions that hold, also of deleted accounts.',
  operatorReports: 'For operators: reports and decisions about them.',
  operatedRooms: 'For operators: open rooms.',
  operatedCommunities: 'For operators: communities of the open space.',
  operatedOrganisations: 'For operators: finding organisations, closing them, and handing them over.',
  server: 'For operators: the state of the server.',
  serverKeys: 'For operators: keys with which programs read from the server.',
  tenantKeys: 'Keys with which programs read from the organisation, for its owners and admins.',
};

type SchemaOf<Route, Key extends string> =
  Route extends Record<Key, infer Schema extends z.ZodType> ? Schema : undefined;
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** The input of a client for a part of a route; `undefined` if the route does not have this part. */
export type RouteInput<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = Routes[Name] extends {
  body: 'image';
}
  ? Part extends 'body'
    ? Uint8Array
    : InputOf<SchemaOf<Routes[Name], Part>>
  : InputOf<SchemaOf<Routes[Name], Part>>;

/** The input of a handler for a part of a route, after validation. */
export type RouteParsed<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = Routes[Name] extends {
  body: 'image';
}
  ? Part extends 'body'
    ? Uint8Array
    : OutputOf<SchemaOf<Routes[Name], Part>>
  : OutputOf<SchemaOf<Routes[Name], Part>>;

/** The output of a route. */
export type RouteOutput<Name extends RouteName> = Routes[Name]['output'] extends z.ZodType
  ? z.output<Routes[Name]['output']>
  : Routes[Name]['output'] extends 'image'
    ? Uint8Array
    : Routes[Name]['output'] extends 'archive'
      ? Blob
      : Routes[Name]['output'] extends 'calendar'
        ? string
        : null;
