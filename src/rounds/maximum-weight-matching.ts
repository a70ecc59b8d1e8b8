/**
 * Maximum-weight matching in any graph: the blossom algorithm (Edmonds 1965, primal-dual as Galil 1986 tells it), in
 * O(n³ + n·m·log m). Weights are whole numbers.
 *
 * The idea. Give each vertex v a number u(v) and each blossom B a number z(B) ≥ 0 so that every edge is covered:
 * u(v) + u(w) + Σ z(B with both) ≥ 2·weight. Then no matching weighs more than (Σ u + Σ z(B)·(|B|−1)/2) / 2. The search grows
 * trees of tight edges (covered with nothing to spare) from all unmatched vertices at once: even ones (S) lower their u as
 * time goes on, odd ones (T) raise it. Two trees that meet are a longer matching; two branches of one tree that meet are a
 * blossom, shrunk to one vertex; an odd blossom whose z is used up is opened again. When unmatched vertices reach u = 0 the
 * bound is met with equality: the matching is a best one, and u and z are the proof, which is handed out with it.
 */
import { Blossoms, type Link, NONE } from './blossoms.ts';
import { EventHeap } from './event-heap.ts';

/** Two vertices and the weight of pairing them. */
export type Edge = readonly [number, number, number];

export interface MatchingOptions {
  /** Number of vertices: they are called 0 to n−1. */
  n: number;
  edges: readonly Edge[];
  /** Of the matchings with the most pairs the heaviest, even where fewer pairs weigh more. */
  isMaximumCardinality?: boolean;
}

export interface Matching {
  /** The partner of each vertex; −1 for none. */
  mate: Int32Array;
  /** The proof that there is nothing better: see the head of the file; `matching-proof.ts` checks it. */
  proof: MatchingProof;
}

export interface MatchingProof {
  vertices: Float64Array;
  blossoms: { members: number[]; value: number }[];
}

/** The heaviest matching. Of several the same one every time. */
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
  /** u of vertices, z of circles. */
  readonly #value: Float64Array;
  readonly #label: Uint8Array;
  /** The edge by which an outermost blossom hangs in its tree: the vertex in its parent, and that in itself. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** Edges by their number, then circles by theirs. */
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
    const blossoms = [...this.#blossoms.circles()].map((circle) => ({
      members: this.#blossoms.leaves(circle),
      value: this.#value[circle] as number,
    }));
    return { mate: this.#blossoms.mate, proof: { vertices: this.#value.slice(0, this.#n), blossoms } };
  }

  /** Grows trees until one pair more is found; false when there is none to be found. */
  #stage(): boolean {
    const exposed = this.#blossoms.mate.indexOf(NONE);
    if (exposed === NONE) return false;
    this.#begin();
    for (;;) {
      // Unmatched vertices are all worth the same. Once that is nothing, to match them would gain nothing.
      const left = this.#isMaximumCardinality ? Number.POSITIVE_INFINITY : (this.#value[exposed] as number);
      const dueIn = this.#heap.nextTime - this.#time;
      if (dueIn >= left) {
        if (Number.isFinite(left)) this.#advance(left);
        return false;
      }
      const event = this.#heap.pop();
      // What something else came before is dropped, without moving the time.
      if (!this.#isStill(event, dueIn)) continue;
      this.#advance(dueIn);
      if (this.#happen(event)) return true;
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
    for (const circle of this.#blossoms.circles()) {
      if (!this.#blossoms.isTop(circle)) continue;
      if (this.#label[circle] === S) (this.#value[circle] as number) += 2 * by;
      else if (this.#label[circle] === T) (this.#value[circle] as number) -= 2 * by;
    }
  }

  /** Whether what was expected of an event when it was pushed still holds. */
  #isStill(event: number, dueIn: number): boolean {
    if (event >= this.#weights.length) {
      const circle = event - this.#weights.length;
      const isOpen = this.#blossoms.isTop(circle) && this.#label[circle] === T;
      return isOpen && this.#value[circle] === 2 * dueIn;
    }
    const [v, w] = this.#endsOf(event);
    return this.#dueIn(event, v, w) === dueIn;
  }

  /** How long until the edge is tight and matters; infinity where it does not. One of its ends is S. */
  #dueIn(edge: number, v: number, w: number): number {
    const [top, other] = [this.#blossoms.top[v] as number, this.#blossoms.top[w] as number];
    if (top === other) return Number.POSITIVE_INFINITY;
    const labels = (this.#label[top] as number) + (this.#label[other] as number);
    const [isGrowing, isMeeting] = [labels === S + FREE, labels === S + S && this.#label[top] === S];
    if (!isGrowing && !isMeeting) return Number.POSITIVE_INFINITY;
    const slack = (this.#value[v] as number) + (this.#value[w] as number) - 2 * (this.#weights[edge] as number);
    return isGrowing ? slack : slack / 2;
  }

  /** Does what the event stands for. Returns whether the matching has grown. */
  #happen(event: number): boolean {
    if (event >= this.#weights.length) {
      this.#open(event - this.#weights.length);
      return false;
    }
    const [v, w] = this.#endsOf(event);
    if (this.#labelOf(v) === FREE) this.#grow(w, v);
    else if (this.#labelOf(w) === FREE) this.#grow(v, w);
    else return this.#meet(v, w);
    return false;
  }

  /** `to` hangs itself under `from`, and its partner under it. */
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

  /** The outermost blossom where the ways from both to the root join; none where they are of two trees. */
  #commonAncestor(v: number, w: number): number {
    const seen = new Set<number>();
    let [one, other] = [this.#blossoms.top[v] as number, this.#blossoms.top[w] as number];
    while (one !== NONE) {
      if (seen.has(one)) return one;
      seen.add(one);
      one = this.#evenAbove(one);
      // In turns, so that the walk is no longer than the circle it finds.
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
    const down = this.#wayUp(this.#blossoms.top[v] as number, common).reverse();
    const up = this.#wayUp(this.#blossoms.top[w] as number, common);
    const links: Link[] = [
      ...down.map((child): Link => [this.#from[child] as number, this.#to[child] as number]),
      [v, w],
      ...up.map((child): Link => [this.#to[child] as number, this.#from[child] as number]),
    ];
    const odd = [...down, ...up].filter((child) => this.#label[child] === T);
    const circle = this.#blossoms.shrink([common, ...down, ...up], links);
    this.#value[circle] = 0;
    this.#setLabel(circle, S, this.#from[common] as number, this.#to[common] as number);
    for (const child of odd) for (const vertex of this.#blossoms.leaves(child)) this.#scan(vertex);
  }

  /** The outermost blossoms from this one up to, and without, `end`. */
  #wayUp(blossom: number, end: number): number[] {
    const way: number[] = [];
    for (let at = blossom; at !== end; at = this.#above(at)) way.push(at);
    return way;
  }

  /** Opens an odd blossom whose value is used up: the part of its circle on the way of the tree stays in it. */
  #open(circle: number): void {
    const blossoms = this.#blossoms;
    const [from, to] = [this.#from[circle] as number, this.#to[circle] as number];
    const children = [...blossoms.childrenOf(circle)];
    const links = children.map((_, at) => blossoms.linkAt(circle, at));
    const entry = blossoms.placeOf(to, circle);
    blossoms.expand(circle);
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

  /** Changes matched and unmatched along the way from `v` up to its root; `v` is matched with `w` then. */
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

  /** Expects what the edges of a vertex will do that has become S, or free of a blossom. */
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
