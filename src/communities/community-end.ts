/**
 * The end of a community: everything that belongs to it goes. Each step may be taken twice, and a job takes them again
 * should the server die between two of them.
 */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { MealService } from '../meals/meal-service.ts';
import type { PictureStore } from '../profiles/picture-store.ts';
import type { TopicService } from '../topics/topic-service.ts';
import type { AnnouncementDoc } from './announcement-model.ts';
import type { ChannelService } from './channel-service.ts';
import type { CommunityNews } from './community-news.ts';
import type { CommunityNotifications } from './community-notifications.ts';
import type { CommunityStore } from './community-store.ts';
import type { InvitationDoc } from './invitation-model.ts';
import type { ModerationLog } from './moderation-log.ts';
import type { ReportDoc } from './report-model.ts';

const endJob = defineJob('communities.end', z.object({ communityId: z.string() }));
const AGAIN_AFTER_MS = 60_000;

export interface CommunityEndOptions {
  store: CommunityStore;
  news: CommunityNews;
  log: ModerationLog;
  notifications: Pick<CommunityNotifications, 'forget'>;
  channels: Pick<ChannelService, 'closeAll'>;
  topics: Pick<TopicService, 'endCircle'>;
  meals: Pick<MealService, 'endCircle'>;
  /** Closes the room of a community. */
  closeRooms: (tenantId: string, communityId: string) => Promise<unknown>;
  pictures: PictureStore;
  models: { invitations: Model<InvitationDoc>; announcements: Model<AnnouncementDoc>; reports: Model<ReportDoc> };
  jobs: Jobs;
  clock: Clock;
}

export class CommunityEnd {
  readonly #parts: CommunityEndOptions;

  constructor(parts: CommunityEndOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [endJob.handledBy(({ tenantId, data }) => this.#finish(tenantId, data.communityId))];
  }

  /** From the first moment on nobody sees it any more. Ending it again changes nothing. */
  async end(tenantId: string, communityId: string): Promise<void> {
    const { store, jobs, clock } = this.#parts;
    const dueAt = new Date(clock.now() + AGAIN_AFTER_MS);
    await jobs.schedule(endJob, { key: jobKey(communityId), tenantId, dueAt, data: { communityId } });
    await store.change(tenantId, communityId, {}, { $set: { state: 'closed' } });
    await this.#finish(tenantId, communityId);
    await jobs.cancel(jobKey(communityId));
  }

  async #finish(tenantId: string, communityId: string): Promise<void> {
    const { store, news, log, notifications, channels, topics, closeRooms, pictures, models } = this.#parts;
    const circle = circleName('community', communityId);
    const memberIds = await store.memberIds(tenantId, communityId);
    await channels.closeAll(tenantId, communityId);
    await store.removeMemberships({ tenantId, communityId });
    news.moved(tenantId, communityId, memberIds);
    news.hidden({ _id: communityId, tenantId });
    await notifications.forget({ _id: communityId, tenantId }, memberIds);
    await topics.endCircle(tenantId, circle);
    await this.#parts.meals.endCircle(tenantId, circle);
    await closeRooms(tenantId, communityId);
    await Promise.all([
      pictures.remove({ tenantId, ownerId: communityId }),
      log.removeOf(tenantId, communityId),
      models.invitations.deleteMany({ tenantId, communityId }),
      models.announcements.deleteMany({ tenantId, communityId }),
      models.reports.deleteMany({ tenantId, communityId }),
    ]);
    // Last of all: as long as it stands there, a job finds it again.
    await store.removeCommunity(tenantId, communityId);
  }
}

function jobKey(communityId: string): string {
  return `${endJob.name}:${communityId}`;
}
