/** All possible pairs of a round with their points. Uses typed arrays, because a thousand people form half a million pairs. */
import { pairKey } from '../../matching/index.ts';
import { comparable, pointsOf, type RoundPerson } from './round-reasons.ts';

/** Past meetings and exclusions. All keys are `pairKey`s. */
export interface RoundHistory {
  /** Pairs that must not meet: blocks and never-match lists. */
  apart: ReadonlySet<string>;
  /** How many rounds ago each pair last met; contains only pairs that have met. */
  met: ReadonlyMap<string, number>;
}

export class RoundPairs {
  readonly n: number;
  /** −1 if the two cannot be paired. */
  readonly #points: Int16Array;
  readonly #isUnseen: Uint8Array;

  constructor(people: readonly RoundPerson[], { apart, met }: RoundHistory) {
    const n = people.length;
    this.n = n;
    this.#points = new Int16Array(n * n).fill(-1);
    this.#isUnseen = new Uint8Array(n * n);
    const all = comparable(people);
    all.forEach((one, i) => {
      for (let j = i + 1; j < n; j += 1) {
        const other = all[j] as (typeof all)[number];
        const key = pairKey(one.id, other.id);
        if (apart.has(key)) continue;
        const roundsSince = met.get(key) ?? null;
        this.#set(i, j, pointsOf(one, other, roundsSince), roundsSince === null);
      }
    });
  }

  isPossible(i: number, j: number): boolean {
    return this.points(i, j) >= 0;
  }

  /** Whether the two can be paired and have not met. */
  isUnseen(i: number, j: number): boolean {
    return this.#isUnseen[i * this.n + j] === 1;
  }

  points(i: number, j: number): number {
    return this.#points[i * this.n + j] as number;
  }

  /** All possible pairs, without duplicates. */
  all(): [number, number][] {
    const pairs: [number, number][] = [];
    for (let i = 0; i < this.n; i += 1) {
      for (let j = i + 1; j < this.n; j += 1) if (this.isPossible(i, j)) pairs.push([i, j]);
    }
    return pairs;
  }

  /**
   * A selection of pairs for the matching: for each person the `best` partners whom the person has not met, a quarter as many
   * whom the person has met, and as many who follow in order, so that people whom nobody ranks high have partners too.
   */
  promising(best: number): [number, number][] {
    const chosen = new Set<number>();
    const choose = (i: number, j: number) => chosen.add(Math.min(i, j) * this.n + Math.max(i, j));
    for (let i = 0; i < this.n; i += 1) {
      for (const j of this.#bestOf(i, true, best)) choose(i, j);
      for (const j of this.#bestOf(i, false, Math.ceil(best / 4))) choose(i, j);
      for (const j of this.#nextTo(i, Math.ceil(best / 4))) choose(i, j);
    }
    return [...chosen].sort((a, b) => a - b).map((pair) => [Math.floor(pair / this.n), pair % this.n]);
  }

  /** An upper bound for the number of pairs that have not met: half of each group of people connected by unseen pairs. */
  maxUnseenPairs(): number {
    const seen = new Uint8Array(this.n);
    let max = 0;
    for (let start = 0; start < this.n; start += 1) {
      if (seen[start] === 1) continue;
      seen[start] = 1;
      const group = [start];
      for (const i of group) {
        for (let j = 0; j < this.n; j += 1) {
          if (seen[j] === 1 || !this.isUnseen(i, j)) continue;
          seen[j] = 1;
          group.push(j);
        }
      }
      max += Math.floor(group.length / 2);
    }
    return max;
  }

  #bestOf(i: number, areUnseen: boolean, count: number): number[] {
    const ranked: number[] = [];
    for (let j = 0; j < this.n; j += 1) {
      if (this.isPossible(i, j) && this.isUnseen(i, j) === areUnseen) ranked.push(this.points(i, j) * this.n + j);
    }
    // Typed arrays sort numbers without calling a function for each comparison.
    const order = Float64Array.from(ranked).sort();
    return [...order.subarray(Math.max(0, order.length - count))].map((rank) => rank % this.n);
  }

  #nextTo(i: number, count: number): number[] {
    const next: number[] = [];
    for (let step = 1; step < this.n && next.length < count; step += 1) {
      const j = (i + step) % this.n;
      if (this.isUnseen(i, j)) next.push(j);
    }
    return next;
  }

  #set(i: number, j: number, points: number, isUnseen: boolean): void {
    for (const at of [i * this.n + j, j * this.n + i]) {
      this.#points[at] = points;
      this.#isUnseen[at] = points >= 0 && isUnseen ? 1 : 0;
    }
  }
}
