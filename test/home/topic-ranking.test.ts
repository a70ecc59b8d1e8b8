/** The pure rules for ranking and arranging cards, tested with hand-written cases and thousands of random ones. */
import { expect } from 'chai';
import fc from 'fast-check';
import { arrange, FAIR_EVERY, OWNER_GAP } from '../../src/home/arrangement.ts';
import { nearTags, tagNeighbours } from '../../src/home/tag-neighbours.ts';
import {
  type Ranked,
  type RankedCard,
  type RankingInput,
  type RankingNotInterested,
  reasonsFor,
  scoreOf,
  sortByScore,
} from '../../src/home/topic-ranking.ts';
import type { TopicReason } from '../../src/protocol/topics.ts';
import { skillsShared, tagsOfSkill } from '../../src/topics/store/skills.ts';

const DAY = 24 * 3_600_000;
const NOW = Date.UTC(2026, 5, 15);
const TAGS = ['rust', 'go', 'wasm', '日本酒', 'react', 'css'];

describe('the reasons for showing a topic', () => {
  it('name the skills that the reader wants to learn and the topic teaches', () => {
    const reasons = ask({
      topic: { kind: 'teach', tags: ['rust', 'wasm'] },
      reader: { wantsToLearn: ['Rust の所有権'] },
    });

    expect(reasons).to.deep.equal([{ kind: 'you_want_to_learn', tags: ['rust'], points: 24 }]);
  });

  it('name the skills that the reader can teach and the topic asks for, also in its title', () => {
    const reasons = ask({ topic: { kind: 'ask', title: '日本酒を知りたい' }, reader: { canTeach: ['日本酒'] } });

    expect(reasons).to.deep.equal([{ kind: 'you_can_teach', tags: ['日本酒'], points: 20 }]);
  });

  it('name skills only for topics that teach or ask for them', () => {
    const reader = { wantsToLearn: ['Rust'], canTeach: ['Rust'] };
    const kindsFor = (kind: RankedCard['kind']) =>
      ask({ topic: { kind, tags: ['rust'] }, reader }).map((reason) => reason.kind);

    expect([kindsFor('teach'), kindsFor('ask'), kindsFor('discuss')]).to.deep.equal([
      ['you_want_to_learn'],
      ['you_can_teach'],
      [],
    ]);
  });

  it('name what the owner and the reader can teach each other, and what they have in common', () => {
    const reader = { wantsToLearn: ['Go', 'CSS'], canTeach: ['日本酒'] };
    const owner = { canTeach: ['Go', 'CSS', 'React'], wantsToLearn: ['日本酒'], communityIds: ['c1', 'c2'] };

    expect(ask({ reader, owner })).to.deep.equal([
      { kind: 'owner_can_teach', skills: ['Go', 'CSS'], points: 12 },
      { kind: 'common_communities', communityIds: ['c1', 'c2'], points: 12 },
      { kind: 'owner_wants_to_learn', skills: ['日本酒'], points: 8 },
    ]);
  });

  it('lower topics in a language that the reader does not speak, if the reader named any', () => {
    const topic = { language: 'de' } as const;

    expect(ask({ topic })).to.deep.equal([]);
    expect(ask({ topic, reader: { languages: ['ja', 'en'] } })).to.deep.equal([
      { kind: 'other_language', language: 'de', points: -15 },
    ]);
  });

  it('raise the cards of owners who were shown less often than others', () => {
    const pointsAfter = (shownCount: number) => ask({ owner: { shownCount } }).map(({ points }) => points);

    expect([0, 1, 25, 49, 50, 51].map(pointsAfter)).to.deep.equal([[14], [14], [7], [1], [], []]);
  });

  it('match skills as whole words only', () => {
    expect(ask({ topic: { kind: 'teach', tags: ['java'] }, reader: { wantsToLearn: ['JavaScript'] } })).to.deep.equal(
      [],
    );
    expect(ask({ topic: { kind: 'teach', tags: ['c'] }, reader: { wantsToLearn: ['C++'] } })).to.deep.equal([]);
  });

  it('are sorted strongest first', () => {
    const reasons = ask({
      topic: { tags: ['go'], createdAt: new Date(NOW - DAY) },
      reader: { tags: ['go'], languages: ['ja'] },
      owner: { isInterestedInYours: true, peopleInCommon: 1, communityIds: ['c1'] },
    });

    expect(reasons.map(({ kind }) => kind)).to.deep.equal([
      'interested_in_yours',
      'shared_tags',
      'same_language',
      'new',
      'common_communities',
      'people_in_common',
    ]);
  });

  it('include neighbouring tags only if the tag itself is not shared', () => {
    const neighbours = new Map([
      ['wasm', { of: 'rust', weight: 0.5 }],
      ['rust', { of: 'go', weight: 0.9 }],
    ]);
    const reasons = ask({ topic: { tags: ['rust', 'wasm'] }, reader: { tags: ['rust'], neighbours } });

    expect(reasons).to.deep.include({ kind: 'neighbouring_tags', tags: [{ tag: 'wasm', of: 'rust' }], points: 4 });
  });

  it('count the time in which both are free', () => {
    const reasons = ask({
      reader: { week: [{ start: 600, end: 720 }] },
      owner: { week: [{ start: 660, end: 900 }] },
    });

    expect(reasons).to.deep.equal([{ kind: 'shared_free_time', minutes: 60, points: 2 }]);
  });

  it('lower topics marked as not interested and topics of people already matched', () => {
    const entry = { about: 'tags', tags: ['go'], kind: 'discuss', ownerId: '' } as const;
    const reasons = ask({ topic: { tags: ['go'] }, reader: { notInterested: [entry] }, owner: { isMatched: true } });

    expect(reasons).to.deep.equal([
      { kind: 'not_interested', tags: ['go'], isKind: false, isOwner: false, points: -15 },
      { kind: 'already_matched', points: -60 },
    ]);
  });

  it('lower topics by exactly what the reader marked: their tags, kind or owner', () => {
    const topic = { tags: ['go', 'css', 'wasm'], kind: 'teach', ownerId: 'ann' } as const;
    const lowered = (...marked: Partial<RankingNotInterested>[]) => {
      const entry = { about: 'tags', tags: [], kind: 'discuss', ownerId: '' } as const;
      const notInterested = marked.map((one) => ({ ...entry, ...one }));
      return ask({ topic, reader: { notInterested } });
    };
    const reason = { kind: 'not_interested', tags: [], isKind: false, isOwner: false } as const;

    expect(lowered({ tags: ['go', 'rust'] })).to.deep.equal([{ ...reason, tags: ['go'], points: -15 }]);
    expect(lowered({ tags: ['go', 'css'] }, { tags: ['go', 'wasm'] })).to.deep.equal([
      { ...reason, tags: ['go', 'css', 'wasm'], points: -30 },
    ]);
    expect(lowered({ about: 'kind', kind: 'teach' })).to.deep.equal([{ ...reason, isKind: true, points: -12 }]);
    expect(lowered({ about: 'owner', ownerId: 'ann' })).to.deep.equal([{ ...reason, isOwner: true, points: -30 }]);
    expect(
      lowered({ tags: ['go'] }, { about: 'kind', kind: 'teach' }, { about: 'owner', ownerId: 'ann' }),
    ).to.deep.equal([{ ...reason, tags: ['go'], isKind: true, isOwner: true, points: -57 }]);
    // An entry counts only for what it is about.
    expect(lowered({ kind: 'teach', ownerId: 'ann' })).to.deep.equal([]);
    expect(lowered({ about: 'kind', kind: 'ask', tags: ['go'], ownerId: 'ann' })).to.deep.equal([]);
    expect(lowered({ about: 'owner', ownerId: 'ben', tags: ['go'], kind: 'teach' })).to.deep.equal([]);
  });

  it('sort equal scores by age, newest first, and then by id', () => {
    const card = (id: string, days: number): Ranked => {
      const topic = { ...CARD, id, createdAt: new Date(NOW - days * DAY) };
      return { topic, reasons: [], score: 7, ownerShownCount: 0 };
    };
    const cards = [card('b', 2), card('c', 1), card('a', 2), card('d', 3)];

    for (const order of [cards, cards.toReversed()]) {
      expect(sortByScore(order).map(({ topic }) => topic.id)).to.deep.equal(['c', 'a', 'b', 'd']);
    }
  });

  it('add up to the score, with each kind at most once, for any reader and topic', () => {
    fc.assert(
      fc.property(input, (one) => {
        const reasons = reasonsFor(one);

        expect(scoreOf(reasons)).to.equal(reasons.reduce((sum, reason) => sum + reason.points, 0));
        expect(new Set(reasons.map(({ kind }) => kind)).size).to.equal(reasons.length);
        expect(reasons.every(({ points }) => Number.isInteger(points) && points !== 0)).to.equal(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('change the score by exactly their points when removed', () => {
    const cards = fc.array(input, { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(cards, fc.nat(), fc.nat(), (inputs, which, reasonAt) => {
        const ranked = inputs.map((one, index) => rankedOf(one, `card-${index}`));
        const card = at(ranked, which);
        fc.pre(card.reasons.length > 0);
        const gone = at(card.reasons, reasonAt);
        const reasons = card.reasons.filter((reason) => reason !== gone);
        const lowered = { ...card, reasons, score: scoreOf(reasons) };
        const others = ranked.filter((other) => other !== card);

        const place = sortByScore([...others, lowered]).indexOf(lowered);

        // Predict the position from the points alone: the cards that beat the remaining score come first.
        const left = card.score - gone.points;
        const ahead = others.filter(
          ({ topic, score }) => score > left || (score === left && isBefore(topic, card.topic)),
        );
        expect(place).to.equal(ahead.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it('depend only on their own evidence: removing it does not change the other reasons', () => {
    const withouts: [TopicReason['kind'], (one: RankingInput) => RankingInput][] = [
      ['interested_in_yours', (one) => ({ ...one, owner: { ...one.owner, isInterestedInYours: false } })],
      ['common_communities', (one) => ({ ...one, owner: { ...one.owner, communityIds: [] } })],
      ['people_in_common', (one) => ({ ...one, owner: { ...one.owner, peopleInCommon: 0 } })],
      ['shared_free_time', (one) => ({ ...one, owner: { ...one.owner, week: [] } })],
      ['neighbouring_tags', (one) => ({ ...one, reader: { ...one.reader, neighbours: new Map() } })],
      ['owner_can_teach', (one) => ({ ...one, owner: { ...one.owner, canTeach: [] } })],
      ['owner_wants_to_learn', (one) => ({ ...one, owner: { ...one.owner, wantsToLearn: [] } })],
      ['already_matched', (one) => ({ ...one, owner: { ...one.owner, isMatched: false } })],
      ['rarely_shown', (one) => ({ ...one, owner: { ...one.owner, shownCount: one.fairShows } })],
      ['not_interested', (one) => ({ ...one, reader: { ...one.reader, notInterested: [] } })],
    ];
    fc.assert(
      fc.property(input, fc.constantFrom(...withouts), (one, [kind, without]) => {
        const before = reasonsFor(one);
        expect(reasonsFor(without(one))).to.deep.equal(before.filter((reason) => reason.kind !== kind));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the arrangement of Home', () => {
  const cards = fc.array(fc.record({ owner: fc.nat(8), shown: fc.nat(2), score: fc.integer({ min: -40, max: 90 }) }), {
    maxLength: 60,
  });
  const made = (all: { owner: number; shown: number; score: number }[]) =>
    sortByScore(
      all.map(({ owner, shown, score }, index): Ranked => {
        const card = { ...CARD, id: `card-${index}`, ownerId: `owner-${owner}`, shownCount: shown };
        return {
          topic: { ...card, createdAt: new Date(NOW - index * DAY) },
          reasons: [],
          score,
          ownerShownCount: shown,
        };
      }),
    );

  it('shows every card once, and repeats no owner within the gap while there are others', () => {
    fc.assert(
      fc.property(cards, (all) => {
        const ranked = made(all);
        const shown = arrange(ranked);

        expect(shown).to.have.members(ranked);
        for (const [index, { topic }] of shown.entries()) {
          const recent = new Set(shown.slice(Math.max(0, index - OWNER_GAP), index).map((one) => one.topic.ownerId));
          const hasOthers = shown.slice(index).some((one) => !recent.has(one.topic.ownerId));
          if (hasOthers) expect(recent.has(topic.ownerId)).to.equal(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('reserves every fifth position for a card that was never shown, however low its score', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ owner: index % 7, shown: 3, score: 80 }));
    const shown = arrange(made([...many, { owner: 8, shown: 0, score: -40 }]));

    expect(shown.findIndex(({ topic }) => topic.ownerId === 'owner-8')).to.equal(FAIR_EVERY - 1);
  });

  it('follows its rules at every position', () => {
    const shownCount = fc.constantFrom(0, 0, 1);
    const anyCard = fc.record({ owner: fc.nat(6), shown: shownCount, score: fc.nat(9), isMarked: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyCard, { minLength: 8, maxLength: 40 }), (all) => {
        const ranked = sortByScore(all.map(anyRanked));
        const shown = arrange(ranked);

        for (const [index, card] of shown.entries()) {
          const recent = shown.slice(Math.max(0, index - OWNER_GAP), index).map(({ topic }) => topic.ownerId);
          const rest = ranked.filter((one) => !shown.slice(0, index).includes(one));
          const fresh = rest.filter(({ topic }) => !recent.includes(topic.ownerId));
          const neverShown = fresh.filter(isFair).sort((a, b) => fairOrder(ranked, a, b));
          const isReserved = (index + 1) % FAIR_EVERY === 0;
          const expected = (isReserved && neverShown[0]) || fresh[0] || leastRecent(rest, recent);
          expect(card.topic.id, `position ${index}`).to.equal(expected?.topic.id);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  interface AnyCard {
    owner: number;
    shown: number;
    score: number;
    isMarked: boolean;
  }

  function anyRanked({ owner, shown, score, isMarked }: AnyCard, index: number): Ranked {
    const createdAt = new Date(NOW - ((index * 7) % 31) * DAY);
    const reason: TopicReason = { kind: 'interested_in_yours', points: 40 };
    const mark: TopicReason = { kind: 'not_interested', tags: [], isKind: false, isOwner: true, points: -30 };
    return {
      topic: { ...CARD, id: `card-${index}`, ownerId: `owner-${owner}`, shownCount: shown, createdAt },
      reasons: isMarked ? [reason, mark] : [reason],
      score,
      ownerShownCount: (owner * 5) % 7,
    };
  }

  /** Whether the card may take a reserved position. */
  function isFair({ topic, reasons }: Ranked): boolean {
    return topic.shownCount === 0 && !reasons.some(({ kind }) => kind === 'not_interested');
  }

  /** How many older cards of the same owner were never shown either. */
  function turnOf(ranked: readonly Ranked[], { topic: { ownerId, createdAt } }: Ranked): number {
    return ranked.filter((one) => isFair(one) && one.topic.ownerId === ownerId && one.topic.createdAt < createdAt)
      .length;
  }

  function fairOrder(ranked: readonly Ranked[], a: Ranked, b: Ranked): number {
    return (
      turnOf(ranked, a) - turnOf(ranked, b) ||
      a.ownerShownCount - b.ownerShownCount ||
      a.topic.createdAt.getTime() - b.topic.createdAt.getTime()
    );
  }

  /** The first card of the owner who was shown longest ago. */
  function leastRecent(rest: readonly Ranked[], recent: readonly string[]): Ranked | undefined {
    const ages = rest.map(({ topic }) => recent.lastIndexOf(topic.ownerId));
    return rest[ages.indexOf(Math.min(...ages))];
  }

  it('shows a card of every owner within a few visits', () => {
    const counts = new Map(Array.from({ length: 60 }, (_, index) => [index, 0]));
    // Each visitor sees the first twenty cards. By score alone, the lowest cards would never be among them.
    for (let visit = 0; visit < 20; visit += 1) {
      const all = [...counts].map(([owner, shown]) => ({ owner, shown, score: 60 - owner }));
      for (const { topic } of arrange(made(all)).slice(0, 20)) {
        const owner = Number(topic.ownerId.slice('owner-'.length));
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
    }

    expect(Math.min(...counts.values())).to.be.greaterThan(0);
  });

  it('shows a new reader a variety of owners: no owner fills the first ten positions', () => {
    const night = Array.from({ length: 10 }, () => ({ owner: 1, shown: 1, score: 20 }));
    const older = Array.from({ length: 10 }, (_, index) => ({ owner: 2 + (index % 5), shown: 1, score: 10 }));
    const owners = arrange(made([...night, ...older])).map(({ topic }) => topic.ownerId);

    expect(owners.slice(0, 10).filter((id) => id === 'owner-1')).to.have.length(2);
  });
});

describe('neighbouring tags', () => {
  it('are tags that people use together more than once, nearest first', () => {
    const baskets = [
      ['rust', 'wasm'],
      ['rust', 'wasm', 'web'],
      ['rust', 'go'],
      ['rust', 'web'],
      ['web', 'css'],
    ];
    const near = tagNeighbours(baskets, { perTag: 8, minTogether: 2 });

    expect(near.get('rust')?.map(({ tag }) => tag)).to.deep.equal(['wasm', 'web']);
    expect(near.has('css')).to.equal(false);
    expect([...nearTags(['rust'], near).keys()]).to.deep.equal(['wasm', 'web']);
    expect([...nearTags(['rust', 'wasm'], near).keys()]).to.deep.equal(['web']);
  });

  it('are the few nearest ones by weight, then by name, in any order of the baskets', () => {
    // Rust is used 5 times: with wasm 3 of 4 times, with css and go once each of one time, with zig 1 of 2 times.
    const baskets = [
      ['rust', 'zig'],
      ['rust', 'wasm', 'go'],
      ['wasm'],
      ['rust', 'wasm', 'css'],
      ['rust', 'wasm'],
      ['rust'],
      ['zig'],
    ];

    for (const order of [baskets, baskets.toReversed()]) {
      const near = tagNeighbours(order, { perTag: 3, minTogether: 1 });
      const [first, ...rest] = near.get('rust') ?? [];

      expect(first?.tag).to.equal('wasm');
      expect(first?.weight).to.be.closeTo(3 / Math.sqrt(5 * 4), 1e-9);
      expect(rest.map(({ tag }) => tag)).to.deep.equal(['css', 'go']);
    }
  });

  it('of a person are those of all own tags, each with the nearest own tag', () => {
    const near = new Map([
      [
        'rust',
        [
          { tag: 'wasm', weight: 0.5 },
          { tag: 'go', weight: 0.2 },
        ],
      ],
      [
        'web',
        [
          { tag: 'wasm', weight: 0.4 },
          { tag: 'css', weight: 0.9 },
          { tag: 'go', weight: 0.2 },
        ],
      ],
      ['js', [{ tag: 'wasm', weight: 0.7 }]],
    ]);

    expect(Object.fromEntries(nearTags(['rust', 'web', 'unknown', 'js'], near))).to.deep.equal({
      wasm: { of: 'js', weight: 0.7 },
      go: { of: 'rust', weight: 0.2 },
      css: { of: 'web', weight: 0.9 },
    });
  });

  it('are symmetric, with a weight above 0 and at most 1', () => {
    const baskets = fc.array(fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 4 }), { maxLength: 40 });
    fc.assert(
      fc.property(baskets, (all) => {
        const near = tagNeighbours(all, { perTag: TAGS.length, minTogether: 1 });
        for (const [tag, others] of near) {
          for (const { tag: other, weight } of others) {
            expect(weight)
              .to.be.greaterThan(0)
              .and.at.most(1 + 1e-9);
            expect(near.get(other)?.find((back) => back.tag === tag)?.weight).to.be.closeTo(weight, 1e-9);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('skills', () => {
  it('are searched by the tags that people would write for them', () => {
    expect(tagsOfSkill('Rust の所有権')).to.include('rust');
    expect(tagsOfSkill('C++')).to.deep.equal(['c++']);
    expect(tagsOfSkill('incident reviews')).to.include.members(['incident-reviews', 'incident', 'reviews']);
    expect(tagsOfSkill('TypeScript入門')).to.include('typescript');
  });

  it('are shared if one names the other', () => {
    expect(skillsShared(['Rust', 'Haskell'], ['Rust の所有権'])).to.deep.equal(['Rust']);
    expect(skillsShared(['Java'], ['JavaScript'])).to.deep.equal([]);
  });
});

const CARD: RankedCard = {
  id: 'card',
  ownerId: 'owner',
  title: 'a topic',
  tags: [],
  kind: 'discuss',
  language: 'ja',
  createdAt: new Date(NOW - 30 * DAY),
  shownCount: 9,
};

const WITHOUT_REASONS: RankingInput = {
  topic: CARD,
  reader: {
    tags: [],
    canTeach: [],
    wantsToLearn: [],
    languages: [],
    week: [],
    neighbours: new Map(),
    notInterested: [],
  },
  owner: {
    canTeach: [],
    wantsToLearn: [],
    week: [],
    communityIds: [],
    peopleInCommon: 0,
    isInterestedInYours: false,
    isMatched: false,
    shownCount: 50,
  },
  nowMs: NOW,
  newTopicMs: 3 * DAY,
  fairShows: 50,
};

interface Changes {
  topic?: Partial<RankingInput['topic']>;
  reader?: Partial<RankingInput['reader']>;
  owner?: Partial<RankingInput['owner']>;
}

function ask({ topic, reader, owner }: Changes): TopicReason[] {
  const changed = { topic: { ...CARD, ...topic }, reader: { ...WITHOUT_REASONS.reader, ...reader } };
  return reasonsFor({ ...WITHOUT_REASONS, ...changed, owner: { ...WITHOUT_REASONS.owner, ...owner } });
}

const tags = fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 4 });
const skills = fc.uniqueArray(fc.constantFrom('Rust の所有権', 'Go', '日本酒', 'React', 'CSS', '英会話'), {
  maxLength: 3,
});
const kind = fc.constantFrom('teach' as const, 'ask' as const, 'discuss' as const);
const languages = fc.uniqueArray(fc.constantFrom('ja' as const, 'en' as const), { maxLength: 2 });
const week = fc.array(
  fc.nat(160).map((hour) => ({ start: hour * 60, end: hour * 60 + 120 })),
  { maxLength: 2 },
);

const input: fc.Arbitrary<RankingInput> = fc.record({
  topic: fc.record({
    id: fc.constant('card'),
    ownerId: fc.constantFrom('ann', 'ben'),
    title: fc.constantFrom('Rust を語る', 'a topic', '日本酒の会'),
    tags,
    kind,
    language: fc.constantFrom('ja' as const, 'en' as const, 'de' as const),
    createdAt: fc.nat(6 * 24).map((hours) => new Date(NOW - hours * 3_600_000)),
    shownCount: fc.nat(60),
  }),
  reader: fc.record({
    tags,
    canTeach: skills,
    wantsToLearn: skills,
    languages,
    week,
    neighbours: fc
      .dictionary(
        fc.constantFrom(...TAGS),
        fc.record({ of: fc.constant('rust'), weight: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
      )
      .map((near) => new Map(Object.entries(near))),
    notInterested: fc.array(
      fc.record({
        about: fc.constantFrom('tags' as const, 'kind' as const, 'owner' as const),
        tags,
        kind,
        ownerId: fc.constantFrom('ann', 'ben'),
      }),
      { maxLength: 3 },
    ),
  }),
  owner: fc.record({
    canTeach: skills,
    wantsToLearn: skills,
    week,
    communityIds: fc.uniqueArray(fc.constantFrom('c1', 'c2', 'c3', 'c4'), { maxLength: 4 }),
    peopleInCommon: fc.nat(5),
    isInterestedInYours: fc.boolean(),
    isMatched: fc.boolean(),
    shownCount: fc.nat(80),
  }),
  nowMs: fc.constant(NOW),
  newTopicMs: fc.constant(3 * DAY),
  fairShows: fc.constant(50),
});

function rankedOf(one: RankingInput, id: string): Ranked {
  const topic = { ...one.topic, id };
  const reasons = reasonsFor({ ...one, topic });
  return { topic, reasons, score: scoreOf(reasons), ownerShownCount: one.owner.shownCount };
}

function isBefore(a: RankedCard, b: RankedCard): boolean {
  const newer = b.createdAt.getTime() - a.createdAt.getTime();
  return newer === 0 ? a.id < b.id : newer < 0;
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('An empty list has no items');
  return item;
}
