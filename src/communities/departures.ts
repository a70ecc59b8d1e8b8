/** What follows when someone is no longer in a community, however that came about. Each step may be taken twice. */
import { circleName } from '../kernel/circles.ts';
import type { MealService } from '../meals/meal-service.ts';
import type { TopicService } from '../topics/topic-service.ts';
import type { CommunityEnd } from './community-end.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityNews } from './community-news.ts';
import type { CommunityNotifications } from './community-notifications.ts';
import type { CommunityStore } from './community-store.ts';
import { successorOf } from './joining-rules.ts';

export interface DeparturesOptions {
  store: CommunityStore;
  news: CommunityNews;
  notifications: Pick<CommunityNotifications, 'forget'>;
  topics: Pick<TopicService, 'leaveCircle'>;
  meals: Pick<MealService, 'leaveCircle'>;
  end: CommunityEnd;
}

export class Departures {
  readonly #parts: DeparturesOptions;

  constructor(parts: DeparturesOptions) {
    this.#parts = parts;
  }

  /** This person has gone: out of rooms, channels and lists at once, and what was theirs there is put away. */
  async follow(community: StoredCommunity, personId: string): Promise<void> {
    const { news, topics, notifications } = this.#parts;
    const { tenantId, _id: communityId } = community;
    news.moved(tenantId, communityId, [personId]);
    await notifications.forget(community, [personId]);
    await topics.leaveCircle(tenantId, personId, circleName('community', communityId));
    await this.#parts.meals.leaveCircle(tenantId, personId, circleName('community', communityId));
    const settled = await this.settleOwners(tenantId, communityId);
    if (settled) await news.changed(settled, [personId]);
  }

  /**
   * Sees to it that everyone who owns the community is in it, and that someone does: the moderator who has been there
   * longest, otherwise the member. Where nobody is left it ends, and the answer is null.
   */
  async settleOwners(tenantId: string, communityId: string): Promise<StoredCommunity | null> {
    const { store, end } = this.#parts;
    for (;;) {
      const community = await store.find(tenantId, communityId);
      if (!community) return null;
      const members = await store.membersOf(tenantId, communityId);
      const owners = community.ownerIds.filter((id) => members.some(({ personId }) => personId === id));
      if (owners.length > 0 && owners.length === community.ownerIds.length) return community;
      const heir = owners.length > 0 ? null : successorOf(members);
      if (owners.length === 0 && heir === null) {
        await end.end(tenantId, communityId);
        return null;
      }
      const key = { tenantId, communityId, personId: heir ?? '' };
      if (heir) await store.changeIf(key, ['member'], { standing: 'moderator' });
      const ownerIds = heir ? [heir] : owners;
      // Who was made owner meanwhile is looked at in the next round, as is an heir who has just left.
      await store.change(tenantId, communityId, { ownerIds: community.ownerIds }, { $set: { ownerIds } });
    }
  }
}
