/**
 * Blossoms: odd cycles that the algorithm treats as one vertex. They can be nested. Numbers below `n` are vertices, which are
 * trivial blossoms; numbers from `n` on are cycles. Within a cycle every second link is matched. The remaining child contains
 * the base, the only vertex of the blossom that may be matched to a vertex outside.
 */

/** An edge between neighbouring children of a cycle: its vertex in the first child and its vertex in the second. */
export type Link = readonly [number, number];

export const NONE = -1;

export class Blossoms {
  readonly n: number;
  /** The partner of each vertex. */
  readonly mate: Int32Array;
  /** The top-level blossom of each vertex. */
  readonly top: Int32Array;
  readonly #parent: Int32Array;
  readonly #base: Int32Array;
  readonly #children: number[][] = [];
  readonly #links: Link[][] = [];
  readonly #unused: number[];

  constructor(n: number) {
    this.n = n;
    this.mate = new Int32Array(n).fill(NONE);
    this.top = Int32Array.from({ length: n }, (_, vertex) => vertex);
    this.#parent = new Int32Array(2 * n).fill(NONE);
    this.#base = Int32Array.from({ length: 2 * n }, (_, vertex) => (vertex < n ? vertex : NONE));
    this.#unused = Array.from({ length: n }, (_, at) => 2 * n - 1 - at);
  }

  isVertex(blossom: number): boolean {
    return blossom < this.n;
  }

  /** Whether the number is a blossom that is in use and not nested in another blossom. */
  isTop(blossom: number): boolean {
    return this.#base[blossom] !== NONE && this.#parent[blossom] === NONE;
  }

  baseOf(blossom: number): number {
    return this.#base[blossom] as number;
  }

  isExposed(blossom: number): boolean {
    return this.mate[this.baseOf(blossom)] === NONE;
  }

  /** Every top-level blossom, including vertices. */
  *tops(): Generator<number> {
    for (let blossom = 0; blossom < 2 * this.n; blossom += 1) if (this.isTop(blossom)) yield blossom;
  }

  /** Every cycle, including nested ones. */
  *cycles(): Generator<number> {
    for (let blossom = this.n; blossom < 2 * this.n; blossom += 1) if (this.#base[blossom] !== NONE) yield blossom;
  }

  /** The vertices of a blossom. */
  leaves(blossom: number, into: number[] = []): number[] {
    if (this.isVertex(blossom)) into.push(blossom);
    else for (const child of this.childrenOf(blossom)) this.leaves(child, into);
    return into;
  }

  childrenOf(blossom: number): readonly number[] {
    return this.#children[blossom] ?? [];
  }

  /** The link from the child at this position of the cycle to the next child. */
  linkAt(blossom: number, at: number): Link {
    const links = this.#links[blossom] ?? [];
    return links[at % links.length] as Link;
  }

  /** Combines top-level blossoms into a cycle. The first child must contain the base. */
  shrink(children: readonly number[], links: readonly Link[]): number {
    const blossom = this.#unused.pop() as number;
    this.#children[blossom] = [...children];
    this.#links[blossom] = [...links];
    this.#base[blossom] = this.baseOf(children[0] as number);
    for (const child of children) this.#parent[child] = blossom;
    for (const vertex of this.leaves(blossom)) this.top[vertex] = blossom;
    return blossom;
  }

  /** Dissolves a top-level cycle: its children become top-level. */
  expand(blossom: number): void {
    for (const child of this.childrenOf(blossom)) {
      this.#parent[child] = NONE;
      for (const vertex of this.leaves(child)) this.top[vertex] = child;
    }
    this.#children[blossom] = [];
    this.#links[blossom] = [];
    this.#base[blossom] = NONE;
    this.#unused.push(blossom);
  }

  /** The position, in the cycle, of the child that contains the vertex. */
  positionOf(vertex: number, blossom: number): number {
    let child = vertex;
    while (this.#parent[child] !== blossom) child = this.#parent[child] as number;
    return this.childrenOf(blossom).indexOf(child);
  }

  /** Rotates the matching within the blossom so that this vertex becomes its base. */
  rebase(blossom: number, vertex: number): void {
    if (this.isVertex(blossom)) return;
    const position = this.positionOf(vertex, blossom);
    this.rebase(this.childrenOf(blossom)[position] as number, vertex);
    this.#rematch(blossom, position);
    const children = this.#children[blossom] as number[];
    const links = this.#links[blossom] as Link[];
    children.push(...children.splice(0, position));
    links.push(...links.splice(0, position));
    this.#base[blossom] = vertex;
  }

  /** Matches the children between `position` and the base in pairs, on the side of the cycle with an even number of them. */
  #rematch(blossom: number, position: number): void {
    const isForward = position % 2 === 1;
    const end = isForward ? this.childrenOf(blossom).length : 0;
    for (let at = position; at !== end; at += isForward ? 2 : -2) {
      const between = isForward ? at + 1 : at - 2;
      const [x, y] = this.linkAt(blossom, between);
      this.rebase(this.#childAt(blossom, between), x);
      this.rebase(this.#childAt(blossom, between + 1), y);
      this.mate[x] = y;
      this.mate[y] = x;
    }
  }

  #childAt(blossom: number, at: number): number {
    const children = this.childrenOf(blossom);
    return children[at % children.length] as number;
  }
}
