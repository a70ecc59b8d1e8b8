/**
 * Who sits with whom in a round. Of all ways to pair those who said yes the best one, by these ranks, a lower one deciding
 * only where all higher ones are equal:
 *
 * 1. who was left out before more often than others is not left out again;
 * 2. as many as possible meet someone they have not met;
 * 3. as many as possible meet someone at all;
 * 4. the sum of what speaks for the pairs (`round-reasons.ts`).
 *
 * The ranks are one number, each step of a rank larger than all lower ranks together, and a maximum-weight matching finds
 * the best. With the same people, history and seed the plan is the same.
 */
import { type Edge, maximumWeightMatching } from './maximum-weight-matching.ts';
import { type RoundHistory, RoundPairs } from './round-pairs.ts';
import { MOST_POINTS, type RoundPerson } from './round-reasons.ts';
import { seededRandom, shuffled } from './seeded-random.ts';

export interface RoundInput extends RoundHistory {
  people: readonly RoundPerson[];
  /** How often each was left out; who is missing never was. */
  leftOut: ReadonlyMap<string, number>;
  /** A third at someone's table, or first next time. */
  oddOneOut: 'trio' | 'next_time';
  seed: number;
}

export interface RoundPlan {
  /** Two people each, or three. */
  tables: string[][];
  /** Nobody was left for them. */
  leftOut: string[];
}

export interface PlanOptions {
  /** Up to so many people every pair is looked at; above, only the promising ones. */
  exactUpTo: number;
  /** Of each person so many partners, among the best of whom to choose. */
  partners: number;
  /** More people are drawn by lot into parts of at most so many, each a round of its own. */
  together: number;
}

/** Measured: the weight stays above 99.5 % of the exact best, and a thousand people take a second. */
export const planOptions: PlanOptions = { exactUpTo: 200, partners: 24, together: 1_200 };

/** Plans a round. */
export function planRound(input: RoundInput, options: PlanOptions = planOptions): RoundPlan {
  const random = seededRandom(input.seed);
  // From an order that does not depend on how they were read into one that favours nobody.
  const people = shuffled(
    input.people.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    random,
  );
  const parts = Math.ceil(people.length / options.together);
  const plans = Array.from({ length: parts }, (_, part) =>
    planTogether({ ...input, people: people.filter((_, at) => at % parts === part) }, options),
  );
  return { tables: plans.flatMap(({ tables }) => tables), leftOut: plans.flatMap(({ leftOut }) => leftOut) };
}

function planTogether(input: RoundInput, options: PlanOptions): RoundPlan {
  const { people, oddOneOut } = input;
  const pairs = new RoundPairs(people, input);
  const mate = bestMates(pairs, debtsOf(input), options);
  const tables = [...mate].flatMap((j, i) => (i < j ? [[i, j]] : []));
  const alone = [...mate].flatMap((j, i) => (j < 0 ? [i] : []));
  const left = oddOneOut === 'trio' ? alone.filter((i) => !joinTable(i, tables, pairs)) : alone;
  const idOf = (i: number) => (people[i] as RoundPerson).id;
  return { tables: tables.map((table) => table.map(idOf)), leftOut: left.map(idOf) };
}

/** How much more often than the luckiest each was left out; beyond a few it makes no difference. */
function debtsOf({ people, leftOut }: RoundInput): number[] {
  const counts = people.map(({ id }) => leftOut.get(id) ?? 0);
  const least = counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return counts.map((count) => Math.min(count - least, MOST_DEBT));
}

const MOST_DEBT = 3;

/** The partner of each; −1 for none. */
function bestMates(pairs: RoundPairs, debts: readonly number[], { exactUpTo, partners }: PlanOptions): Int32Array {
  const weigh = ranksOf(pairs, debts);
  const solve = (chosen: readonly [number, number][]) => {
    const edges = chosen.map(([i, j]): Edge => [i, j, weigh(i, j)]);
    return maximumWeightMatching({ n: pairs.n, edges }).mate;
  };
  if (pairs.n <= exactUpTo) return solve(pairs.all());
  const mate = solve(pairs.promising(partners));
  if (countUnseen(mate, pairs) === pairs.mostUnseenPairs()) return mate;
  // Someone new might be left whom the choice left out: once more, with many more to choose from.
  return solve(pairs.promising(partners * 4));
}

/** What a pair is worth, all ranks in one whole number. */
function ranksOf(pairs: RoundPairs, debts: readonly number[]): (i: number, j: number) => number {
  const mostPairs = Math.ceil(pairs.n / 2);
  const any = mostPairs * (MOST_POINTS + 1);
  const unseen = mostPairs * (any + MOST_POINTS + 1);
  const debt = mostPairs * (unseen + any + MOST_POINTS + 1);
  return (i, j) =>
    debt * ((debts[i] ?? 0) + (debts[j] ?? 0)) + (pairs.isUnseen(i, j) ? unseen : 0) + any + pairs.points(i, j);
}

function countUnseen(mate: Int32Array, pairs: RoundPairs): number {
  return mate.reduce((count, j, i) => count + (i < j && pairs.isUnseen(i, j) ? 1 : 0), 0);
}

/** Seats someone with the two with whom it goes best, and those who are new to the person first. */
function joinTable(i: number, tables: number[][], pairs: RoundPairs): boolean {
  let [best, bestWorth] = [null as number[] | null, -1];
  for (const table of tables) {
    if (table.length !== 2 || !table.every((j) => pairs.isPossible(i, j))) continue;
    const worth = table.reduce(
      (sum, j) => sum + pairs.points(i, j) + (pairs.isUnseen(i, j) ? 2 * MOST_POINTS + 1 : 0),
      0,
    );
    if (worth > bestWorth) [best, bestWorth] = [table, worth];
  }
  best?.push(i);
  return best !== null;
}
