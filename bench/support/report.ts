/** What a bench gives: ratios of ours over the bare peer's, and the figures behind them. */

export interface BenchReport {
  bench: string;
  ratios: Record<string, number>;
  figures: Record<string, unknown>;
}

/** Says what is going on, away from the JSON on standard output. */
export type Say = (line: string) => void;

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Three digits that count. */
export function rounded(number: number): number {
  return Number(number.toPrecision(3));
}
