/** Communities and everything that belongs to them. */

import { AnnouncementService } from '../communities/announcement-service.ts';
import { ChannelGuard } from '../communities/channel-guard.ts';
import { ChannelService } from '../communities/channel-service.ts';
import { CommunityAccess } from '../communities/community-access.ts';
import { CommunityEnd } from '../communities/community-end.ts';
import { CommunityEraser } from '../communities/community-eraser.ts';
import { CommunityNews } from '../communities/community-news.ts';
import { CommunityNotifications } from '../communities/community-notifications.ts';
import { may } from '../communities/community-roles.ts';
import { CommunityRoom } from '../communities/community-room.ts';
import { CommunityService } from '../communities/community-service.ts';
import { CommunityStore } from '../communities/community-store.ts';
import { CommunityViews } from '../communities/community-views.ts';
import { Departures } from '../communities/departures.ts';
import { InvitationService } from '../communities/invitation-service.ts';
import { MemberService } from '../communities/member-service.ts';
import { MembershipService } from '../communities/membership-service.ts';
import { ModerationLog } from '../communities/moderation-log.ts';
import { ReportService } from '../communities/report-service.ts';
import { SanctionService } from '../communities/sanction-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { Actor } from '../kernel/actor.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { MealService } from '../meals/meal-service.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { PictureStore } from '../profiles/picture-store.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { TopicService } from '../topics/topic-service.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

export interface CommunitiesParts extends Pick<ServiceParts, 'config' | 'clock' | 'events'> {
  models: CoreModels;
  jobs: Jobs;
  circles: Circles;
  circleRooms: CircleRooms;
  blockList: BlockList;
  pictures: PictureStore;
  profiles: ProfileService;
  notifications: NotificationService;
  conversations: ConversationService;
  topics: TopicService;
  meals: MealService;
}

/** Makes them, each with what it uses, and says whose the circles and channels are. */
export function createCommunities(parts: CommunitiesParts) {
  const { config, clock, events, models, jobs, circles, circleRooms, blockList, pictures, profiles } = parts;
  const { conversations, topics, meals } = parts;
  const { limits } = config;
  const store = new CommunityStore({ communities: models.communities, memberships: models.communityMemberships });
  const access = new CommunityAccess({ store });
  const views = new CommunityViews({ store, clock });
  const news = new CommunityNews({ store, events });
  const log = new ModerationLog({ entries: models.communityModerationEntries, access, profiles, blockList, clock });
  const notifications = new CommunityNotifications({ store, notifications: parts.notifications });
  const common = { store, access, views, news, log, notifications, profiles, blockList, clock, limits };
  const channels = new ChannelService({ ...common, channels: models.communityChannels, conversations });
  const ends = { invitations: models.communityInvitations, announcements: models.communityAnnouncements };
  const end = new CommunityEnd({
    ...common,
    ...{ channels, topics, meals, pictures, jobs },
    closeRooms: (tenantId, communityId) => circleRooms.close(tenantId, circleName('community', communityId)),
    models: { ...ends, reports: models.communityReports },
  });
  const departures = new Departures({ ...common, topics, meals, end });
  const memberships = new MembershipService({ ...common, departures });
  const communities = new CommunityService({ ...common, channels, end, pictures });
  const members = new MemberService({ ...common, departures, memberships });
  const sanctions = new SanctionService({ ...common, departures });
  const invitations = new InvitationService({
    ...common,
    invitations: models.communityInvitations,
    memberships,
  });
  const announcements = new AnnouncementService({ ...common, announcements: models.communityAnnouncements });
  const reports = new ReportService({ ...common, reports: models.communityReports, channels, conversations });
  const guard = new ChannelGuard({ access, paces: models.communityPaces, clock });
  const room = new CommunityRoom({ access, circleRooms });
  const eraser = new CommunityEraser({ store, departures, others: [invitations, reports, guard] });

  circles.register('community', {
    idsOf: (tenantId, personId) => store.idsOf(tenantId, personId),
    members: (tenantId, communityId) => store.memberIds(tenantId, communityId),
  });
  conversations.guardSends('channel', (actor, message) => guard.check(actor, message));
  return {
    communities,
    communityMembers: members,
    communityEraser: eraser,
    /** Whether someone is an owner or moderator of a community. */
    async mayModerate({ tenantId, personId }: Actor, communityId: string): Promise<boolean> {
      const role = (await access.meet(tenantId, personId, communityId))?.role ?? null;
      return role !== null && may(role, 'moderate');
    },
    communityParts: {
      ...{ communities, memberships, members, sanctions, invitations },
      ...{ channels, announcements, reports, log, room },
    },
  };
}
