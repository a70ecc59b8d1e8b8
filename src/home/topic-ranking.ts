/**
 * Which cards come first for someone, and why: named reasons with points and evidence. A card's score is the sum of its
 * reasons' points and nothing else; each reason looks at its own evidence alone, so that taking one away moves the card by
 * exactly its points. Points are whole numbers, so that the sum is exact.
 */
import { sharedMinutes } from '../profiles/index.ts';
import type { Language } from '../protocol/common.ts';
import type { WeekStretch } from '../protocol/free-hours.ts';
import type { TopicReason } from '../protocol/topics.ts';
import { skillsIn, skillsShared } from '../topics/store/index.ts';

/** As much of a topic as its rank depends on. */
export interface RankedCard {
  id: string;
  ownerId: string;
  title: string;
  tags: readonly string[];
  kind: 'teach' | 'ask' | 'discuss';
  language: Language;
  createdAt: Date;
  /** In how many lists of Home it was shown. */
  shownCount: number;
}

/** What someone asked to see less of. */
export interface NotInterested {
  about: 'tags' | 'kind' | 'owner';
  tags: readonly string[];
  kind: RankedCard['kind'];
  ownerId: string;
}

/** Who reads. */
export interface RankingReader {
  tags: readonly string[];
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  languages: readonly Language[];
  /** Free hours, as minutes of the UTC week. */
  week: readonly WeekStretch[];
  /** Tags near to the reader's, by tag; `weight` is above 0, at most 1. */
  neighbours: ReadonlyMap<string, { of: string; weight: number }>;
  notInterested: readonly NotInterested[];
}

/** Who put the card up, as far as it concerns the reader. */
export interface RankingOwner {
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  week: readonly WeekStretch[];
  /** Communities that both are in. */
  communityIds: readonly string[];
  /** How many people both have a match with. */
  peopleInCommon: number;
  /** Pressed 「気になる」 on a topic of the reader's. */
  isInterestedInYours: boolean;
  /** Has a running match with the reader. */
  isMatched: boolean;
  /** How often the owner's cards were shown lately. */
  shownCount: number;
}

export interface RankingInput {
  topic: RankedCard;
  reader: RankingReader;
  owner: RankingOwner;
  nowMs: number;
  /** How long a topic counts as new. */
  newTopicMs: number;
  /** Shown less often than this, an owner's cards are lifted. */
  fairShows: number;
}

export interface Ranked<Card extends RankedCard = RankedCard> {
  topic: Card;
  reasons: TopicReason[];
  score: number;
  /** Of the owner, for the places that are kept for those who were never shown. */
  ownerShownCount: number;
}

/** The most that one reason gives. What someone wants to learn or can teach counts more than what both merely like. */
const MOST = {
  interested: 40,
  learn: 32,
  teach: 28,
  sharedTags: 36,
  neighbours: 12,
  ownerTeaches: 14,
  ownerLearns: 12,
  communities: 18,
  people: 12,
  freeTime: 10,
  isNew: 12,
  rarelyShown: 14,
  lessTags: 30,
} as const;

type Rule = (input: RankingInput) => TopicReason | null;

