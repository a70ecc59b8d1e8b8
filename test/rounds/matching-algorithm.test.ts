import { expect } from 'chai';
import { type Edge, type Matching, maximumWeightMatching } from '../../src/rounds/matching/maximum-weight-matching.ts';
import { seededRandom } from '../../src/rounds/plan/seeded-random.ts';
import { problemsOfProof } from './matching-proof.ts';

interface Graph {
  n: number;
  edges: Edge[];
}

describe('the maximum-weight matching', () => {
  const random = seededRandom(20261124);
  const shapes: Record<string, () => Graph> = {
    'graphs of any kind': () => graph(between(0, 9), 0.6, () => between(1, 30)),
    'graphs full of ties': () => graph(between(2, 9), 0.7, () => between(1, 3)),
    'graphs with weights of zero and below': () => graph(between(2, 9), 0.7, () => between(-10, 10)),
    'graphs of several components': () =>
      together(graph(between(1, 5), 0.8, weight), graph(between(1, 5), 0.8, weight)),
    'bipartite graphs': () => bipartite(between(1, 5), between(1, 5)),
    'odd cycles that share vertices': () => oddCycles(),
    'complete graphs': () => graph(between(2, 8), 1, weight),
  };

  for (const [name, make] of Object.entries(shapes)) {
    for (const isMaximumCardinality of [false, true]) {
      it(`finds the optimum of 600 ${name}${isMaximumCardinality ? ' with the most pairs' : ''}, as brute force does`, () => {
        for (let round = 0; round < 600; round += 1) {
          const options = { ...make(), isMaximumCardinality };
          const matching = maximumWeightMatching(options);

          expect(scoreOf(options, matching), JSON.stringify(options)).to.deep.equal(bestScore(options));
          expect(problemsOfProof(options, matching), JSON.stringify(options)).to.deep.equal([]);
        }
      });
    }
  }

  it('returns a valid proof of the optimum in larger graphs', () => {
    for (let round = 0; round < 60; round += 1) {
      const n = between(20, 120);
      const maxWeight = round % 3 === 0 ? 5 : 1_000;
      const options = {
        ...graph(n, round % 2 === 0 ? 0.1 : 0.5, () => between(-2, maxWeight)),
        isMaximumCardinality: round % 4 === 1,
      };

      expect(problemsOfProof(options, maximumWeightMatching(options))).to.deep.equal([]);
    }
  });

  it('is exact with very large and very small weights, as rounds use them', () => {
    for (let round = 0; round < 20; round += 1) {
      const options = graph(61, 0.4, () => 2e12 * between(0, 1) + 1e9 * between(0, 1) + between(0, 1_000));

      expect(problemsOfProof(options, maximumWeightMatching(options))).to.deep.equal([]);
    }
  });

  it('detects proofs that do not prove the matching', () => {
    const options: Graph = {
      n: 4,
      edges: [
        [0, 1, 5],
        [1, 2, 6],
        [2, 3, 5],
      ],
    };
    const matching = maximumWeightMatching(options);

    expect([...matching.mate]).to.deep.equal([1, 0, 3, 2]);
    expect(problemsOfProof(options, { ...matching, mate: Int32Array.of(-1, 2, 1, -1) })).to.not.deep.equal([]);
    const lowered = { ...matching.proof, vertices: matching.proof.vertices.map((value) => value - 1) };
    expect(problemsOfProof(options, { ...matching, proof: lowered })).to.not.deep.equal([]);
  });

  function between(min: number, max: number): number {
    return min + Math.floor(random() * (max - min + 1));
  }

  function weight(): number {
    return between(1, 12);
  }

  function graph(n: number, density: number, weigh: () => number): Graph {
    const edges: Edge[] = [];
    for (let v = 0; v < n; v += 1) {
      for (let w = v + 1; w < n; w += 1) if (random() < density) edges.push([v, w, weigh()]);
    }
    return { n, edges };
  }

  function together(one: Graph, other: Graph): Graph {
    const moved = other.edges.map(([v, w, edgeWeight]): Edge => [v + one.n, w + one.n, edgeWeight]);
    return { n: one.n + other.n, edges: [...one.edges, ...moved] };
  }

  function bipartite(left: number, right: number): Graph {
    const { edges } = graph(left + right, 0.7, weight);
    return { n: left + right, edges: edges.filter(([v, w]) => v < left !== w < left) };
  }

  function oddCycles(): Graph {
    const n = between(5, 9);
    const edges: Edge[] = [];
    for (let cycle = 0; cycle < 3; cycle += 1) {
      const length = between(0, 1) === 0 ? 3 : 5;
      const members = Array.from({ length: n }, (_, at) => at).sort(() => random() - 0.5);
      const vertices = members.slice(0, length);
      edges.push(...vertices.map((v, at): Edge => [v, vertices[(at + 1) % length] as number, between(1, 4)]));
    }
    return { n, edges };
  }
});

interface Score {
  pairs: number;
  weight: number;
}

/** Counts pairs only if the most pairs are required. */
function scoreOf({ edges, ...options }: Graph & { isMaximumCardinality: boolean }, { mate }: Matching): Score {
  const best = new Map<number, number>();
  for (const [v, w, weight] of edges) {
    if (mate[v] !== w) continue;
    const low = Math.min(v, w);
    best.set(low, Math.max(best.get(low) ?? Number.NEGATIVE_INFINITY, weight));
  }
  const weight = [...best.values()].reduce((sum, one) => sum + one, 0);
  return { pairs: options.isMaximumCardinality ? best.size : 0, weight };
}

/** The score of the best matching, found by brute force over all subsets of edges. */
function bestScore({ edges, isMaximumCardinality }: Graph & { isMaximumCardinality: boolean }): Score {
  let best: Score = { pairs: 0, weight: 0 };
  const take = (at: number, used: number, score: Score): void => {
    const isBetter = score.pairs > best.pairs || (score.pairs === best.pairs && score.weight > best.weight);
    if (isBetter) best = score;
    for (let next = at; next < edges.length; next += 1) {
      const [v, w, weight] = edges[next] as Edge;
      const both = (1 << v) | (1 << w);
      if ((used & both) !== 0) continue;
      const pairs = score.pairs + (isMaximumCardinality ? 1 : 0);
      take(next + 1, used | both, { pairs, weight: score.weight + weight });
    }
  };
  take(0, 0, best);
  return best;
}
