/** What people see of a public community before they join: some faces, and whether something happens there. */
import type { ConversationService } from '../conversations/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { MealService } from '../meals/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { CommunityActivity, CommunityGlance } from '../protocol/communities.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { CommunityAccess } from './community-access.ts';
import type { StoredCommunity } from './community-model.ts';
import { type CommunityStore, MEMBER_FILTER } from './community-store.ts';

export interface CommunityGlancesOptions {
  store: CommunityStore;
  access: CommunityAccess;
  conversations: Pick<ConversationService, 'lastActiveIn'>;
  meals: Pick<MealService, 'nextInCircle'>;
  circleRooms: Pick<CircleRooms, 'peopleIn'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: Pick<BlockList, 'blockedWith'>;
  clock: Clock;
}

export class CommunityGlances {
  readonly #parts: CommunityGlancesOptions;

  constructor(parts: CommunityGlancesOptions) {
    this.#parts = parts;
  }

  /** @throws NotFoundError like `CommunityAccess.see` */
  async of(actor: Actor, communityId: string): Promise<CommunityGlance> {
    const { access, conversations, meals, circleRooms, blockList, clock } = this.#parts;
    const { community } = await access.see(actor, communityId);
    const { tenantId } = actor;
    const circle = circleName('community', communityId);
    const blocked = await blockList.blockedWith(actor);
    const [people, lastActive, nextMeal, inside] = await Promise.all([
      this.#someMembers(community, blocked),
      conversations.lastActiveIn(tenantId, circle),
      meals.nextInCircle(actor, circle),
      circleRooms.peopleIn(tenantId, circle),
    ]);
    return {
      people,
      activity: activityOf(clock.now() - (lastActive ?? community.createdAt).getTime()),
      nextMealAt: nextMeal?.toISOString() ?? null,
      roomPeople: inside.filter((id) => !blocked.has(id)).length,
    };
  }

  /** Owners first, then moderators, then those who joined last. */
  async #someMembers(
    { _id: communityId, tenantId, ownerIds }: StoredCommunity,
    blocked: ReadonlySet<string>,
  ): Promise<ProfileSummary[]> {
    const { store, profiles } = this.#parts;
    // As many more as may be blocked, up to a bound: a few people fewer do no harm.
    const limit = wireLimits.glancePeople + Math.min(blocked.size, MOST_BLOCKED);
    const [moderatorIds, { docs }] = await Promise.all([
      store.moderatorIds(tenantId, communityId),
      store.membershipPage({ tenantId, communityId, standing: MEMBER_FILTER }, { limit }),
    ]);
    const ids = new Set([...ownerIds, ...moderatorIds, ...docs.map(({ personId }) => personId)]);
    const shown = [...ids].filter((id) => !blocked.has(id)).slice(0, wireLimits.glancePeople);
    const found = await profiles.summaries(tenantId, shown);
    return shown.flatMap((id) => found.get(id) ?? []);
  }
}

const MOST_BLOCKED = 50;

function activityOf(sinceMs: number): CommunityActivity {
  if (sinceMs < DAY_MS) return 'day';
  if (sinceMs < 7 * DAY_MS) return 'week';
  return sinceMs < 30 * DAY_MS ? 'month' : 'earlier';
}
