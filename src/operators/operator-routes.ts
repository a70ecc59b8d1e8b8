/** The handlers of the routes of operators. `acting` is set: the HTTP layer has checked the permission of each route. */

import { type AuditReader, type PendingAuditEntry, SERVER_CHAIN, shownEntries } from '../audit/index.ts';
import type { CommunityService } from '../communities/index.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { OperatedRoom } from '../protocol/operators.ts';
import type { ListRooms, Room } from '../protocol/rooms.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { ReportDesk } from '../reports/index.ts';
import type { GroupService } from './group-service.ts';
import type { OperatorAudit } from './operator-audit.ts';
import type { OrganisationService } from './organisation-service.ts';
import type { PeopleService } from './people-service.ts';
import type { PortalService } from './portal-service.ts';
import type { ServerStateService } from './server-state.ts';
import type { SuspensionList } from './suspension-list.ts';

type OperatorRoute = Extract<
  RouteName,
  `portal.${string}` | `operator${string}` | `operated${string}` | `server.${string}`
>;

/** What operators need of rooms. */
export interface OperatedRooms {
  closeAnyway(tenantId: string, roomId: string, entry: PendingAuditEntry): Promise<boolean>;
  listAll(tenantId: string, query: ListRooms): Promise<Page<Room>>;
}

export interface OperatorRoutesOptions {
  audit: OperatorAudit;
  auditReader: AuditReader;
  profiles: Pick<ProfileService, 'summaries'>;
  portal: PortalService;
  groups: GroupService;
  people: PeopleService;
  suspended: SuspensionList;
  reportDesk: ReportDesk;
  rooms: OperatedRooms;
  communities: Pick<CommunityService, 'closeAnyway' | 'listAll'>;
  organisations: OrganisationService;
  server: ServerStateService;
}

export function operatorRoutes(options: OperatorRoutesOptions): RouteHandlers<OperatorRoute> {
  const { audit, auditReader, profiles, portal, groups, people, suspended, reportDesk, rooms, communities } = options;
  const { organisations, server } = options;
  return {
    'portal.get': ({ actor }) => portal.get(actor),
    'portal.take': ({ actor, body }) => portal.take(actor, body),
    'portal.leave': async ({ actor }) => {
      await portal.leave(actor);
      return null;
    },
    'portal.approve': async ({ actor, params, body }) => {
      await portal.approve(actor, params.heldRoleId, body.password);
      return null;
    },

    'operatorGroups.list': () => groups.list(),
    'operatorGroups.create': ({ acting, body }) => groups.create(acting, body),
    'operatorGroups.edit': ({ acting, params, body }) => groups.edit(acting, params.groupId, body),
    'operatorGroups.remove': async ({ acting, params }) => {
      await groups.remove(acting, params.groupId);
      return null;
    },
    'operatorGroups.addPerson': ({ acting, params }) => groups.addPerson(acting, params.groupId, params.personId),
    'operatorGroups.removePerson': ({ acting, params }) => groups.removePerson(acting, params.groupId, params.personId),
    'operatorRoles.create': ({ acting, body }) => groups.createRole(acting, body),
    'operatorRoles.remove': async ({ acting, params }) => {
      await groups.removeRole(acting, params.name);
      return null;
    },

    'operatedPeople.find': ({ query }) => people.find(query),
    'operatedPeople.get': ({ params }) => people.get(params.personId),
    'operatedPeople.suspend': ({ acting, params, body }) => people.suspend(acting, params.personId, body),
    'operatedPeople.unsuspend': ({ acting, params, body }) => people.unsuspend(acting, params.personId, body.reason),
    'operatedPeople.endSessions': ({ acting, params, body }) =>
      people.endSessions(acting, params.personId, body.reason),
    'operatedPeople.sendReset': async ({ acting, params, body }) => {
      await people.sendReset(acting, params.personId, body.reason);
      return null;
    },
    'operatedPeople.resetFactors': ({ acting, params, body }) =>
      people.resetFactors(acting, params.personId, body.reason),
    'operatedPeople.keepFactors': ({ acting, params, body }) =>
      people.keepFactors(acting, params.personId, body.reason),
    'operatedPeople.erase': async ({ acting, params, body }) => {
      await people.erase(acting, params.personId, body.reason);
      return null;
    },

    'operatedSuspensions.list': ({ query }) => suspended.list(query),
    'operatedSuspensions.end': async ({ acting, params, body }) => {
      await suspended.end(acting, params.personId, body.reason);
      return null;
    },

    'operatorReports.list': async ({ acting, query }) => reportDesk.list(query, await people.ownIds(acting)),
    'operatorReports.decide': async ({ acting, params, body }) => {
      const exceptIds = await people.ownIds(acting);
      await acting.recheck();
      const { reportId } = params;
      const after = { decision: body.outcome };
      const entry = audit.entry(acting, { action: 'report_decided', targetId: reportId, reason: body.note, after });
      return reportDesk.decide(reportId, body, { byId: acting.accountId, exceptIds, entry });
    },
    'operatorReports.reopen': async ({ acting, params }) => {
      const exceptIds = await people.ownIds(acting);
      await acting.recheck();
      const { reportId } = params;
      const entry = audit.entry(acting, { action: 'report_reopened', targetId: reportId });
      return reportDesk.reopen(reportId, { exceptIds, entry });
    },

    'operatedRooms.list': async ({ query }) => {
      const { items, nextCursor } = await rooms.listAll(PUBLIC_TENANT, query);
      return { items: items.map(toOperatedRoom), nextCursor };
    },
    'operatedRooms.close': async ({ acting, params: { roomId }, body: { reason } }) => {
      await acting.recheck();
      const entry = audit.entry(acting, { action: 'room_closed_by_operator', targetId: roomId, reason });
      await rooms.closeAnyway(PUBLIC_TENANT, roomId, entry);
      return null;
    },
    'operatedCommunities.find': ({ query }) => communities.listAll(PUBLIC_TENANT, query),
    'operatedCommunities.close': async ({ acting, params, body: { reason } }) => {
      await acting.recheck();
      const { accountId, sessionId, address } = acting;
      const actor = { tenantId: PUBLIC_TENANT, personId: accountId, sessionId, address };
      await communities.closeAnyway(PUBLIC_TENANT, params.communityId, { actor, role: 'operator' }, reason);
      return null;
    },
    'operatedOrganisations.find': ({ query }) => organisations.find(query),
    'operatedOrganisations.get': ({ params }) => organisations.get(params.tenantId),
    'operatedOrganisations.findMembers': ({ params, query }) => organisations.findMembers(params.tenantId, query),
    'operatedOrganisations.close': ({ acting, params, body }) =>
      organisations.close(acting, params.tenantId, body.reason),
    'operatedOrganisations.reopen': ({ acting, params, body }) =>
      organisations.reopen(acting, params.tenantId, body.reason),
    'operatedOrganisations.endSessions': ({ acting, params, body }) =>
      organisations.endSessions(acting, params.tenantId, body.reason),
    'operatedOrganisations.handOver': ({ acting, params, body }) =>
      organisations.handOver(acting, params.tenantId, body),
    'server.state': () => server.read(),
    'server.audit': async ({ query }) => {
      const { items, nextCursor } = await auditReader.list(SERVER_CHAIN, query);
      return { items: await shownEntries(SERVER_CHAIN, items, profiles), nextCursor };
    },
    'server.exportAudit': ({ query }) => auditReader.export(SERVER_CHAIN, query),
  };
}

function toOperatedRoom({ id, title, owner, peers, createdAt }: Room): OperatedRoom {
  return { id, title, owner, people: peers.map(({ person }) => person), createdAt };
}
