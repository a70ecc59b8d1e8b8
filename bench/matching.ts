/** `npm run bench -- matching`: cost and quality of matching. Each part has a file. */
import { benchHome } from './matching-home.ts';
import { benchRounds } from './matching-rounds.ts';
import type { BenchOptions } from './support/options.ts';
import type { BenchReport, Say } from './support/report.ts';

export async function benchMatching(options: BenchOptions, say: Say): Promise<BenchReport> {
  const parts = { home: await benchHome(options, say), rounds: benchRounds(options, say) };
  return {
    bench: 'matching',
    ratios: { ...parts.home.ratios, ...parts.rounds.ratios },
    figures: { home: parts.home.figures, rounds: parts.rounds.figures },
  };
}
