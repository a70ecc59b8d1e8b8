/** Checks by weak duality that no matching is better than this one: adds up numbers, and trusts nothing of the search. */
import type { Matching, MatchingOptions } from '../../src/rounds/matching/maximum-weight-matching.ts';

/** What speaks against it; empty where it is proven. See the head of `maximum-weight-matching.ts` for the bound. */
export function problemsOfProof(
  { n, edges, isMaximumCardinality = false }: MatchingOptions,
  matching: Matching,
): string[] {
  const { mate, proof } = matching;
  const { vertices, blossoms } = proof;
  const problems: string[] = [];
  const least = isMaximumCardinality ? vertices.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) : 0;
  if (vertices.some((value) => value < least)) problems.push('a vertex is worth less than nothing');
  if (blossoms.some(({ value }) => value < 0)) problems.push('a blossom is worth less than nothing');
  const sets = blossoms.map(({ members, value }) => ({ members: new Set(members), value }));
  if (sets.some(({ members }) => members.size % 2 === 0)) problems.push('a blossom is even');
  let weight = 0;
  for (const [v, w, heavy] of bestOfParallel(edges)) {
    const inside = sets.reduce((sum, { members, value }) => sum + (members.has(v) && members.has(w) ? value : 0), 0);
    const cover = (vertices[v] ?? 0) + (vertices[w] ?? 0) + inside;
    if (cover < 2 * heavy) problems.push(`the edge ${v}–${w} is not covered`);
    if (mate[v] === w && mate[w] === v) weight += 2 * heavy;
  }
  let bound = 0;
  for (let vertex = 0; vertex < n; vertex += 1) {
    const isExposed = mate[vertex] === -1;
    // Unmatched vertices add nothing: with the most pairs asked for, any other matching leaves as many.
    bound += (vertices[vertex] ?? 0) - (isExposed ? least : 0);
    if (!isExposed && mate[mate[vertex] ?? -1] !== vertex) problems.push(`${vertex} is matched from one side`);
  }
  for (const { members, value } of sets) bound += value * ((members.size - 1) / 2);
  if (bound !== weight) problems.push(`the bound is ${bound / 2}, the weight ${weight / 2}`);
  return problems;
}

function bestOfParallel(edges: MatchingOptions['edges']): MatchingOptions['edges'] {
  const best = new Map<string, MatchingOptions['edges'][number]>();
  for (const edge of edges) {
    const key = edge[0] < edge[1] ? `${edge[0]} ${edge[1]}` : `${edge[1]} ${edge[0]}`;
    if ((best.get(key)?.[2] ?? Number.NEGATIVE_INFINITY) < edge[2]) best.set(key, edge);
  }
  return [...best.values()];
}
