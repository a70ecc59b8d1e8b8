/**
 * Who waits for a person, which rooms have people inside, and how much is new. Reads each source once, in parallel, and each
 * with a limit: the number of queries does not depend on how much there is.
 */

import type { WaitingRequests } from '../../communities/index.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { MatchService } from '../../matching/index.ts';
import type { MealService } from '../../meals/index.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { ProposalService } from '../../proposals/index.ts';
import type { HomeNews, HomeOverview, HomeOverviewQuery, HomeRoom, HomeWaiting } from '../../protocol/home.ts';
import { wireLimits } from '../../protocol/limits.ts';
import type { Room } from '../../protocol/rooms.ts';
import type { InterestService } from '../../topics/index.ts';
import type { HomeService } from '../home-service.ts';
import {
  interestRows,
  liveRows,
  mealRows,
  newestFirst,
  proposalRows,
  requestRows,
  soonestFirst,
} from './overview-rows.ts';

export interface HomeOverviewServiceOptions {
  home: Pick<HomeService, 'countNew'>;
  interests: Pick<InterestService, 'listWaiting' | 'countNew'>;
  communityRequests: Pick<WaitingRequests, 'listWaiting'>;
  matches: Pick<MatchService, 'countNew'>;
  proposals: Pick<ProposalService, 'listComing'>;
  meals: Pick<MealService, 'listComing' | 'countNew'>;
  rooms: LiveRooms;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: Pick<BlockList, 'blockedWith'>;
  clock: Clock;
  limits: Pick<Limits, 'homeSoonMs' | 'homeNewsMs' | 'homeReads'>;
}

/** Finds the rooms with people inside that the actor may see, those with most people first. Implemented by the feature of rooms, a layer above. */
export interface LiveRooms {
  live(actor: Actor): Promise<Room[]>;
}

export class HomeOverviewService {
  readonly #parts: HomeOverviewServiceOptions;

  constructor(parts: HomeOverviewServiceOptions) {
    this.#parts = parts;
  }

  /** `news` is null without `since`. */
  async read(actor: Actor, { since }: HomeOverviewQuery): Promise<HomeOverview> {
    const [waiting, live, news] = await Promise.all([
      this.#waiting(actor),
      this.#live(actor),
      since === undefined ? null : this.#news(actor, new Date(since)),
    ]);
    return { waiting, live, news };
  }

  async #waiting(actor: Actor): Promise<HomeWaiting[]> {
    const { interests, communityRequests, proposals, meals, clock, limits } = this.#parts;
    const within = { nowMs: clock.now(), untilMs: clock.now() + limits.homeSoonMs };
    const max = limits.homeReads;
    const [waiting, requests, coming, comingMeals] = await Promise.all([
      interests.listWaiting(actor, max),
      communityRequests.listWaiting(actor, max),
      proposals.listComing(actor, max),
      meals.listComing(actor, max),
    ]);
    const people = await this.#others(
      actor,
      coming.map(({ otherId }) => otherId),
    );
    const dated = [
      ...proposalRows(coming, { readerId: actor.personId, people, ...within }),
      ...mealRows(comingMeals, within),
    ];
    const asking = [...interestRows(waiting), ...requestRows(requests)];
    return [...soonestFirst(dated), ...newestFirst(asking)].slice(0, wireLimits.homeWaiting);
  }

  async #live(actor: Actor): Promise<HomeRoom[]> {
    const { rooms, blockList } = this.#parts;
    const [live, blocked] = await Promise.all([rooms.live(actor), blockList.blockedWith(actor)]);
    return liveRows(live, { readerId: actor.personId, blocked });
  }

  async #news(actor: Actor, asked: Date): Promise<HomeNews> {
    const { matches, interests, home, meals, clock, limits } = this.#parts;
    const since = new Date(Math.max(asked.getTime(), clock.now() - limits.homeNewsMs));
    const news = { since, max: wireLimits.homeNews };
    const [newMatches, newInterests, newTopics, newMeals] = await Promise.all([
      matches.countNew(actor, news),
      interests.countNew(actor, news),
      home.countNew(actor, news),
      meals.countNew(actor, news),
    ]);
    return {
      since: since.toISOString(),
      matches: newMatches,
      interests: newInterests,
      topics: newTopics,
      meals: newMeals,
    };
  }

  /** Summaries of these people, without those in a block with the actor. */
  async #others(actor: Actor, personIds: readonly string[]) {
    const blocked = await this.#parts.blockList.blockedWith(actor);
    return this.#parts.profiles.summaries(
      actor.tenantId,
      personIds.filter((id) => !blocked.has(id)),
    );
  }
}
