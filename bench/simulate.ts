/**
 * `npm run simulate`: simulates a thousand members over eight weeks with Meshi's own rules of ranking, pairing and calling in.
 * Prints a table and writes docs/simulation.svg. The same seed gives the same table. Assumptions: docs/matching.md.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chartOf } from './simulation/chart.ts';
import { playWeeks, type WeekReport } from './simulation/play.ts';

const PICTURE = fileURLToPath(new URL('../docs/simulation.svg', import.meta.url));

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    members: { type: 'string', default: '1000' },
    weeks: { type: 'string', default: '8' },
    /** Prints one JSON object instead of the table, and writes no picture. */
    json: { type: 'boolean', default: false },
  },
});
const [seed, members, weeks] = [values.seed, values.members, values.weeks].map(wholeNumber) as [number, number, number];
const reports = playWeeks({ seed, members, weeks });
if (values.json) process.stdout.write(`${JSON.stringify({ seed, members, weeks: reports })}\n`);
else {
  process.stdout.write(`${tableOf(reports)}\n`);
  writeFileSync(PICTURE, chartOf(reports, `${members.toLocaleString('en')} simulated members, seed ${seed}`));
  process.stdout.write('docs/simulation.svg written\n');
}

function tableOf(all: readonly WeekReport[]): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
  const rows = all.map((one) => [
    String(one.week),
    percent(one.talking),
    one.gini.toFixed(3),
    String(one.roundPairs),
    String(one.repeats),
    String(one.rooms),
    percent(one.filledAlone),
    percent(one.filledCalled),
    one.notificationsPerDay.toFixed(3),
    String(one.mostNotifications),
  ]);
  const heads = [
    'week',
    'talking',
    'gini',
    'pairs',
    'repeats',
    'rooms',
    'filled',
    'called in',
    'notifications/day',
    'most',
  ];
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ');
  return [line(heads), ...rows.map(line)].join('\n');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1 || number > 100_000) {
    throw new Error(`Expected a whole number from 1 to 100000, not ${text}`);
  }
  return number;
}
