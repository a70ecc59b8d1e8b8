/** `npm run bench -- chat`: runs one bench. Its last line is one JSON object. Only loopback is used. */
import { benchChat } from './chat.ts';
import { benchHttp } from './http.ts';
import { benchMatching } from './matching.ts';
import { benchMemory } from './memory.ts';
import { benchModeration } from './moderation.ts';
import { benchOutage } from './outage.ts';
import { type BenchOptions, readOptions } from './support/options.ts';
import { endAll } from './support/processes.ts';
import type { BenchReport, Say } from './support/report.ts';
import { benchWeb } from './web.ts';

const benches: Record<string, (options: BenchOptions, say: Say) => Promise<BenchReport>> = {
  chat: benchChat,
  http: benchHttp,
  matching: benchMatching,
  memory: benchMemory,
  moderation: benchModeration,
  outage: benchOutage,
  web: benchWeb,
};

const { name, options } = readOptions(process.argv.slice(2));
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (!bench) {
  process.stderr.write(`There is no such bench. Name one of: ${Object.keys(benches).join(', ')}\n`);
  process.exit(64);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void endAll().then(() => process.exit(1)));
const report = await bench(options, (line) => options.isQuiet || process.stderr.write(`${line}\n`)).finally(endAll);
process.stdout.write(`${JSON.stringify(report)}\n`);
