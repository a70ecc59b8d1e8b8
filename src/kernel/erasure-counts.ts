/** One pass of erasing a person. It counts what is deleted, anonymised and kept, for the receipt. */
import type { ErasedKind } from '../protocol/accounts.ts';

export interface ErasurePass {
  counts: ErasureCounts;
  /** The repetition, some minutes later. It also looks where nothing can be but what arrived late. */
  isRepeat: boolean;
}

export class ErasureCounts {
  readonly #kinds = new Map<string, ErasedKind>();

  /** Adds to the count of a collection. */
  add({ what, outcome, count, ...reason }: ErasedKind): void {
    if (count <= 0) return;
    const key = `${outcome} ${what}`;
    const before = this.#kinds.get(key)?.count ?? 0;
    this.#kinds.set(key, { what, outcome, count: before + count, ...reason });
  }

  /** Sorted by outcome, then by collection. */
  list(): ErasedKind[] {
    return [...this.#kinds].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
  }
}
