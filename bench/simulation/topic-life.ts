/** Cards, presses and matches of the simulation, ranked by the rules of Home. */
import { arrange } from '../../src/home/arrangement.ts';
import { type RankedCard, reasonsFor, scoreOf, sortByScore } from '../../src/home/topic-ranking.ts';
import { limits } from '../../src/kernel/limits.ts';
import { isMatch } from '../../src/matching/match-rules.ts';
import { pairKey } from '../../src/matching/pair-key.ts';
import type { WeekStretch } from '../../src/protocol/free-hours.ts';
import { assumptions } from './assumptions.ts';
import { type Member, WEEK_MINUTES } from './members.ts';

export class TopicLife {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #random: () => number;
  #cards: RankedCard[] = [];
  /** How often each member's cards were shown. */
  readonly shown = new Map<string, number>();
  readonly matched = new Set<string>();
  /** Presses that the owner answers at the next visit. */
  readonly #waiting = new Map<string, string[]>();

  constructor(members: readonly Member[], random: () => number) {
    this.#members = new Map(members.map((member) => [member.id, member]));
    this.#random = random;
  }

  /** Opens the new topics of this week. */
  beginWeek(week: number): void {
    const kept = new Map(this.#cards.map((card) => [card.ownerId, card]));
    this.#cards = [...this.#members.values()].flatMap((member) => {
      if (member.topicFrom === null) return [];
      const isNew = (week + member.topicFrom) % assumptions.topicWeeks === 0;
      const known = kept.get(member.id);
      return [known && !isNew ? known : this.#makeCard(member, week)];
    });
  }

  /** Simulates a visit: a member presses on cards, then answers presses. Returns the pairs that talk as a result. */
  visit(reader: Member, week: number, minute: number): [string, string][] {
    this.#press(reader, (week * WEEK_MINUTES + minute) * 60_000);
    const pressers = this.#waiting.get(reader.id) ?? [];
    this.#waiting.delete(reader.id);
    return pressers.flatMap((presserId): [string, string][] => {
      const mine = this.#random() < assumptions.letsTalk ? 'lets_talk' : null;
      if (!isMatch({ mine, theirs: 'interest', isBlocked: false })) return [];
      this.matched.add(pairKey(reader.id, presserId));
      return this.#random() < assumptions.talk ? [[reader.id, presserId]] : [];
    });
  }

  #press(reader: Member, nowMs: number): void {
    let presses = 0;
    for (const { topic, score } of this.#ranked(reader, nowMs)) {
      this.shown.set(topic.ownerId, (this.shown.get(topic.ownerId) ?? 0) + 1);
      topic.shownCount += 1;
      const chance = assumptions.pressBase + Math.max(0, score) * assumptions.pressPerPoint;
      if (presses === assumptions.pressesPerVisit || this.#random() >= chance) continue;
      presses += 1;
      const waiting = this.#waiting.get(topic.ownerId) ?? [];
      if (!waiting.includes(reader.id)) this.#waiting.set(topic.ownerId, [...waiting, reader.id]);
    }
  }

  #ranked(reader: Member, nowMs: number) {
    const start = Math.floor(this.#random() * this.#cards.length);
    const offered = Array.from({ length: Math.min(assumptions.cardsOffered, this.#cards.length) }, (_, at) => {
      return this.#cards[(start + at * 7) % this.#cards.length] as RankedCard;
    });
    const week = weekOf(reader);
    const known = { ...reader, week, neighbours: new Map(), notInterested: [] };
    const ranked = [...new Set(offered)].flatMap((topic) => {
      const owner = this.#members.get(topic.ownerId);
      const isApart = !owner || owner.id === reader.id || this.matched.has(pairKey(owner.id, reader.id));
      if (isApart) return [];
      const shownCount = this.shown.get(owner.id) ?? 0;
      const reasons = reasonsFor({
        topic,
        reader: known,
        owner: { ...owner, week: weekOf(owner), ...NOTHING_IN_COMMON, shownCount },
        nowMs,
        newTopicMs: limits.newTopicMs,
        fairShows: limits.fairShows,
      });
      return [{ topic, reasons, score: scoreOf(reasons), ownerShownCount: shownCount }];
    });
    return arrange(sortByScore(ranked)).slice(0, assumptions.cardsSeen);
  }

  #makeCard(owner: Member, week: number): RankedCard {
    const kind = owner.canTeach.length > 0 ? 'teach' : owner.wantsToLearn.length > 0 ? 'ask' : 'discuss';
    const about = kind === 'teach' ? owner.canTeach : kind === 'ask' ? owner.wantsToLearn : owner.tags;
    const minute = week * WEEK_MINUTES + Math.floor(this.#random() * 60);
    return {
      id: `t${week}-${owner.id}`,
      ownerId: owner.id,
      title: about[0] ?? '',
      tags: about,
      kind,
      language: owner.languages[0] ?? 'ja',
      createdAt: new Date(minute * 60_000),
      shownCount: 0,
    };
  }
}

const NOTHING_IN_COMMON = { communityIds: [], peopleInCommon: 0, isInterestedInYours: false, isMatched: false };

const weeks = new WeakMap<Member, readonly WeekStretch[]>();

function weekOf(member: Member): readonly WeekStretch[] {
  const known = weeks.get(member);
  if (known) return known;
  const made = [...member.freeHours].sort((a, b) => a - b).map((hour) => ({ start: hour * 60, end: (hour + 1) * 60 }));
  weeks.set(member, made);
  return made;
}
