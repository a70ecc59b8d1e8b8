/**
 * The program `npm run db:check`: explains the queries of the hot paths on a temporary database, and exits with 1 if one of
 * them scans a collection or sorts in memory. Uses `MONGODB_URI` if it is set, otherwise a temporary embedded engine.
 */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { type CheckedQuery, checkQueries } from '../src/database/check-queries.ts';
import { newId } from '../src/database/ids.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { createFeatures } from '../src/features.ts';
import { Clock } from '../src/kernel/clock.ts';
import { readConfig } from '../src/kernel/config.ts';
import { modelsOf } from '../src/kernel/feature.ts';
import { createKernel } from '../src/kernel/kernel.ts';
import { createLog } from '../src/kernel/log.ts';
import { Secret } from '../src/kernel/secret.ts';
import { createPushTransport } from '../src/notifications/index.ts';

const config = readConfig(process.env);
const { mongodbUri, engineLoader } = config;
const log = createLog({ level: 'warn' });
const dataDir = await mkdtemp(join(tmpdir(), 'meshi-db-check-'));
try {
  // A new name, so that no existing data is touched.
  const databaseName = `meshi-check-${newId()}`;
  const database = await openDatabase({ mongodbUri, dataDir, engineLoader, databaseName, log });
  try {
    report(await checkQueries(database.connection, modelsIn(database.connection), log));
  } finally {
    await database.connection.dropDatabase();
    await database.close();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

/** The models of every feature. Creating features has no side effects. */
function modelsIn(connection: Connection) {
  const kernel = createKernel({ config, log, clock: new Clock(), connection });
  // A key for this run alone: nothing is signed.
  const tokenKeys = [{ id: 'check', secret: new Secret(randomBytes(48).toString('base64')) }];
  return modelsOf(
    createFeatures({ kernel, tokenKeys, vapidKeys: null, pushTransport: createPushTransport(config.pushHosts) }),
  );
}

function report(checked: readonly CheckedQuery[]): void {
  const rows = checked.map(({ model, query, plan, problems }) => ({
    model,
    query,
    plan: plan.stages.join(' < '),
    index: plan.indexes.join(', '),
    'keys/docs/found': `${plan.keysExamined}/${plan.docsExamined}/${plan.returned}`,
    problem: problems.join(', '),
  }));
  console.table(rows);
  const slow = checked.filter(({ problems }) => problems.length > 0);
  for (const { model, query, problems } of slow) console.error(`${model}: "${query}" ${problems.join(', ')}`);
  console.log(`${checked.length} hot queries, ${slow.length} of them without a suitable index`);
  if (slow.length > 0) process.exitCode = 1;
}
