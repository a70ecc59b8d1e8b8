/**
 * Maximum-weight matching in general graphs: the blossom algorithm (Edmonds 1965, in the primal-dual form of Galil 1986), in
 * O(n³ + n·m·log m). Weights are integers.
 *
 * The idea: give each vertex v a number u(v) and each blossom B a number z(B) ≥ 0 such that every edge (v, w) is covered:
 * u(v) + u(w) + Σ z(B containing v and w) ≥ 2·weight. Then no matching weighs more than (Σ u + Σ z(B)·(|B|−1)/2) / 2. The
 * search grows trees of tight edges (covered with equality) from all unmatched vertices at the same time: even vertices (S)
 * lower their u as time advances, odd vertices (T) raise it. If two trees meet, the matching gains a pair. If two branches of
 * one tree meet, they form a blossom, which is shrunk to one vertex. An odd blossom whose z reaches 0 is expanded again. When
 * the unmatched vertices reach u = 0, the matching reaches the bound and is optimal. u and z are returned as the proof.
 */
import { Blossoms, type Link, NONE } from './blossoms.ts';
import { EventHeap } from './event-heap.ts';

/** Two vertices and the weight of pairing them. */
export type Edge = readonly [number, number, number];

export interface MatchingOptions {
  /** The number of vertices, which are numbered 0 to n−1. */
  n: number;
  edges: readonly Edge[];
  /** If true, returns the heaviest matching among those with the most pairs, even if fewer pairs would weigh more. */
  isMaximumCardinality?: boolean;
}

export interface Matching {
  /** The partner of each vertex; −1 for none. */
  mate: Int32Array;
  /** Proves that no matching is heavier: see the top of this file. `test/rounds/matching-proof.ts` checks it. */
  proof: MatchingProof;
}

export interface MatchingProof {
  vertices: Float64Array;
  blossoms: { members: number[]; value: number }[];
}

/** Returns a matching of maximum weight. Deterministic: the same input always gives the same matching. */
export function maximumWeightMatching(options: MatchingOptions): Matching {
  return new Search(options).run();
}

const FREE = 0;
const S = 1;
const T = 2;

class Search {
  readonly #n: number;
  readonly #isMaximumCardinality: boolean;
  readonly #blossoms: Blossoms;
  readonly #ends: Int32Array;
  readonly #weights: Float64Array;
  /** The edges at vertex v are `incident[first[v]]` to `incident[first[v + 1] - 1]`. */
  readonly #first: Int32Array;
  readonly #incident: Int32Array;
  /** u of vertices, z of cycles. */
  readonly #value: Float64Array;
  readonly #label: Uint8Array;
  /** The edge from the parent in the tree to a top-level blossom: its vertex in the parent, and its vertex in the blossom. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** Numbers below the number of edges are edges, the others are cycles. */
  readonly #heap = new EventHeap();
  #time = 0;

  constructor({ n, edges, isMaximumCardinality = false }: MatchingOptions) {
    this.#n = n;
    this.#isMaximumCardinality = isMaximumCardinality;
    this.#blossoms = new Blossoms(n);
    this.#ends = Int32Array.from(edges.flatMap((edge) => edge.slice(0, 2)));
    this.#weights = Float64Array.from(edges, ([, , weight]) => weight);
    this.#first = new Int32Array(n + 1);
    this.#incident = new Int32Array(2 * edges.length);
    this.#indexEdges();
    const heaviest = this.#weights.reduce((most, weight) => Math.max(most, weight), 0);
    this.#value = new Float64Array(2 * n).fill(heaviest, 0, n);
    this.#label = new Uint8Array(2 * n);
    this.#from = new Int32Array(2 * n);
    this.#to = new Int32Array(2 * n);
  }

  run(): Matching {
    while (this.#stage()) {}
    const blossoms = [...this.#blossoms.cycles()].map((cycle) => ({
      members: this.#blossoms.leaves(cycle),
      value: this.#value[cycle] as number,
    }));
    return { mate: this.#blossoms.mate, proof: { vertices: this.#value.slice(0, this.#n), blossoms } };
  }

