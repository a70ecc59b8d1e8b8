/** Communities: groups of people who share an interest, with their channels, announcements, moderation and voice room. */
import type { AddressHashes } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { ConversationService } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import type { Grants, GroupStore } from '../groups/store/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { circleName } from '../kernel/circles.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MealService } from '../meals/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { PictureStore, ProfileService } from '../profiles/index.ts';
import type { TopicService } from '../topics/index.ts';
import { AnnouncementService, announcementModel } from './announcements.ts';
import { ChannelGuard } from './channels/channel-guard.ts';
import { ChannelService, channelModel } from './channels/channel-service.ts';
import { CommunityRoom } from './channels/community-room.ts';
import { SlowMode, slowModeModel } from './channels/slow-mode.ts';
import { CommunityAccess } from './community-access.ts';
import { CommunityAudit } from './community-audit.ts';
import { communityModel } from './community-model.ts';
import { CommunityEvents, CommunityNotifications } from './community-notifications.ts';
import { CommunityRights } from './community-rights.ts';
import { communityRoutes } from './community-routes.ts';
import { CommunityService } from './community-service.ts';
import { communityAnnouncements, communitySockets } from './community-sockets.ts';
import { CommunityStore } from './community-store.ts';
import { CommunityViews } from './community-views.ts';
import { CommunityGlances } from './glances.ts';
import { CommunityClosure, CommunityEraser, MemberDepartures } from './leaving.ts';
import { CommunityAllowances } from './members/allowances.ts';
import { invitationModel } from './members/invitation-model.ts';
import { CommunityInvitationService } from './members/invitation-service.ts';
import { Inviting } from './members/inviting.ts';
import { CommunityMemberService } from './members/member-service.ts';
import { membershipModel } from './members/membership-model.ts';
import { MembershipService } from './members/membership-service.ts';
import { WaitingRequests } from './members/waiting-requests.ts';
import { KeptBans } from './moderation/kept-bans.ts';
import { ModerationLog, moderationEntryModel } from './moderation/moderation-log.ts';
import { ReportService, reportModel } from './moderation/reports.ts';
import { SanctionService } from './moderation/sanction-service.ts';
import { can } from './rules.ts';

const models = {
  communities: communityModel,
  memberships: membershipModel,
  invitations: invitationModel,
  channels: channelModel,
  announcements: announcementModel,
  reports: reportModel,
  moderationEntries: moderationEntryModel,
  slowModes: slowModeModel,
};

export type { CommunityService } from './community-service.ts';
export type { CommunityInvitationService } from './members/invitation-service.ts';
export type { WaitingRequest, WaitingRequests } from './members/waiting-requests.ts';
export type { CommunityReports } from './moderation/reports.ts';

export interface CommunitiesDeps {
  kernel: Kernel;
  audit: AuditTrail;
  grants: Grants;
  groupStore: GroupStore;
  addressHashes: AddressHashes;
  circleRooms: CircleRooms;
  conversations: ConversationService;
  topics: TopicService;
  meals: MealService;
  notifications: NotificationService;
  profiles: ProfileService;
  pictures: PictureStore;
  blockList: BlockList;
}