const rules: readonly Rule[] = [
  ({ owner }) => (owner.isInterestedInYours ? { kind: 'interested_in_yours', points: MOST.interested } : null),
  ({ topic, reader }) => {
    const tags = topic.kind === 'teach' ? skillsIn(topic, reader.wantsToLearn) : [];
    return some(tags) && { kind: 'you_want_to_learn', tags, points: growing(tags, 24, 4, MOST.learn) };
  },
  ({ topic, reader }) => {
    const tags = topic.kind === 'ask' ? skillsIn(topic, reader.canTeach) : [];
    return some(tags) && { kind: 'you_can_teach', tags, points: growing(tags, 20, 4, MOST.teach) };
  },
  ({ topic, reader }) => {
    const tags = topic.tags.filter((tag) => reader.tags.includes(tag));
    return some(tags) && { kind: 'shared_tags', tags, points: growing(tags, 12, 12, MOST.sharedTags) };
  },
  neighbouringTags,
  ({ reader, owner }) => {
    const skills = skillsShared(reader.wantsToLearn, owner.canTeach);
    return some(skills) && { kind: 'owner_can_teach', skills, points: growing(skills, 10, 2, MOST.ownerTeaches) };
  },
  ({ reader, owner }) => {
    const skills = skillsShared(owner.wantsToLearn, reader.canTeach);
    return some(skills) && { kind: 'owner_wants_to_learn', skills, points: growing(skills, 8, 2, MOST.ownerLearns) };
  },
  ({ owner: { communityIds: ids } }) =>
    some(ids) && { kind: 'common_communities', communityIds: [...ids], points: growing(ids, 6, 6, MOST.communities) },
  ({ owner: { peopleInCommon: count } }) =>
    count > 0 ? { kind: 'people_in_common', count, points: Math.min(count * 4, MOST.people) } : null,
  ({ reader, owner }) => {
    const minutes = sharedMinutes(reader.week, owner.week);
    const points = Math.min(Math.floor(minutes / 30), MOST.freeTime);
    return points > 0 ? { kind: 'shared_free_time', minutes, points } : null;
  },
  ({ topic: { language }, reader: { languages } }) => {
    if (languages.length === 0) return null;
    return languages.includes(language)
      ? { kind: 'same_language', language, points: 10 }
      : { kind: 'other_language', language, points: -15 };
  },
  ({ topic, nowMs, newTopicMs }) => {
    const left = 1 - (nowMs - topic.createdAt.getTime()) / newTopicMs;
    return left > 0 ? { kind: 'new', points: Math.min(Math.ceil(left * MOST.isNew), MOST.isNew) } : null;
  },
  ({ owner, fairShows }) => {
    const points = Math.ceil((1 - owner.shownCount / fairShows) * MOST.rarelyShown);
    return points > 0 ? { kind: 'rarely_shown', points } : null;
  },
  // There is nothing to press: even someone who is interested stands behind who can be met anew.
  ({ owner }) => (owner.isMatched ? { kind: 'already_matched', points: -60 } : null),
  notInterested,
];

/** The reasons for this reader, each kind at most once, the strongest first. */
export function reasonsFor(input: RankingInput): TopicReason[] {
  return rules.flatMap((rule) => rule(input) ?? []).sort((a, b) => b.points - a.points);
}

export function scoreOf(reasons: readonly Pick<TopicReason, 'points'>[]): number {
  return reasons.reduce((sum, { points }) => sum + points, 0);
}

/** The highest score first; of equal ones the newer, then by id, so that the order is always the same. */
export function inOrder<Card extends RankedCard>(cards: readonly Ranked<Card>[]): Ranked<Card>[] {
  return [...cards].sort(
    (a, b) =>
      b.score - a.score ||
      b.topic.createdAt.getTime() - a.topic.createdAt.getTime() ||
      (a.topic.id < b.topic.id ? -1 : 1),
  );
}

function neighbouringTags({ topic, reader }: RankingInput): TopicReason | null {
  const near = topic.tags.flatMap((tag) => {
    const neighbour = reader.tags.includes(tag) ? undefined : reader.neighbours.get(tag);
    return neighbour ? [{ tag, of: neighbour.of, weight: neighbour.weight }] : [];
  });
  const points = near.reduce((sum, { weight }) => sum + Math.ceil(weight * 8), 0);
  if (points === 0) return null;
  const tags = near.map(({ tag, of }) => ({ tag, of }));
  return { kind: 'neighbouring_tags', tags, points: Math.min(points, MOST.neighbours) };
}

/** Gentle: it lowers a card, it hides none. */
function notInterested({ topic, reader }: RankingInput): TopicReason | null {
  const tags = new Set<string>();
  let [isKind, isOwner] = [false, false];
  for (const less of reader.notInterested) {
    if (less.about === 'tags') for (const tag of topic.tags) if (less.tags.includes(tag)) tags.add(tag);
    if (less.about === 'kind' && less.kind === topic.kind) isKind = true;
    if (less.about === 'owner' && less.ownerId === topic.ownerId) isOwner = true;
  }
  const lower = Math.min(tags.size * 15, MOST.lessTags) + (isKind ? 12 : 0) + (isOwner ? 30 : 0);
  return lower > 0 ? { kind: 'not_interested', tags: [...tags], isKind, isOwner, points: -lower } : null;
}

function some(list: readonly unknown[]): true | null {
  return list.length > 0 ? true : null;
}

/** `first` for one, `more` for each further one. */
function growing(list: readonly unknown[], first: number, more: number, most: number): number {
  return Math.min(first + (list.length - 1) * more, most);
}
