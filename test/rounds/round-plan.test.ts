import { expect } from 'chai';
import { makePeople } from '../../bench/support/round-people.ts';
import { pairKey } from '../../src/matching/pair-key.ts';
import { maximumWeightMatching } from '../../src/rounds/matching/maximum-weight-matching.ts';
import { planOptions, planRound, type RoundInput, type RoundPlan } from '../../src/rounds/plan/round-plan.ts';
import {
  comparable,
  MAX_POINTS,
  pointsOf,
  type RoundPerson,
  reasonsOf,
  roundPoints,
} from '../../src/rounds/plan/round-reasons.ts';
import { seededRandom } from '../../src/rounds/plan/seeded-random.ts';

describe('the reasons for a pair', () => {
  const people = makePeople(60, seededRandom(3));

  it('add up to its points from the view of both people, at most the maximum', () => {
    const compared = comparable(people);
    for (const [i, a] of people.entries()) {
      for (const [j, b] of people.entries()) {
        const since = (i + j) % 3 === 0 ? null : (i * j) % 14;
        const points = pointsOf(compared[i] as never, compared[j] as never, since);
        expect(points).to.be.at.most(MAX_POINTS);
        if (points < 0) continue;
        for (const reasons of [reasonsOf(a, b, since), reasonsOf(b, a, since)]) {
          expect(reasons.reduce((sum, reason) => sum + reason.points, 0)).to.equal(points);
        }
      }
    }
  });

  it('are given from the view of each of the two people', () => {
    const alice = person('a', { canTeach: ['Rust'], tags: ['tea'], freeHours: [1, 2] });
    const bob = person('b', { wantsToLearn: ['rust '], tags: ['tea', 'go'], freeHours: [2, 3] });

    expect(kindsOf(alice, bob)).to.deep.equal([
      'shared_tags',
      'you_can_teach',
      'shared_hours',
      'same_languages',
      'never_met',
    ]);
    expect(kindsOf(bob, alice)).to.deep.equal([
      'shared_tags',
      'you_want_to_learn',
      'shared_hours',
      'same_languages',
      'never_met',
    ]);
    expect(reasonsOf(alice, bob, 4).at(-1)).to.deep.equal({ reason: { kind: 'met_before', rounds: 4 }, points: 32 });
  });

  it('rule out a pair without a shared language', () => {
    const [one, other] = comparable([person('a', { languages: ['ja'] }), person('b', { languages: ['en'] })]);

    expect(pointsOf(one as never, other as never, null)).to.equal(-1);
  });

  function kindsOf(a: RoundPerson, b: RoundPerson): string[] {
    return reasonsOf(a, b, null).map(({ reason }) => reason.kind);
  }
});

