/** Requests that wait for each other. */

export interface Span {
  start: number;
  end: number;
}

/** The most spans of which each begins after the one before has ended. */
export function longestChain(spans: readonly Span[]): number {
  let count = 0;
  let freeAt = Number.NEGATIVE_INFINITY;
  for (const { start, end } of [...spans].sort((a, b) => a.end - b.end)) {
    if (start < freeAt) continue;
    count += 1;
    freeAt = end;
  }
  return count;
}
