/**
 * Compares Home for one person, out of 50,000 open topics, with the plain list, newest first. Both are called as the routes
 * call them, in the whole app with its database. Every reader is another person, so that nothing about a reader is cached.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../src/app.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { explain } from '../src/database/query-plan.ts';
import { type Actor, PUBLIC_TENANT } from '../src/kernel/actor.ts';
import { readConfig } from '../src/kernel/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { candidateQueries } from '../src/topics/store/topic-candidates.ts';
import { topicModel } from '../src/topics/store/topic-model.ts';
import { fillHomeWorld } from './support/home-world.ts';
import type { BenchOptions } from './support/options.ts';
import { median, rounded, type Say } from './support/report.ts';

const SIZE = { people: 5_000, topics: 50_000 };
const READERS = 60;
/** Readers before the measurement, so that the code is compiled when it starts. */
const WARM_READERS = 15;
const PAGE = { limit: 20 };

/** The part of `npm run bench -- matching` about Home. */
export async function benchHome({ rounds }: BenchOptions, say: Say) {
  const directory = await mkdtemp(join(tmpdir(), 'meshi-bench-'));
  const config = readConfig({ ...process.env, ...SETTINGS, DATA_DIR: directory });
  const log = createLog({ level: 'error' });
  const database = await openDatabase({ ...config, log });
  const app = await startApp(config, { log, database });
  try {
    say(`home: writing ${SIZE.topics} topics`);
    const people = await fillHomeWorld(database.connection, SIZE);
    const readers = people.slice(0, WARM_READERS + READERS * rounds).map(actorOf);
    await measure(app, readers.splice(0, WARM_READERS));
    const runs: Runs[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      // Sequential: concurrent rounds would slow each other down.
      const run = await measure(app, readers.splice(0, READERS));
      runs.push(run);
      say(`round ${round}: home p50 ${run.home.p50Ms} ms, p95 ${run.home.p95Ms} ms; plain p50 ${run.plain.p50Ms} ms`);
    }
    const candidates = await candidatesOf(app, database, people.slice(-20).map(actorOf));
    return reportOf(runs, candidates);
  } finally {
    await app.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

const SETTINGS = {
  NODE_ENV: 'test',
  PORT: '0',
  HOST: '127.0.0.1',
  MEDIA_PORT: '0',
  MEDIA_WORKERS: '1',
  MEDIA_LISTEN_ADDRESS: '127.0.0.1',
  MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
};

type Database = Awaited<ReturnType<typeof openDatabase>>;

interface Times {
  p50Ms: number;
  p95Ms: number;
}

interface Runs {
  home: Times;
  plain: Times;
}

async function measure({ services }: App, readers: readonly Actor[]): Promise<Runs> {
  const home: number[] = [];
  const plain: number[] = [];
  for (const reader of readers) {
    // Sequential and alternating: this measures how long a single person waits.
    plain.push(await timeOf(() => services.topics.list(reader, PAGE)));
    home.push(await timeOf(() => services.home.list(reader, PAGE)));
  }
  return { home: timesOf(home), plain: timesOf(plain) };
}

async function timeOf(work: () => Promise<{ items: unknown[] }>): Promise<number> {
  const startedAt = performance.now();
  const { items } = await work();
  if (items.length !== PAGE.limit) throw new Error(`A page has ${items.length} cards`);
  return performance.now() - startedAt;
}

/** The candidates that the first step finds, and the documents and keys that the database examines for them. */
async function candidatesOf({ services }: App, { connection }: Database, readers: readonly Actor[]) {
  const db = connection.getClient().db(connection.name);
  const samples = [];
  for (const reader of readers) {
    const wanted = await services.home.candidateCriteria(reader);
    const plans = await Promise.all(
      candidateQueries(wanted, new Date()).map((one) =>
        explain(db, topicModel.collection, { name: 'candidates', ...one }),
      ),
    );
    samples.push({
      candidates: (await services.topicCandidates.find(wanted)).length,
      docsExamined: plans.reduce((sum, { docsExamined }) => sum + docsExamined, 0),
      keysExamined: plans.reduce((sum, { keysExamined }) => sum + keysExamined, 0),
      collectionScans: plans.filter(({ stages }) => stages.includes('COLLSCAN')).length,
    });
  }
  return samples;
}

function reportOf(runs: readonly Runs[], samples: Awaited<ReturnType<typeof candidatesOf>>) {
  const middle = (read: (run: Runs) => number) => rounded(median(runs.map(read)));
  const of = (read: (sample: (typeof samples)[number]) => number) => samples.map(read);
  return {
    ratios: { home: middle(({ home, plain }) => home.p50Ms / plain.p50Ms) },
    figures: {
      ...SIZE,
      homeP50Ms: middle(({ home }) => home.p50Ms),
      homeP95Ms: middle(({ home }) => home.p95Ms),
      plainP50Ms: middle(({ plain }) => plain.p50Ms),
      plainP95Ms: middle(({ plain }) => plain.p95Ms),
      candidates: median(of(({ candidates }) => candidates)),
      mostCandidates: Math.max(...of(({ candidates }) => candidates)),
      docsExamined: median(of(({ docsExamined }) => docsExamined)),
      mostDocsExamined: Math.max(...of(({ docsExamined }) => docsExamined)),
      keysExamined: median(of(({ keysExamined }) => keysExamined)),
      collectionScans: of(({ collectionScans }) => collectionScans).reduce((sum, scans) => sum + scans, 0),
    },
  };
}

function timesOf(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function actorOf(personId: string): Actor {
  return { tenantId: PUBLIC_TENANT, personId, sessionId: 'bench' };
}