describe('the plan of a round', () => {
  it('is the same for any order of the people, and differs for another seed', () => {
    const input = inputOf(makePeople(41, seededRandom(1)));

    const plan = planRound(input);

    expect(planRound({ ...input, people: input.people.toReversed() })).to.deep.equal(plan);
    expect(planRound({ ...input, seed: 2 })).to.not.deep.equal(plan);
    expect(peopleOf(plan)).to.have.members(input.people.map(({ id }) => id));
  });

  it('pairs people with the most points', () => {
    const people = [
      person('a', { tags: ['tea'] }),
      person('b', { tags: ['tea'] }),
      person('c', { canTeach: ['go'] }),
      person('d', { wantsToLearn: ['go'] }),
    ];

    expect(sorted(planRound(inputOf(people)))).to.deep.equal([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('prefers new pairs to pairs with more points', () => {
    const people = ['a', 'b', 'c', 'd'].map((id) => person(id, { tags: id < 'c' ? ['tea', 'go', 'ai'] : ['sake'] }));
    const met = new Map([[pairKey('a', 'b'), 9]]);

    const plan = planRound(inputOf(people, { met }));

    expect(sorted(plan)).to.not.deep.include(['a', 'b']);
  });

  it('repeats the pairs that met longest ago if no new pairs are possible', () => {
    const people = ['a', 'b', 'c', 'd'].map((id) => person(id));
    const met = new Map([
      ...[
        ['a', 'b'],
        ['c', 'd'],
      ].map(([one, other]) => [pairKey(one as string, other as string), 3] as const),
      ...[
        ['a', 'c'],
        ['b', 'd'],
      ].map(([one, other]) => [pairKey(one as string, other as string), 2] as const),
      ...[
        ['a', 'd'],
        ['b', 'c'],
      ].map(([one, other]) => [pairKey(one as string, other as string), 1] as const),
    ]);

    expect(sorted(planRound(inputOf(people, { met })))).to.deep.equal([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('never seats people together who must not meet, not even at a table of three', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = seededRandom(seed);
      const people = makePeople(2 + Math.floor(random() * 12), random);
      const keys = people.flatMap((a) => people.filter((b) => a.id < b.id).map((b) => pairKey(a.id, b.id)));
      const apart = new Set(keys.filter(() => random() < 0.5));

      const plan = planRound(inputOf(people, { apart, seed }));

      expect(pairsOf(plan).filter((key) => apart.has(key))).to.deep.equal([]);
      expect(peopleOf(plan)).to.have.members(people.map(({ id }) => id));
      expect(pairsOf(plan).every((key) => sharesLanguage(people, key))).to.equal(true);
    }
  });

  it('seats three people together if the number is odd, or leaves out the person who was left out least', () => {
    const people = ['a', 'b', 'c', 'd', 'e'].map((id) => person(id));
    const leftOut = new Map([
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['e', 2],
    ]);

    const trio = planRound(inputOf(people));
    const turns = planRound(inputOf(people, { leftOut, oddOneOut: 'next_time' }));

    expect(trio.tables.map((table) => table.length).sort()).to.deep.equal([2, 3]);
    expect(trio.leftOut).to.deep.equal([]);
    expect(turns.leftOut).to.deep.equal(['d']);
  });

  it('leaves out the person who was left out least, even if that costs points', () => {
    const tags = ['tea', 'go', 'ai'];
    const histories = [
      { ann: 0, bob: 0, cat: 1 },
      { ann: 8, bob: 8, cat: 9 },
      { ann: 0, bob: 1, cat: 2 },
      { ann: 0, bob: 2, cat: 3 },
    ];
    for (const { ann, bob, cat } of histories) {
      // Only Ann can be paired with the others. Bob has more in common with her than Cat, who was left out more often.
      const people = [person('ann', { tags }), person('bob', { tags }), person('cat')];
      const apart = new Set([pairKey('bob', 'cat')]);
      const leftOut = new Map([
        ['ann', ann],
        ['bob', bob],
        ['cat', cat],
      ]);

      for (let seed = 1; seed <= 8; seed += 1) {
        const plan = planRound(inputOf(people, { apart, leftOut, oddOneOut: 'next_time', seed }));
        expect(plan.leftOut, `Bob ${bob} times, Cat ${cat} times`).to.deep.equal(['bob']);
      }
    }
  });

  it('is the best of all pairings by its criteria, in their order', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = seededRandom(seed);
      const people = makePeople(2 + Math.floor(random() * 6), random);
      const keys = people.flatMap((a) => people.filter((b) => a.id < b.id).map((b) => pairKey(a.id, b.id)));
      const leftOut = new Map(people.map(({ id }) => [id, Math.floor(random() * 4)]));
      const apart = new Set(keys.filter(() => random() < 0.2));
      const met = new Map(keys.filter(() => random() < 0.5).map((key) => [key, 1 + Math.floor(random() * 9)]));
      const input = inputOf(people, { leftOut, apart, met, oddOneOut: 'next_time', seed });

      const plan = criteriaOf(input, pairsOf(planRound(input)));

      const possible = keys.filter((key) => !apart.has(key) && sharesLanguage(people, key));
      const best = pairings(possible)
        .map((pairs) => criteriaOf(input, pairs))
        .reduce((one, other) => (isBetter(other, one) ? other : one));
      expect(plan, `seed ${seed}`).to.deep.equal(best);
    }
  });

  it('seats the odd person with people whom they have not met, then with those who fit best', () => {
    const people = [
      ...['a', 'b'].map((id) => person(id, { tags: ['tea', 'go'] })),
      ...['c', 'd'].map((id) => person(id, { tags: ['jazz', 'ai'] })),
      person('odd', { tags: ['tea', 'go', 'jazz'] }),
    ];
    // All pairs with the odd person would have fewer points.
    const trioAfter = (met: [string, number][]) => {
      const { tables } = planRound(inputOf(people, { met: new Map(met) }));
      return tables.find((table) => table.includes('odd'))?.sort();
    };
    const metWith = (...ids: string[]) => ids.map((id): [string, number] => [pairKey(id, 'odd'), 9]);

    expect(trioAfter([])).to.deep.equal(['a', 'b', 'odd']);
    expect(trioAfter(metWith('a', 'b'))).to.deep.equal(['c', 'd', 'odd']);
    expect(trioAfter(metWith('a', 'b', 'c'))).to.deep.equal(['c', 'd', 'odd']);
    expect(trioAfter(metWith('a', 'b', 'c', 'd'))).to.deep.equal(['a', 'b', 'odd']);
  });

  it('has as many new pairs as possible, also if too few partners are considered at first', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = seededRandom(seed);
      const people = makePeople(6, random).map((one) => ({ ...one, languages: ['ja' as const] }));
      const keys = people.flatMap((a) => people.filter((b) => a.id < b.id).map((b) => pairKey(a.id, b.id)));
      const met = new Map(keys.filter(() => random() < 0.5).map((key) => [key, 1]));

      const plan = planRound(inputOf(people, { met, seed, oddOneOut: 'next_time' }), {
        ...planOptions,
        exactUpTo: 0,
        partners: 1,
      });

      expect(pairsOf(plan).filter((key) => !met.has(key)).length, `seed ${seed}`).to.equal(maxUnseen(people, met));
    }
  });

  for (const count of [5, 9, 31]) {
    it(`leaves out each person equally often (plus or minus one) in 50 rounds of ${count}`, () => {
      const times = playRounds(count, 50);

      expect(Math.max(...times) - Math.min(...times)).to.be.at.most(1);
    });
  }

  it('repeats as few pairs as possible, compared with the largest matching of unseen pairs', () => {
    const people = makePeople(14, seededRandom(5)).map((one) => ({ ...one, languages: ['ja' as const] }));
    const met = new Map<string, number>();
    for (let round = 1; round <= 20; round += 1) {
      const plan = planRound(inputOf(people, { met: agesOf(met, round), seed: round }));
      const unseen = pairsOf(plan).filter((key) => !met.has(key)).length;

      expect(unseen).to.equal(maxUnseen(people, met));
      for (const key of pairsOf(plan)) met.set(key, round);
    }
  });

  it('reaches at least 99 % of the optimal weight if it considers only promising pairs', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const people = makePeople(120 + 20 * seed - (seed % 2), seededRandom(seed));
      const input = inputOf(people, { seed, oddOneOut: 'next_time' });
      const exact = planRound(input, { ...planOptions, exactUpTo: 1_000 });
      const approximate = planRound(input, { ...planOptions, exactUpTo: 0 });

      expect(approximate.tables).to.have.length(exact.tables.length);
      expect(weightOf(people, approximate) / weightOf(people, exact)).to.be.at.least(0.99);
    }
  });

  it('divides many people into groups and includes everyone', () => {
    const people = makePeople(301, seededRandom(8));

    const plan = planRound(inputOf(people), { ...planOptions, together: 100 });

    expect(peopleOf(plan)).to.have.members(people.map(({ id }) => id));
  });

  it('is empty without people, and leaves out a single person', () => {
    expect(planRound(inputOf([]))).to.deep.equal({ tables: [], leftOut: [] });
    expect(planRound(inputOf([person('a')]))).to.deep.equal({ tables: [], leftOut: ['a'] });
  });
});

