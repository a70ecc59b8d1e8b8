/** HTTP handlers of communities. */
import { nothing, type RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { AnnouncementService } from './announcements.ts';
import type { ChannelService } from './channels/channel-service.ts';
import type { CommunityRoom } from './channels/community-room.ts';
import type { CommunityService } from './community-service.ts';
import type { CommunityGlances } from './glances.ts';
import type { CommunityInvitationService } from './members/invitation-service.ts';
import type { CommunityMemberService } from './members/member-service.ts';
import type { MembershipService } from './members/membership-service.ts';
import type { ModerationLog } from './moderation/moderation-log.ts';
import type { ReportService } from './moderation/reports.ts';
import type { SanctionService } from './moderation/sanction-service.ts';

type CommunityRouteName = Extract<RouteName, `communities.${string}`>;

export interface CommunityRoutesParts {
  communities: CommunityService;
  glances: CommunityGlances;
  memberships: MembershipService;
  members: CommunityMemberService;
  sanctions: SanctionService;
  invitations: CommunityInvitationService;
  channels: ChannelService;
  announcements: AnnouncementService;
  reports: ReportService;
  log: ModerationLog;
  room: CommunityRoom;
}

export function communityRoutes(parts: CommunityRoutesParts): RouteHandlers<CommunityRouteName> {
  return {
    ...communityHandlers(parts),
    ...peopleHandlers(parts),
    ...invitationHandlers(parts),
    ...lifeHandlers(parts),
  };
}

function communityHandlers({ communities, glances, memberships }: CommunityRoutesParts) {
  return {
    'communities.list': ({ actor, query }) => communities.list(actor, query),
    'communities.recommended': ({ actor }) => communities.recommended(actor),
    'communities.listMine': ({ actor, query }) => communities.listMine(actor, query),
    'communities.listInvitations': ({ actor, query }) => communities.listInvitations(actor, query),
    'communities.create': ({ actor, body }) => communities.create(actor, body),
    'communities.get': ({ actor, params }) => communities.get(actor, params.communityId),
    'communities.glance': ({ actor, params }) => glances.of(actor, params.communityId),
    'communities.edit': ({ actor, params, body }) => communities.edit(actor, params.communityId, body),
    'communities.close': ({ actor, params }) => nothing(communities.close(actor, params.communityId)),
    'communities.setPicture': ({ actor, params, body }) => communities.setPicture(actor, params.communityId, body),
    'communities.removePicture': ({ actor, params }) => communities.removePicture(actor, params.communityId),
    'communities.join': ({ actor, params, body }) => memberships.join(actor, params.communityId, body),
    'communities.leave': ({ actor, params }) => nothing(memberships.leave(actor, params.communityId)),
    'communities.acceptRules': ({ actor, params, body }) =>
      memberships.acceptRules(actor, params.communityId, body.rulesVersion),
  } satisfies Partial<RouteHandlers<CommunityRouteName>>;
}

function peopleHandlers({ members, sanctions }: CommunityRoutesParts) {
  return {
    'communities.members': ({ actor, params, query }) => members.list(actor, params.communityId, query),
    'communities.requests': ({ actor, params, query }) => members.requests(actor, params.communityId, query),
    'communities.invited': ({ actor, params, query }) => members.invited(actor, params.communityId, query),
    'communities.admit': ({ actor, params }) => nothing(members.admit(actor, params.communityId, params.personId)),
    'communities.decline': ({ actor, params }) => nothing(members.decline(actor, params.communityId, params.personId)),
    'communities.invite': ({ actor, params }) => nothing(members.invite(actor, params.communityId, params.personId)),
    'communities.uninvite': ({ actor, params }) =>
      nothing(members.uninvite(actor, params.communityId, params.personId)),
    'communities.setRole': ({ actor, params, body }) =>
      members.setRole(actor, params.communityId, params.personId, body.role),
    'communities.handOver': ({ actor, params, body }) => members.handOver(actor, params.communityId, body.personId),
    'communities.remove': ({ actor, params, body }) =>
      nothing(members.remove(actor, params.communityId, params.personId, body.reason)),
    'communities.bans': ({ actor, params, query }) => sanctions.bans(actor, params.communityId, query),
    'communities.ban': ({ actor, params, body }) =>
      nothing(sanctions.ban(actor, params.communityId, params.personId, body)),
    'communities.unban': ({ actor, params }) => nothing(sanctions.unban(actor, params.communityId, params.personId)),
    'communities.mute': ({ actor, params, body }) =>
      nothing(sanctions.mute(actor, params.communityId, params.personId, body)),
    'communities.unmute': ({ actor, params }) => nothing(sanctions.unmute(actor, params.communityId, params.personId)),
  } satisfies Partial<RouteHandlers<CommunityRouteName>>;
}

function invitationHandlers({ invitations }: CommunityRoutesParts) {
  return {
    'communities.invitations': ({ actor, params, query }) => invitations.list(actor, params.communityId, query),
    'communities.createInvitation': ({ actor, params, body }) => invitations.create(actor, params.communityId, body),
    'communities.revokeInvitation': ({ actor, params }) =>
      nothing(invitations.revoke(actor, params.communityId, params.invitationId)),
    'communities.readInvitation': ({ actor, body }) => invitations.read(actor, body.token),
    'communities.acceptInvitation': async (call) => {
      const { token, rulesVersion } = call.body;
      const { invitationId, community } = await invitations.accept(call.actor, token, rulesVersion);
      call.note({ invitationId });
      return community;
    },
  } satisfies Partial<RouteHandlers<CommunityRouteName>>;
}

function lifeHandlers({ channels, announcements, reports, log, room }: CommunityRoutesParts) {
  return {
    'communities.channels': ({ actor, params }) => channels.list(actor, params.communityId),
    'communities.createChannel': ({ actor, params, body }) => channels.create(actor, params.communityId, body.name),
    'communities.renameChannel': ({ actor, params, body }) =>
      channels.rename(actor, params.communityId, params.channelId, body.name),
    'communities.archiveChannel': ({ actor, params }) => channels.archive(actor, params.communityId, params.channelId),
    'communities.openRoom': ({ actor, params }) => room.open(actor, params.communityId),
    'communities.announcements': ({ actor, params, query }) => announcements.list(actor, params.communityId, query),
    'communities.createAnnouncement': ({ actor, params, body }) =>
      announcements.create(actor, params.communityId, body),
    'communities.deleteAnnouncement': ({ actor, params }) =>
      nothing(announcements.delete(actor, params.communityId, params.announcementId)),
    'communities.report': ({ actor, params, body }) => nothing(reports.report(actor, params.communityId, body)),
    'communities.reports': ({ actor, params, query }) => reports.list(actor, params.communityId, query),
    'communities.handleReport': ({ actor, params, body }) =>
      reports.handle(actor, params.communityId, params.reportId, body),
    'communities.hideMessage': ({ actor, params, body }) =>
      nothing(reports.hideMessage(actor, params.communityId, body)),
    'communities.log': ({ actor, params, query }) => log.list(actor, params.communityId, query),
  } satisfies Partial<RouteHandlers<CommunityRouteName>>;
}
