/** The options of the command line: `--rounds 5 --seconds 2.5 --json`. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  rounds: number;
  seconds: number;
  connections: number | null;
  /** Prints only the JSON line, no progress. */
  isQuiet: boolean;
}

export function readOptions(args: readonly string[]): { name: string; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      connections: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    name: positionals[0] ?? '',
    options: {
      rounds: positive(values.rounds),
      seconds: positive(values.seconds),
      connections: values.connections === undefined ? null : positive(values.connections),
      isQuiet: values.json,
    },
  };
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`Expected a number above 0, not ${text}`);
  return number;
}