function person(id: string, known: Partial<RoundPerson> = {}): RoundPerson {
  return { id, tags: [], canTeach: [], wantsToLearn: [], languages: ['ja'], freeHours: [], ...known };
}

function inputOf(people: readonly RoundPerson[], more: Partial<RoundInput> = {}): RoundInput {
  return { people, apart: new Set(), met: new Map(), leftOut: new Map(), oddOneOut: 'trio', seed: 1, ...more };
}

/** How often each person was left out. */
function playRounds(count: number, rounds: number): number[] {
  const people = Array.from({ length: count }, (_, at) => person(`p${at}`));
  const [met, leftOut] = [new Map<string, number>(), new Map<string, number>()];
  for (let round = 1; round <= rounds; round += 1) {
    const plan = planRound(inputOf(people, { met: agesOf(met, round), leftOut, oddOneOut: 'next_time', seed: round }));
    for (const key of pairsOf(plan)) met.set(key, round);
    for (const id of plan.leftOut) leftOut.set(id, (leftOut.get(id) ?? 0) + 1);
  }
  return people.map(({ id }) => leftOut.get(id) ?? 0);
}

function agesOf(met: ReadonlyMap<string, number>, round: number): Map<string, number> {
  return new Map([...met].map(([key, at]) => [key, round - at]));
}

