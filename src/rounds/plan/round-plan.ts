/**
 * Decides who meets whom in a round. The plan is the best pairing of the people who said yes, by these criteria. A criterion
 * counts only if all criteria above it are equal:
 *
 * 1. people who were left out more often than others are not left out again;
 * 2. as many people as possible meet someone whom they have not met;
 * 3. as many people as possible meet someone at all;
 * 4. the sum of the points of the pairs (`round-reasons.ts`).
 *
 * The criteria form one number, in which one step of a criterion is larger than all lower criteria together. A maximum-weight
 * matching finds the best pairing. Deterministic: the same people, history and seed give the same plan.
 */
import { type Edge, maximumWeightMatching } from '../matching/maximum-weight-matching.ts';
import { type RoundHistory, RoundPairs } from './round-pairs.ts';
import { MAX_POINTS, type RoundPerson } from './round-reasons.ts';
import { seededRandom, shuffled } from './seeded-random.ts';

export interface RoundInput extends RoundHistory {
  people: readonly RoundPerson[];
  /** How often each person was left out; a missing person was never left out. */
  leftOut: ReadonlyMap<string, number>;
  /** If the number of people is odd, the last person joins a pair (`trio`) or has priority in the next round. */
  oddOneOut: 'trio' | 'next_time';
  seed: number;
}

export interface RoundPlan {
  /** Each table has two or three people. */
  tables: string[][];
  /** People without a partner in this round. */
  leftOut: string[];
}

export interface PlanOptions {
  /** For up to this many people all pairs are considered; for more, only a selection (`RoundPairs.promising`). */
  exactUpTo: number;
  /** How many partners the selection has for each person. */
  partners: number;
  /** More people than this are divided at random into groups of at most this size, each planned separately. */
  together: number;
}

/** Measured: the weight stays above 99.5 % of the exact optimum, and a thousand people take a second. */
export const planOptions: PlanOptions = { exactUpTo: 200, partners: 24, together: 1_200 };

/** Plans a round. */
export function planRound(input: RoundInput, options: PlanOptions = planOptions): RoundPlan {
  const random = seededRandom(input.seed);
  // Sort, so that the input order does not change the plan; then shuffle, so that no person has an advantage.
  const people = shuffled(
    input.people.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    random,
  );
  const groups = Math.ceil(people.length / options.together);
  const plans = Array.from({ length: groups }, (_, group) =>
    planGroup({ ...input, people: people.filter((_, at) => at % groups === group) }, options),
  );
  return { tables: plans.flatMap(({ tables }) => tables), leftOut: plans.flatMap(({ leftOut }) => leftOut) };
}

function planGroup(input: RoundInput, options: PlanOptions): RoundPlan {
  const { people, oddOneOut } = input;
  const pairs = new RoundPairs(people, input);
  const mate = bestMates(pairs, debtsOf(input), options);
  const tables = [...mate].flatMap((j, i) => (i < j ? [[i, j]] : []));
  const alone = [...mate].flatMap((j, i) => (j < 0 ? [i] : []));
  const left = oddOneOut === 'trio' ? alone.filter((i) => !joinTable(i, tables, pairs)) : alone;
  const idOf = (i: number) => (people[i] as RoundPerson).id;
  return { tables: tables.map((table) => table.map(idOf)), leftOut: left.map(idOf) };
}

/** How much more often each person was left out than the person left out least, at most `MAX_DEBT`. */
function debtsOf({ people, leftOut }: RoundInput): number[] {
  const counts = people.map(({ id }) => leftOut.get(id) ?? 0);
  const least = counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return counts.map((count) => Math.min(count - least, MAX_DEBT));
}

const MAX_DEBT = 3;

/** The partner of each person; −1 if the person has none. */
function bestMates(pairs: RoundPairs, debts: readonly number[], { exactUpTo, partners }: PlanOptions): Int32Array {
  const weigh = weightFunction(pairs, debts);
  const solve = (chosen: readonly [number, number][]) => {
    const edges = chosen.map(([i, j]): Edge => [i, j, weigh(i, j)]);
    return maximumWeightMatching({ n: pairs.n, edges }).mate;
  };
  if (pairs.n <= exactUpTo) return solve(pairs.all());
  const mate = solve(pairs.promising(partners));
  if (countUnseen(mate, pairs) === pairs.maxUnseenPairs()) return mate;
  // The selection may lack a pair that has not met, so repeat with four times as many partners.
  return solve(pairs.promising(partners * 4));
}

/** Returns the function that gives the weight of a pair: all criteria in one integer. */
function weightFunction(pairs: RoundPairs, debts: readonly number[]): (i: number, j: number) => number {
  const maxPairs = Math.ceil(pairs.n / 2);
  const any = maxPairs * (MAX_POINTS + 1);
  const unseen = maxPairs * (any + MAX_POINTS + 1);
  const debt = maxPairs * (unseen + any + MAX_POINTS + 1);
  return (i, j) =>
    debt * ((debts[i] ?? 0) + (debts[j] ?? 0)) + (pairs.isUnseen(i, j) ? unseen : 0) + any + pairs.points(i, j);
}

function countUnseen(mate: Int32Array, pairs: RoundPairs): number {
  return mate.reduce((count, j, i) => count + (i < j && pairs.isUnseen(i, j) ? 1 : 0), 0);
}

/** Adds a person to the best table of two: by how many people there the person has not met, then by points. */
function joinTable(i: number, tables: number[][], pairs: RoundPairs): boolean {
  let [best, bestWorth] = [null as number[] | null, -1];
  for (const table of tables) {
    if (table.length !== 2 || !table.every((j) => pairs.isPossible(i, j))) continue;
    const worth = table.reduce(
      (sum, j) => sum + pairs.points(i, j) + (pairs.isUnseen(i, j) ? 2 * MAX_POINTS + 1 : 0),
      0,
    );
    if (worth > bestWorth) [best, bestWorth] = [table, worth];
  }
  best?.push(i);
  return best !== null;
}
