/** The result of a bench: ratios of Meshi to the bare peer, and the figures behind them. */

export interface BenchReport {
  bench: string;
  ratios: Record<string, number>;
  figures: Record<string, unknown>;
}

/** Prints progress to standard error, because standard output is for the JSON. */
export type Say = (line: string) => void;

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Rounds to three significant digits. */
export function rounded(number: number): number {
  return Number(number.toPrecision(3));
}