  /** Grows trees until the matching gains a pair; returns false if it cannot. */
  #stage(): boolean {
    const exposed = this.#blossoms.mate.indexOf(NONE);
    if (exposed === NONE) return false;
    this.#begin();
    for (;;) {
      // All unmatched vertices have the same u. Once it is 0, matching them would gain nothing.
      const left = this.#isMaximumCardinality ? Number.POSITIVE_INFINITY : (this.#value[exposed] as number);
      const dueIn = this.#heap.nextTime - this.#time;
      if (dueIn >= left) {
        if (Number.isFinite(left)) this.#advance(left);
        return false;
      }
      const event = this.#heap.pop();
      // Outdated: another event changed this edge or blossom first.
      if (!this.#isCurrent(event, dueIn)) continue;
      this.#advance(dueIn);
      if (this.#apply(event)) return true;
    }
  }

  #begin(): void {
    this.#heap.clear();
    this.#time = 0;
    this.#label.fill(FREE);
    for (const top of this.#blossoms.tops()) if (this.#blossoms.isExposed(top)) this.#setLabel(top, S, NONE, NONE);
    for (let vertex = 0; vertex < this.#n; vertex += 1) if (this.#labelOf(vertex) === S) this.#scan(vertex);
  }

  #advance(by: number): void {
    if (by === 0) return;
    this.#time += by;
    for (let vertex = 0; vertex < this.#n; vertex += 1) {
      const label = this.#labelOf(vertex);
      if (label === S) (this.#value[vertex] as number) -= by;
      else if (label === T) (this.#value[vertex] as number) += by;
    }
    for (const cycle of this.#blossoms.cycles()) {
      if (!this.#blossoms.isTop(cycle)) continue;
      if (this.#label[cycle] === S) (this.#value[cycle] as number) += 2 * by;
      else if (this.#label[cycle] === T) (this.#value[cycle] as number) -= 2 * by;
    }
  }

  /** Whether the event is still due at the time for which it was pushed. */
  #isCurrent(event: number, dueIn: number): boolean {
    if (event >= this.#weights.length) {
      const cycle = event - this.#weights.length;
      const isOpen = this.#blossoms.isTop(cycle) && this.#label[cycle] === T;
      return isOpen && this.#value[cycle] === 2 * dueIn;
    }
    const [v, w] = this.#endsOf(event);
    return this.#dueIn(event, v, w) === dueIn;
  }

  /** The time until the edge becomes tight; infinity if it does not connect different trees or blossoms. One end is S. */
  #dueIn(edge: number, v: number, w: number): number {
    const [top, other] = [this.#blossoms.top[v] as number, this.#blossoms.top[w] as number];
    if (top === other) return Number.POSITIVE_INFINITY;
    const labels = (this.#label[top] as number) + (this.#label[other] as number);
    const [isGrowing, isMeeting] = [labels === S + FREE, labels === S + S && this.#label[top] === S];
    if (!isGrowing && !isMeeting) return Number.POSITIVE_INFINITY;
    const slack = (this.#value[v] as number) + (this.#value[w] as number) - 2 * (this.#weights[edge] as number);
    return isGrowing ? slack : slack / 2;
  }

  /** Applies an event. Returns whether the matching gained a pair. */
  #apply(event: number): boolean {
    if (event >= this.#weights.length) {
      this.#expand(event - this.#weights.length);
      return false;
    }
    const [v, w] = this.#endsOf(event);
    if (this.#labelOf(v) === FREE) this.#grow(w, v);
    else if (this.#labelOf(w) === FREE) this.#grow(v, w);
    else return this.#meet(v, w);
    return false;
  }

  /** Adds the blossom of `to` to the tree below `from`, and its matched partner below it. */
  #grow(from: number, to: number): void {
    const odd = this.#blossoms.top[to] as number;
    this.#setLabel(odd, T, from, to);
    const base = this.#blossoms.baseOf(odd);
    const partner = this.#blossoms.mate[base] as number;
    const even = this.#blossoms.top[partner] as number;
    this.#setLabel(even, S, base, partner);
    for (const vertex of this.#blossoms.leaves(even)) this.#scan(vertex);
  }

  #meet(v: number, w: number): boolean {
    const common = this.#commonAncestor(v, w);
    if (common !== NONE) {
      this.#shrink(common, v, w);
      return false;
    }
    this.#augment(v, w);
    this.#augment(w, v);
    return true;
  }

  /** The top-level blossom where the paths to the root join; NONE if `v` and `w` are in different trees. */
  #commonAncestor(v: number, w: number): number {
    const seen = new Set<number>();
    let [one, other] = [this.#blossoms.top[v] as number, this.#blossoms.top[w] as number];
    while (one !== NONE) {
      if (seen.has(one)) return one;
      seen.add(one);
      one = this.#evenAbove(one);
      // Alternating between the two paths limits the steps to the length of the cycle.
      if (other !== NONE) [one, other] = [other, one];
    }
    return NONE;
  }

  #evenAbove(even: number): number {
    const odd = this.#above(even);
    return odd === NONE ? NONE : this.#above(odd);
  }

  #above(blossom: number): number {
    const vertex = this.#from[blossom] as number;
    return vertex === NONE ? NONE : (this.#blossoms.top[vertex] as number);
  }

  #shrink(common: number, v: number, w: number): void {
    const down = this.#pathUp(this.#blossoms.top[v] as number, common).reverse();
    const up = this.#pathUp(this.#blossoms.top[w] as number, common);
    const links: Link[] = [
      ...down.map((child): Link => [this.#from[child] as number, this.#to[child] as number]),
      [v, w],
      ...up.map((child): Link => [this.#to[child] as number, this.#from[child] as number]),
    ];
    const odd = [...down, ...up].filter((child) => this.#label[child] === T);
    const cycle = this.#blossoms.shrink([common, ...down, ...up], links);
    this.#value[cycle] = 0;
    this.#setLabel(cycle, S, this.#from[common] as number, this.#to[common] as number);
    for (const child of odd) for (const vertex of this.#blossoms.leaves(child)) this.#scan(vertex);
  }

  /** The top-level blossoms from this one up to `end`, which is excluded. */
  #pathUp(blossom: number, end: number): number[] {
    const path: number[] = [];
    for (let at = blossom; at !== end; at = this.#above(at)) path.push(at);
    return path;
  }

  /** Expands an odd blossom whose z is 0. Its children on the path of the tree stay in the tree. */
  #expand(cycle: number): void {
    const blossoms = this.#blossoms;
    const [from, to] = [this.#from[cycle] as number, this.#to[cycle] as number];
    const children = [...blossoms.childrenOf(cycle)];
    const links = children.map((_, at) => blossoms.linkAt(cycle, at));
    const entry = blossoms.positionOf(to, cycle);
    blossoms.expand(cycle);
    for (const child of children) this.#label[child] = FREE;
    const step = entry % 2 === 1 ? 1 : -1;
    const end = step === 1 ? children.length : 0;
    this.#setLabel(children[entry] as number, T, from, to);
    for (let at = entry; at !== end; at += step) {
      const [x, y] = links[step === 1 ? at : at - 1] as Link;
      const isEven = (at - entry) % 2 === 0;
      const next = children[(at + step) % children.length] as number;
      this.#setLabel(next, isEven ? S : T, step === 1 ? x : y, step === 1 ? y : x);
    }
    for (const child of children) {
      if (this.#label[child] !== T) for (const vertex of blossoms.leaves(child)) this.#scan(vertex);
    }
  }

  /** Swaps matched and unmatched edges on the path from `v` to its root, and matches `v` with `w`. */
  #augment(v: number, w: number): void {
    const { mate, top } = this.#blossoms;
    let [inner, outer] = [v, w];
    for (;;) {
      const even = top[inner] as number;
      const odd = this.#above(even);
      this.#blossoms.rebase(even, inner);
      mate[inner] = outer;
      if (odd === NONE) return;
      [inner, outer] = [this.#from[odd] as number, this.#to[odd] as number];
      this.#blossoms.rebase(odd, outer);
      mate[outer] = inner;
    }
  }

  #setLabel(blossom: number, label: number, from: number, to: number): void {
    this.#label[blossom] = label;
    this.#from[blossom] = from;
    this.#to[blossom] = to;
    if (label !== T || this.#blossoms.isVertex(blossom)) return;
    this.#heap.push(this.#time + (this.#value[blossom] as number) / 2, this.#weights.length + blossom);
  }

  /** Pushes the events of the edges of a vertex that became S, or that left a blossom. */
  #scan(vertex: number): void {
    const end = this.#first[vertex + 1] as number;
    for (let at = this.#first[vertex] as number; at < end; at += 1) {
      const edge = this.#incident[at] as number;
      const dueIn = this.#dueIn(edge, this.#ends[2 * edge] as number, this.#ends[2 * edge + 1] as number);
      if (dueIn < Number.POSITIVE_INFINITY) this.#heap.push(this.#time + dueIn, edge);
    }
  }

  #labelOf(vertex: number): number {
    return this.#label[this.#blossoms.top[vertex] as number] as number;
  }

  #endsOf(edge: number): readonly [number, number] {
    return [this.#ends[2 * edge] as number, this.#ends[2 * edge + 1] as number];
  }

  #indexEdges(): void {
    for (const end of this.#ends) (this.#first[end + 1] as number) += 1;
    for (let vertex = 0; vertex < this.#n; vertex += 1) {
      (this.#first[vertex + 1] as number) += this.#first[vertex] as number;
    }
    const next = this.#first.slice(0, this.#n);
    this.#ends.forEach((end, at) => {
      this.#incident[next[end] as number] = at >> 1;
      (next[end] as number) += 1;
    });
  }
}