function pairsOf({ tables }: RoundPlan): string[] {
  return tables.flatMap((table) => table.flatMap((a, i) => table.slice(i + 1).map((b) => pairKey(a, b))));
}

function peopleOf({ tables, leftOut }: RoundPlan): string[] {
  return [...tables.flat(), ...leftOut];
}

function sorted({ tables }: RoundPlan): string[][] {
  return tables.map((table) => [...table].sort()).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

function sharesLanguage(people: readonly RoundPerson[], key: string): boolean {
  const [a, b] = key.split(':').map((id) => people.find((one) => one.id === id));
  return a?.languages.some((language) => b?.languages.includes(language)) ?? false;
}

function maxUnseen(people: readonly RoundPerson[], met: ReadonlyMap<string, number>): number {
  const edges = people.flatMap((a, i) =>
    people.flatMap((b, j) => (i < j && !met.has(pairKey(a.id, b.id)) ? [[i, j, 1] as const] : [])),
  );
  const { mate } = maximumWeightMatching({ n: people.length, edges });
  return mate.filter((other) => other >= 0).length / 2;
}

/** All pairings that these possible pairs allow. */
function pairings(possible: readonly string[]): string[][] {
  const [first, ...rest] = possible;
  if (first === undefined) return [[]];
  const members = first.split(':');
  const compatible = rest.filter((key) => !key.split(':').some((id) => members.includes(id)));
  return [...pairings(rest), ...pairings(compatible).map((pairs) => [first, ...pairs])];
}

/** What a pairing is worth by each criterion: turns of people left out before, new pairs, pairs, points. */
function criteriaOf({ people, leftOut, met }: RoundInput, pairs: readonly string[]): number[] {
  const counts = people.map(({ id }) => leftOut.get(id) ?? 0);
  const turnsOf = (id: string) => Math.min((leftOut.get(id) ?? 0) - Math.min(...counts), 3);
  const byId = new Map(comparable(people).map((one) => [one.id, one]));
  const sum = (worthOf: (key: string, ids: readonly string[]) => number) =>
    pairs.reduce((total, key) => total + worthOf(key, key.split(':')), 0);
  return [
    sum((_, ids) => ids.reduce((total, id) => total + turnsOf(id), 0)),
    sum((key) => (met.has(key) ? 0 : 1)),
    pairs.length,
    sum((key, [a = '', b = '']) => pointsOf(byId.get(a) as never, byId.get(b) as never, met.get(key) ?? null)),
  ];
}

/** Whether the first criterion in which the two differ is higher in `one`. */
function isBetter(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

function weightOf(people: readonly RoundPerson[], { tables }: RoundPlan): number {
  const byId = new Map(comparable(people).map((one) => [one.id, one]));
  return tables.reduce((sum, [a = '', b = '']) => sum + pointsOf(byId.get(a) as never, byId.get(b) as never, null), 0);
}

describe('the points of a pair', () => {
  it('add up to at most a thousand', () => {
    const { tag, lesson, hour, moreLanguages, neverMet } = roundPoints;

    const sumOfLimits = [tag, lesson, hour, moreLanguages].reduce<number>(
      (sum, { each, max }) => sum + each * max,
      neverMet,
    );

    expect(sumOfLimits).to.equal(MAX_POINTS);
  });
});