export function createCommunities(deps: CommunitiesDeps) {
  const { kernel, audit, grants, addressHashes, circleRooms, conversations, topics, meals } = deps;
  const { notifications, profiles, pictures, blockList } = deps;
  const { clock, events, jobs, limits, quotas, security } = kernel;
  const connected = connectModels(kernel.connection, models);
  const store = new CommunityStore({
    communities: connected.communities,
    memberships: connected.memberships,
    audit,
    grants,
  });
  const communityAudit = new CommunityAudit({ audit });
  const access = new CommunityAccess({ store, grants });
  const views = new CommunityViews({ store, profiles, blockList, clock });
  const communityEvents = new CommunityEvents({ store, events });
  const log = new ModerationLog({ entries: connected.moderationEntries, access, profiles, clock });
  const communityNotifications = new CommunityNotifications({ store, notifications });
  const channels = new ChannelService({
    channels: connected.channels,
    conversations,
    access,
    communityEvents,
    log,
    quotas,
    clock,
    limits,
  });
  const closure = new CommunityClosure({
    store,
    groupStore: deps.groupStore,
    communityEvents,
    log,
    notifications: communityNotifications,
    channels,
    conversations,
    topics,
    meals,
    pictures,
    jobs,
    audit: communityAudit,
    trail: audit,
    removeRooms: (tenantId, communityId) => circleRooms.remove(tenantId, circleName('community', communityId)),
    models: { invitations: connected.invitations, announcements: connected.announcements, reports: connected.reports },
    clock,
  });
  const inviting = new Inviting({
    invitations: connected.invitations,
    audit,
    store,
    access,
    communityEvents,
    notifications: communityNotifications,
  });
  const keptBans = new KeptBans({ store, addressHashes, clock });
  const departures = new MemberDepartures({
    audit: communityAudit,
    store,
    communityEvents,
    notifications: communityNotifications,
    inviting,
    topics,
    meals,
    closure,
    security,
  });
  const allowances = new CommunityAllowances({ store, quotas, limits });
  const memberships = new MembershipService({
    audit: communityAudit,
    store,
    access,
    views,
    communityEvents,
    notifications: communityNotifications,
    departures,
    conversations,
    allowances,
    inviting,
    keptBans,
    clock,
  });
  const slowMode = new SlowMode({ slowModes: connected.slowModes, events, clock });
  const communities = new CommunityService({
    audit: communityAudit,
    store,
    access,
    views,
    communityEvents,
    log,
    channels,
    closure,
    slowMode,
    pictures,
    profiles,
    allowances,
    clock,
  });
  const members = new CommunityMemberService({
    audit: communityAudit,
    store,
    access,
    views,
    communityEvents,
    log,
    notifications: communityNotifications,
    departures,
    memberships,
    inviting,
    keptBans,
    allowances,
    slowMode,
    profiles,
    blockList,
    clock,
  });
  const sanctions = new SanctionService({
    audit: communityAudit,
    store,
    access,
    communityEvents,
    log,
    departures,
    profiles,
    clock,
  });
  const invitations = new CommunityInvitationService({
    audit,
    communityAudit,
    invitations: connected.invitations,
    store,
    access,
    views,
    log,
    memberships,
    inviting,
    keptBans,
    quotas,
    profiles,
    clock,
    limits,
  });
  const announcements = new AnnouncementService({
    announcements: connected.announcements,
    access,
    communityEvents,
    log,
    quotas,
    notifications: communityNotifications,
    profiles,
    clock,
    limits,
  });
  const reports = new ReportService({
    audit: communityAudit,
    reports: connected.reports,
    access,
    channels,
    conversations,
    communityEvents,
    log,
    quotas,
    notifications: communityNotifications,
    profiles,
    clock,
    limits,
  });
  const glances = new CommunityGlances({
    store,
    access,
    conversations,
    meals,
    circleRooms,
    profiles,
    blockList,
    clock,
  });
  const guard = new ChannelGuard({ access, slowMode, clock });
  const waitingRequests = new WaitingRequests({ store, grants, profiles });
  const room = new CommunityRoom({ access, circleRooms });
  const rights = new CommunityRights({ store, access, inviting, communityEvents, slowMode });
  const eraser = new CommunityEraser({ store, departures, keptBans });

  return defineFeature({
    name: 'communities',
    service: {
      communities,
      communityMemberships: memberships,
      communityMembers: members,
      communityRequests: waitingRequests,
      communityChannels: channels,
      communityAnnouncements: announcements,
      communityInvitations: invitations,
      communityReports: reports,
      communityRights: rights,
      /** Whether the actor can moderate the community. */
      async canModerate(actor: Actor, communityId: string): Promise<boolean> {
        return can(await access.find(actor, communityId), 'community:moderate');
      },
    },
    models,
    routes: communityRoutes({
      communities,
      glances,
      memberships,
      members,
      sanctions,
      invitations,
      channels,
      announcements,
      reports,
      log,
      room,
    }),
    sockets: communitySockets,
    announcements: communityAnnouncements,
    jobs: closure.jobs(),
    hooks: {
      onRightsChanged: (change) => rights.changed(change),
      onSuspend: (person) => rights.suspended(person),
      onErase: (person) => eraser.erasePerson(person),
      beforeSend: guard,
      circle: {
        kind: 'community',
        idsOf: (person) => store.idsOf(person),
        members: (tenantId, communityId) => store.memberIds(tenantId, communityId),
        managers: (tenantId, communityId) => store.moderatorIds(tenantId, communityId),
        titles: async (tenantId, communityIds) =>
          new Map([...(await store.findAll(tenantId, communityIds))].map(([id, { name }]) => [id, name])),
      },
    },
  });
}
