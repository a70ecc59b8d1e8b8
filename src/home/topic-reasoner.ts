/** Loads what the ranking needs to know about the reader and the owners of topics, and computes the reasons. */

import type { Actor } from '../kernel/actor.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Person } from '../kernel/person.ts';
import type { MatchService } from '../matching/index.ts';
import type { ProfileFact, ProfileFacts } from '../profiles/index.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { TopicReason } from '../protocol/topics.ts';
import type { Candidate, InterestStore } from '../topics/store/index.ts';
import type { Exposures } from './exposures.ts';
import type { NotInterestedService } from './not-interested-service.ts';
import type { TagNeighbourService } from './tag-neighbour-service.ts';
import {
  type Ranked,
  type RankedCard,
  type RankingOwner,
  type RankingReader,
  reasonsFor,
  scoreOf,
} from './topic-ranking.ts';

export interface TopicReasonerOptions {
  profileFacts: ProfileFacts;
  tagNeighbours: TagNeighbourService;
  notInterestedService: Pick<NotInterestedService, 'ofReader'>;
  exposures: Pick<Exposures, 'ofOwners'>;
  interestStore: Pick<InterestStore, 'interestedPeople'>;
  matches: Pick<MatchService, 'partnersOf' | 'peopleInCommon'>;
  circles: Pick<Circles, 'membersOf'>;
  clock: Clock;
  limits: Pick<Limits, 'newTopicMs' | 'fairShows'>;
}

/** The reader, and how the reader is connected to other people. */
export interface Reader extends RankingReader, Person {
  /** People with whom the reader has a running match. */
  partners: ReadonlySet<string>;
  /** By person, the number of people with whom both have a match. */
  peopleInCommon: ReadonlyMap<string, number>;
  /** People behind the newest interest in the reader's topics. */
  interestedInMine: ReadonlySet<string>;
  /** Members of each of the reader's communities. */
  communities: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The tags and skills of a reader, and the tags near them. */
export type ReaderTags = Pick<Reader, 'tags' | 'wantsToLearn' | 'canTeach' | 'neighbours'>;

const EMPTY_PROFILE: ProfileFact = { tags: [], canTeach: [], wantsToLearn: [], languages: [], week: [] };

export class TopicReasoner {
  readonly #parts: TopicReasonerOptions;

  constructor(parts: TopicReasonerOptions) {
    this.#parts = parts;
  }

  async readerOf(person: Person): Promise<Reader> {
    const { tenantId, personId } = person;
    const { tagNeighbours, notInterestedService, interestStore, matches, circles } = this.#parts;
    const facts = await this.#factsOf(person);
    const [neighbours, notInterested, interestedInMine, partners, peopleInCommon, communities] = await Promise.all([
      tagNeighbours.near(tenantId, facts.tags),
      notInterestedService.ofReader(person),
      interestStore.interestedPeople(person),
      matches.partnersOf(person),
      matches.peopleInCommon(person),
      circles.membersOf(person, { kind: 'community', max: wireLimits.comparedCommunities }),
    ]);
    const known = { tenantId, personId, peopleInCommon, communities, neighbours, notInterested };
    return { ...facts, ...known, interestedInMine: new Set(interestedInMine), partners: new Set(partners) };
  }

  /** The tags of a reader alone: fewer reads than for a whole reader. */
  async tagsOf(person: Person): Promise<ReaderTags> {
    const facts = await this.#factsOf(person);
    return { ...facts, neighbours: await this.#parts.tagNeighbours.near(person.tenantId, facts.tags) };
  }

  async #factsOf({ tenantId, personId }: Person): Promise<ProfileFact> {
    return (await this.#parts.profileFacts.of(tenantId, [personId])).get(personId) ?? EMPTY_PROFILE;
  }

  /** The topics with their reasons and scores, in the given order. */
  async rank(reader: Reader, topics: readonly Candidate[]): Promise<Ranked<RankedCard>[]> {
    const { clock, limits, profileFacts, exposures } = this.#parts;
    const ownerIds = [...new Set(topics.map(({ ownerId }) => ownerId))];
    const [facts, shown] = await Promise.all([
      profileFacts.of(reader.tenantId, ownerIds),
      exposures.ofOwners(reader.tenantId, ownerIds),
    ]);
    const owners = new Map(
      ownerIds.map((id) => [id, ownerFor(reader, id, facts.get(id) ?? EMPTY_PROFILE, shown.get(id) ?? 0)] as const),
    );
    const { newTopicMs, fairShows } = limits;
    const nowMs = clock.now();
    return topics.flatMap(({ _id: id, shownCount = 0, ...rest }) => {
      const [topic, owner] = [{ ...rest, id, shownCount }, owners.get(rest.ownerId)];
      if (!owner) return [];
      const reasons = reasonsFor({ topic, reader, owner, nowMs, newTopicMs, fairShows });
      return [{ topic, reasons, score: scoreOf(reasons), ownerShownCount: owner.shownCount }];
    });
  }

  /** The reasons for showing topics of others to the actor, by the topics' ids. */
  async reasonsOf(actor: Actor, topics: readonly Candidate[]): Promise<Map<string, TopicReason[]>> {
    const others = topics.filter(({ ownerId }) => ownerId !== actor.personId);
    if (others.length === 0) return new Map();
    const ranked = await this.rank(await this.readerOf(actor), others);
    return new Map(ranked.map(({ topic, reasons }) => [topic.id, reasons]));
  }
}

function ownerFor(reader: Reader, ownerId: string, facts: ProfileFact, shownCount: number): RankingOwner {
  const { canTeach, wantsToLearn, week } = facts;
  const common = [...reader.communities].filter(([, members]) => members.has(ownerId));
  return {
    canTeach,
    wantsToLearn,
    week,
    communityIds: common.map(([id]) => id),
    peopleInCommon: reader.peopleInCommon.get(ownerId) ?? 0,
    isInterestedInYours: reader.interestedInMine.has(ownerId),
    isMatched: reader.partners.has(ownerId),
    shownCount,
  };
}
