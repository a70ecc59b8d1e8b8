/**
 * The server process that carries a room is killed while two people talk in real browsers, behind a load balancer. Both are
 * heard again through the other process, without pressing anything. `test-results/node-death.json` keeps how long that took;
 * `NODE_DEATHS=20` kills more often.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { TestBalancer } from '../support/balancer.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { TestRedis } from '../support/redis.ts';
import { ServerProcess } from '../support/server-process.ts';
import { talkInARoom } from '../support/talk.ts';
import { Visitor } from '../support/visitor.ts';

const deaths = Number(process.env.NODE_DEATHS ?? 1);
const results = join(import.meta.dirname, '../../test-results');

// Promise B6 of docs/promises.md.
describe('a server process that is killed', function () {
  this.timeout(60_000 + deaths * 30_000);
  let database: TestDatabase;
  let redis: TestRedis;
  let balancer: TestBalancer;
  let servers: ServerProcess[];
  let people: [Visitor, Visitor];

  before(async () => {
    [database, redis, balancer] = await Promise.all([startTestDatabase(), TestRedis.start(), TestBalancer.start()]);
    const shared = {
      MONGODB_URI: database.database.uri,
      REDIS_URL: redis.url,
      PUBLIC_URL: balancer.url,
      TOKEN_SECRETS: `shared:${randomBytes(48).toString('base64url')}`,
      LIMITS: '{}',
    };
    const start = () => ServerProcess.start((url) => ({ ...shared, NODE_URL: url }));
    servers = [await start(), await start()];
    balancer.serve(servers.map(({ url }) => url));
    const pictures = 'node-death';
    people = await Promise.all([
      Visitor.arrive(balancer.url, { name: 'Aki', language: 'ja', size: 'desktop', voice: 'a.wav', pictures }),
      Visitor.arrive(balancer.url, { name: 'Ben', language: 'en', size: 'desktop', voice: 'b.wav', pictures }),
    ]);
  });

  after(async () => {
    await Promise.all((people ?? []).map((visitor) => visitor.leave()));
    await Promise.all((servers ?? []).map((server) => server.close()));
    await Promise.all([balancer?.close(), redis?.close(), database?.close()]);
  });

  it('leaves its room to another process, and the people in it hear each other again', async () => {
    await talkInARoom(people);
    const gapsMs: number[] = [];

    for (let death = 0; death < deaths; death++) {
      const carrier = await carrierOf(servers);
      const pages = people.map(({ page }) => page);
      const before = await Promise.all(pages.map(connectionsOf));
      const killedAt = performance.now();
      await carrier.kill();
      await Promise.all(pages.map((page, at) => hearsOnNewConnection(page, before[at] ?? 0)));
      gapsMs.push(Math.round(performance.now() - killedAt));
      await carrier.startAgain();
    }

    await mkdir(results, { recursive: true });
    await writeFile(join(results, 'node-death.json'), JSON.stringify({ gapsMs }));
  });
});

/** The server with people in a room. */
async function carrierOf(servers: readonly ServerProcess[]): Promise<ServerProcess> {
  for (;;) {
    for (const server of servers) {
      const ready = (await (await fetch(`${server.url}/readyz`)).json()) as { media?: { peers: number } };
      if (ready.media?.peers === 2) return server;
    }
  }
}

function connectionsOf(page: Page): Promise<number> {
  return page.evaluate(() => window.peerConnections.length);
}

/** Resolves when the page hears sound on a connection that it has opened after the first `count`. */
async function hearsOnNewConnection(page: Page, count: number): Promise<void> {
  const energy = () =>
    page.evaluate(async (first) => {
      let sum = 0;
      for (const connection of window.peerConnections.slice(first)) {
        for (const entry of (await connection.getStats()).values()) sum += entry.totalAudioEnergy ?? 0;
      }
      return sum;
    }, count);
  while ((await energy()) < 0.001) await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
}
