/** Checks by weak duality that no matching is better than the given one. Shares no code with the search. */
import type { Matching, MatchingOptions } from '../../src/rounds/matching/maximum-weight-matching.ts';

/** The problems of the proof; empty if it is valid. The top of `maximum-weight-matching.ts` explains the bound. */
export function problemsOfProof(
  { n, edges, isMaximumCardinality = false }: MatchingOptions,
  matching: Matching,
): string[] {
  const { mate, proof } = matching;
  const { vertices, blossoms } = proof;
  const problems: string[] = [];
  const least = isMaximumCardinality ? vertices.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) : 0;
  if (vertices.some((value) => value < least)) problems.push('the value of a vertex is too small');
  if (blossoms.some(({ value }) => value < 0)) problems.push('the value of a blossom is negative');
  const sets = blossoms.map(({ members, value }) => ({ members: new Set(members), value }));
  if (sets.some(({ members }) => members.size % 2 === 0)) problems.push('a blossom has an even number of vertices');
  let weight = 0;
  for (const [v, w, edgeWeight] of bestOfParallel(edges)) {
    const inside = sets.reduce((sum, { members, value }) => sum + (members.has(v) && members.has(w) ? value : 0), 0);
    const cover = (vertices[v] ?? 0) + (vertices[w] ?? 0) + inside;
    if (cover < 2 * edgeWeight) problems.push(`the edge ${v}–${w} is not covered`);
    if (mate[v] === w && mate[w] === v) weight += 2 * edgeWeight;
  }
  let bound = 0;
  for (let vertex = 0; vertex < n; vertex += 1) {
    const isExposed = mate[vertex] === -1;
    // Unmatched vertices add nothing: if the most pairs are required, every matching leaves at least as many unmatched.
    bound += (vertices[vertex] ?? 0) - (isExposed ? least : 0);
    if (!isExposed && mate[mate[vertex] ?? -1] !== vertex)
      problems.push(`the partner of ${vertex} is not matched with ${vertex}`);
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
