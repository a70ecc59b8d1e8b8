/**
 * Ranks topics for a reader by named reasons with points and evidence. Pure functions. A topic's score is the sum of the
 * points of its reasons and nothing else. Each reason depends on its own evidence only, so removing one reason changes
 * the score by exactly its points. Points are integers, so that the sum is exact.
 */
import { sharedMinutes } from '../profiles/index.ts';
import type { Language } from '../protocol/common.ts';
import type { WeekStretch } from '../protocol/free-hours.ts';
import type { TopicReason } from '../protocol/topics.ts';
import { skillsIn, skillsShared } from '../topics/store/index.ts';

/** The fields of a topic on which its rank depends. */
export interface RankedCard {
  id: string;
  ownerId: string;
  title: string;
  tags: readonly string[];
  kind: 'teach' | 'ask' | 'discuss';
  language: Language;
  createdAt: Date;
  /** How often Home has shown it. */
  shownCount: number;
}

/** What the reader marked as not interested: the tags, the kind or the owner of a topic, as `about` says. */
export interface RankingNotInterested {
  about: 'tags' | 'kind' | 'owner';
  tags: readonly string[];
  kind: RankedCard['kind'];
  ownerId: string;
}

/** The person for whom topics are ranked. */
export interface RankingReader {
  tags: readonly string[];
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  languages: readonly Language[];
  /** Free hours, as minutes of the UTC week. */
  week: readonly WeekStretch[];
  /** The neighbours of the reader's tags, by neighbour; `weight` is above 0 and at most 1. */
  neighbours: ReadonlyMap<string, { of: string; weight: number }>;
  notInterested: readonly RankingNotInterested[];
}

/** The owner of the topic, in relation to the reader. */
export interface RankingOwner {
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  week: readonly WeekStretch[];
  /** Communities of which both are members. */
  communityIds: readonly string[];
  /** The number of people with whom both have a match. */
  peopleInCommon: number;
  /** Whether the owner is interested in a topic of the reader. */
  isInterestedInYours: boolean;
  /** Whether the owner has a running match with the reader. */
  isMatched: boolean;
  /** How often the owner's cards were shown this week and last week. */
  shownCount: number;
}

export interface RankingInput {
  topic: RankedCard;
  reader: RankingReader;
  owner: RankingOwner;
  nowMs: number;
  /** How long a topic counts as new, in milliseconds. */
  newTopicMs: number;
  /** The cards of an owner get points for `rarely_shown` if they were shown less often than this. */
  fairShows: number;
}

export interface Ranked<Card extends RankedCard = RankedCard> {
  topic: Card;
  reasons: TopicReason[];
  score: number;
  /** The owner's show count, for the positions that `arrange` reserves for cards that were never shown. */
  ownerShownCount: number;
}

/** The most points of each reason. Skills that a reader wants to learn or can teach count more than shared likes. */
const MAX_POINTS = {
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
  notInterestedTags: 30,
} as const;

type Rule = (input: RankingInput) => TopicReason | null;

