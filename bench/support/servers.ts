/** The servers to compare: Meshi as everyone starts it, and the bare peers. */

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { limits } from '../../src/kernel/limits.ts';
import { type Credential, DEMO_LOGIN } from '../../test/support/demo-login.ts';
import { BenchProcess, SERVER_CORE } from './processes.ts';

export interface BenchServer {
  url: string;
  process: BenchProcess;
  end(): Promise<void>;
}

const MUCH = 1_000_000_000;

/** The limits are active, but high enough for one machine that plays a thousand people. */
const RAISED: Partial<Record<keyof typeof limits, number>> = {
  credentialPerMinute: MUCH,
  credentialPerMinutePerAddress: MUCH,
  signUpsPerHourPerAddress: MUCH,
  signInsPerHour: MUCH,
  signInsPerHourPerEmail: MUCH,
  readPerMinute: MUCH,
  writePerMinute: MUCH,
  peopleSearchesPerHour: MUCH,
  messagesPer10s: MUCH,
  requestsPer10s: MUCH,
  voiceSignalsPer10s: MUCH,
  microphonesPer10s: MUCH,
  connectionsPerAddress: MUCH,
  connectionsPerPerson: MUCH,
  openRoomsPerPerson: MUCH,
  sessionsPerPerson: 1_000,
  accessTokenMs: 3_600_000,
};

const HOOK = fileURLToPath(new URL('./collect-garbage.ts', import.meta.url));

interface StartMeshiOptions {
  env?: Record<string, string>;
  /** Of the command line, for example `--demo`. */
  args?: readonly string[];
}

/** Starts Meshi: the whole app in a separate process, with an empty database. */
export async function startMeshi({ env = {}, args = [] }: StartMeshiOptions = {}): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'meshi-bench-'));
  const port = await freePort();
  const server = new BenchProcess({
    args: ['--expose-gc', '--import', HOOK, program('../../src/main.ts'), ...args],
    core: SERVER_CORE,
    env: {
      NODE_ENV: 'development',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      MEDIA_PORT: '0',
      MEDIA_WORKERS: '1',
      MEDIA_LISTEN_ADDRESS: '127.0.0.1',
      MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
      LOG_LEVEL: 'error',
      LIMITS: JSON.stringify(RAISED),
      ...env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await whenReady(`${url}/readyz`, server);
  return {
    url,
    process: server,
    async end() {
      await server.end();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

export interface DemoServer extends BenchServer {
  /** The login of the first person of the demo. */
  credential: Credential;
}

/** Starts Meshi with the data of the demo. */
export async function startDemo(): Promise<DemoServer> {
  const meshi = await startMeshi({ args: ['--demo'] });
  const [, email = '', password = ''] = await meshi.process.nextMatch(DEMO_LOGIN);
  return { ...meshi, credential: { email, password } };
}

/** Starts a bare peer: one of the programs in this folder. */
export async function startBare(
  name: 'bare-rooms' | 'bare-http' | 'bare-page',
  env: Record<string, string> = {},
): Promise<BenchServer> {
  const server = new BenchProcess({
    args: ['--expose-gc', '--import', HOOK, program(`./${name}.ts`)],
    core: SERVER_CORE,
    env,
  });
  const port = await server.next<number>('port');
  return { url: `http://127.0.0.1:${port}`, process: server, end: () => server.end() };
}

function program(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

async function whenReady(url: string, server: BenchProcess): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (server.pid === 0) throw new Error('The server could not be started');
    await delay(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
