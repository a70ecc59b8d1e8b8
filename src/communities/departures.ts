/** What follows when someone is no longer in a community, however that came about. Each step may be taken twice. */
import { circleName } from '../kernel/circles.ts';
import { ownersAfter, type Successor } from '../kernel/ownership.ts';
import type { MealService } from '../meals/meal-service.ts';
import type { TopicService } from '../topics/topic-service.ts';
import type { CommunityEnd } from './community-end.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityNews } from './community-news.ts';
import type { CommunityNotifications } from './community-notifications.ts';
import type { CommunityStore } from './community-store.ts';
import type { MembershipDoc } from './membership-model.ts';

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

  /** Removes owners who are no longer members, and finds a successor. Null if nobody is left: then the community ends. */
  async settleOwners(tenantId: string, communityId: string): Promise<StoredCommunity | null> {
    const { store, end } = this.#parts;
    for (;;) {
      const community = await store.find(tenantId, communityId);
      if (!community) return null;
      const members = (await store.membersOf(tenantId, communityId)).map(toSuccessor);
      const ownerIds = ownersAfter(community.ownerIds, members);
      if (ownerIds.length === 0) {
        await end.end(tenantId, communityId);
        return null;
      }
      const added = ownerIds.filter((id) => !community.ownerIds.includes(id));
      if (added.length === 0 && ownerIds.length === community.ownerIds.length) return community;
      for (const personId of added) {
        await store.changeIf({ tenantId, communityId, personId }, ['member'], { standing: 'moderator' });
      }
      // The next round checks owners who were added meanwhile, and whether the successor has just left.
      await store.change(tenantId, communityId, { ownerIds: community.ownerIds }, { $set: { ownerIds } });
    }
  }
}

function toSuccessor({ personId, standing, createdAt }: MembershipDoc): Successor {
  return { personId, isDeputy: standing === 'moderator', memberSince: createdAt };
}