const rules: readonly Rule[] = [
  ({ owner }) => (owner.isInterestedInYours ? { kind: 'interested_in_yours', points: MAX_POINTS.interested } : null),
  ({ topic, reader }) => {
    const tags = topic.kind === 'teach' ? skillsIn(topic, reader.wantsToLearn) : [];
    return hasItems(tags) && { kind: 'you_want_to_learn', tags, points: pointsFor(tags, 24, 4, MAX_POINTS.learn) };
  },
  ({ topic, reader }) => {
    const tags = topic.kind === 'ask' ? skillsIn(topic, reader.canTeach) : [];
    return hasItems(tags) && { kind: 'you_can_teach', tags, points: pointsFor(tags, 20, 4, MAX_POINTS.teach) };
  },
  ({ topic, reader }) => {
    const tags = topic.tags.filter((tag) => reader.tags.includes(tag));
    return hasItems(tags) && { kind: 'shared_tags', tags, points: pointsFor(tags, 12, 12, MAX_POINTS.sharedTags) };
  },
  neighbouringTags,
  ({ reader, owner }) => {
    const skills = skillsShared(reader.wantsToLearn, owner.canTeach);
    return (
      hasItems(skills) && { kind: 'owner_can_teach', skills, points: pointsFor(skills, 10, 2, MAX_POINTS.ownerTeaches) }
    );
  },
  ({ reader, owner }) => {
    const skills = skillsShared(owner.wantsToLearn, reader.canTeach);
    return (
      hasItems(skills) && {
        kind: 'owner_wants_to_learn',
        skills,
        points: pointsFor(skills, 8, 2, MAX_POINTS.ownerLearns),
      }
    );
  },
  ({ owner: { communityIds: ids } }) =>
    hasItems(ids) && {
      kind: 'common_communities',
      communityIds: [...ids],
      points: pointsFor(ids, 6, 6, MAX_POINTS.communities),
    },
  ({ owner: { peopleInCommon: count } }) =>
    count > 0 ? { kind: 'people_in_common', count, points: Math.min(count * 4, MAX_POINTS.people) } : null,
  ({ reader, owner }) => {
    const minutes = sharedMinutes(reader.week, owner.week);
    const points = Math.min(Math.floor(minutes / 30), MAX_POINTS.freeTime);
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
    return left > 0 ? { kind: 'new', points: Math.min(Math.ceil(left * MAX_POINTS.isNew), MAX_POINTS.isNew) } : null;
  },
  ({ owner, fairShows }) => {
    const points = Math.ceil((1 - owner.shownCount / fairShows) * MAX_POINTS.rarelyShown);
    return points > 0 ? { kind: 'rarely_shown', points } : null;
  },
  // The two can already talk, so this outweighs even `interested_in_yours`: new people come first.
  ({ owner }) => (owner.isMatched ? { kind: 'already_matched', points: -60 } : null),
  notInterested,
];

/** The reasons for showing the topic to the reader: each kind at most once, strongest first. */
export function reasonsFor(input: RankingInput): TopicReason[] {
  return rules.flatMap((rule) => rule(input) ?? []).sort((a, b) => b.points - a.points);
}

export function scoreOf(reasons: readonly Pick<TopicReason, 'points'>[]): number {
  return reasons.reduce((sum, { points }) => sum + points, 0);
}

/** Highest score first; equal scores newest first, then by id, so that the order is deterministic. */
export function sortByScore<Card extends RankedCard>(cards: readonly Ranked<Card>[]): Ranked<Card>[] {
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
  return { kind: 'neighbouring_tags', tags, points: Math.min(points, MAX_POINTS.neighbours) };
}

/**
 * Lowers the rank of topics that the reader marked as not interested, but never hides them: minus 15 for each marked tag
 * (at most 30), minus 12 for a marked kind and minus 30 for a marked owner.
 */
function notInterested({ topic, reader }: RankingInput): TopicReason | null {
  const tags = new Set<string>();
  let [isKind, isOwner] = [false, false];
  for (const entry of reader.notInterested) {
    if (entry.about === 'tags') for (const tag of topic.tags) if (entry.tags.includes(tag)) tags.add(tag);
    if (entry.about === 'kind' && entry.kind === topic.kind) isKind = true;
    if (entry.about === 'owner' && entry.ownerId === topic.ownerId) isOwner = true;
  }
  const penalty = Math.min(tags.size * 15, MAX_POINTS.notInterestedTags) + (isKind ? 12 : 0) + (isOwner ? 30 : 0);
  return penalty > 0 ? { kind: 'not_interested', tags: [...tags], isKind, isOwner, points: -penalty } : null;
}

function hasItems(list: readonly unknown[]): true | null {
  return list.length > 0 ? true : null;
}

/** `first` points for the first item and `more` for each further one, at most `max`. */
function pointsFor(list: readonly unknown[], first: number, more: number, max: number): number {
  return Math.min(first + (list.length - 1) * more, max);
}
