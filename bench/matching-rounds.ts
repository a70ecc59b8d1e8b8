/**
 * Measures the planning of rounds: the time for a thousand people, how close the fast plan is to the exact optimum, avoidable
 * repeats, and whether everyone is left out equally often.
 */
import { pairKey } from '../src/matching/pair-key.ts';
import { type Edge, maximumWeightMatching } from '../src/rounds/matching/maximum-weight-matching.ts';
import { planOptions, planRound, type RoundInput, type RoundPlan } from '../src/rounds/plan/round-plan.ts';
import { comparable, pointsOf, type RoundPerson } from '../src/rounds/plan/round-reasons.ts';
import { seededRandom } from '../src/rounds/plan/seeded-random.ts';
import { median, rounded, type Say } from './support/report.ts';
import { makePeople } from './support/round-people.ts';

const PEOPLE = 1_000;
/** Numbers of people for which the exact optimum is computed as well. */
const EXACT_SIZES = [60, 100, 140, 170, 200];
/** An odd number of people and a number of rounds in which everyone meets everyone several times. */
const SMALL_GROUP = 21;
const ROUNDS = 50;

/** The part of `npm run bench -- matching` about rounds. */
export function benchRounds({ rounds }: { rounds: number }, say: Say) {
  const seconds = Array.from({ length: rounds }, (_, at) => secondsOfRound(at + 1));
  say(`a round of ${PEOPLE} people: ${seconds.map((one) => one.toFixed(2)).join(', ')} s`);
  const optima = EXACT_SIZES.flatMap((size) => [1, 2].map((seed) => optimumOf(size, seed)));
  say(`weight relative to the exact optimum: ${optima.map((one) => one.toFixed(4)).join(', ')}`);
  const small = playSmallGroup();
  const many = playMany();
  say(`${ROUNDS} rounds of ${SMALL_GROUP}: ${small.repeats} repeats, of which ${small.unforcedRepeats} were avoidable`);
  return {
    ratios: { optimum: rounded(Math.min(...optima)) },
    figures: {
      roundPeople: PEOPLE,
      roundSeconds: rounded(median(seconds)),
      slowestRoundSeconds: rounded(Math.max(...seconds)),
      optimumMedian: rounded(median(optima)),
      unforcedRepeats: small.unforcedRepeats + many.unforcedRepeats,
      forcedRepeats: small.repeats - small.unforcedRepeats,
      repeatsOfMany: many.repeats,
      leftOutSpread: Math.max(small.leftOutSpread, many.leftOutSpread),
      rounds: ROUNDS,
    },
  };
}

function secondsOfRound(seed: number): number {
  const people = makePeople(PEOPLE, seededRandom(seed));
  const input = inputOf(people, { seed });
  const startedAt = performance.now();
  planRound(input);
  return (performance.now() - startedAt) / 1_000;
}

/** The weight of the fast plan, relative to the exact optimum. */
function optimumOf(size: number, seed: number): number {
  const people = makePeople(size, seededRandom(size + seed));
  const input = inputOf(people, { seed });
  const quick = planRound(input, { ...planOptions, exactUpTo: 0 });
  const exact = planRound(input, { ...planOptions, exactUpTo: size });
  if (quick.tables.length !== exact.tables.length) return 0;
  return weightOf(people, quick) / weightOf(people, exact);
}

/** Few people and many rounds: everyone has to meet someone again at some point. */
function playSmallGroup() {
  return play(
    makePeople(SMALL_GROUP, seededRandom(7)).map((one) => ({ ...one, languages: ['ja'] })),
    ROUNDS,
  );
}

/** Enough people that nobody has to meet anyone twice in all rounds. */
function playMany() {
  return play(makePeople(151, seededRandom(11)), ROUNDS);
}

function play(people: readonly RoundPerson[], rounds: number) {
  const [met, leftOut] = [new Map<string, number>(), new Map<string, number>()];
  let [repeats, unforcedRepeats] = [0, 0];
  for (let round = 1; round <= rounds; round += 1) {
    const ages = new Map([...met].map(([key, at]) => [key, round - at]));
    const plan = planRound(inputOf(people, { met: ages, leftOut, seed: round }));
    const keys = plan.tables.map(([a = '', b = '']) => pairKey(a, b));
    const again = keys.filter((key) => met.has(key)).length;
    // Unavoidable repeats: all tables minus the most tables of people who have not met that the same people can form.
    const unavoidable = keys.length - mostUnseen(plan, people, met);
    repeats += again;
    unforcedRepeats += again - unavoidable;
    for (const key of keys) met.set(key, round);
    for (const id of plan.leftOut) leftOut.set(id, (leftOut.get(id) ?? 0) + 1);
  }
  const times = people.map(({ id }) => leftOut.get(id) ?? 0);
  return { repeats, unforcedRepeats, leftOutSpread: Math.max(...times) - Math.min(...times) };
}

function mostUnseen({ tables }: RoundPlan, all: readonly RoundPerson[], met: ReadonlyMap<string, number>): number {
  const seated = new Set(tables.flat());
  const people = comparable(all.filter(({ id }) => seated.has(id)));
  const edges: Edge[] = [];
  people.forEach((a, i) => {
    people.slice(i + 1).forEach((b, at) => {
      if (!met.has(pairKey(a.id, b.id)) && pointsOf(a, b, null) >= 0) edges.push([i, i + 1 + at, 1]);
    });
  });
  const { mate } = maximumWeightMatching({ n: people.length, edges });
  return mate.filter((other) => other >= 0).length / 2;
}

function weightOf(people: readonly RoundPerson[], { tables }: RoundPlan): number {
  const byId = new Map(comparable(people).map((one) => [one.id, one]));
  return tables.reduce((sum, [a = '', b = '']) => {
    const [one, other] = [byId.get(a), byId.get(b)];
    return sum + (one && other ? pointsOf(one, other, null) : 0);
  }, 0);
}

function inputOf(people: readonly RoundPerson[], more: Partial<RoundInput>): RoundInput {
  return { people, apart: new Set(), met: new Map(), leftOut: new Map(), oddOneOut: 'next_time', seed: 1, ...more };
}
