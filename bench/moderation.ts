/**
 * `npm run bench -- moderation --rounds 100`: an operator suspends people who are connected with three devices and speak in a room with
 * others. Measures from the press to the end of every socket, of the voice, and of every answer over HTTP, with and without a sign-in.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { EmbeddedMongo } from '../src/database/engine/embedded-mongo.ts';
import { readConfig } from '../src/kernel/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { type Guest, newGuest, openMicrophone, sitDown } from '../test/support/guest.ts';
import { operatorWith, REASON, takeRole } from '../test/support/operators.ts';
import { caller, type Person, Refusal, signUp } from '../test/support/people.ts';
import { connect, disconnectAll, type MainSocket } from '../test/support/socket-client.ts';
import type { BenchOptions } from './support/options.ts';
import { type BenchReport, rounded, type Say } from './support/report.ts';
import { type BenchServer, startMeshi } from './support/servers.ts';

/** In addition to the first one. */
const MORE_DEVICES = 2;
const LISTENERS = 3;
const ROLE_EVERY = 50;

/** Milliseconds after the press. */
interface Outcome {
  answered: number;
  sockets: number;
  voice: number;
  /** The last answer that a device got over HTTP with its token. */
  http: number;
  /** Until signing in was refused. */
  signIn: number;
  all: number;
}

export async function benchModeration({ rounds }: BenchOptions, say: Say): Promise<BenchReport> {
  const directory = await mkdtemp(join(tmpdir(), 'meshi-moderation-'));
  const { engineLoader } = readConfig(process.env);
  const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log: createLog({ level: 'silent' }) });
  const secret = randomBytes(48).toString('base64url');
  const env = { MONGODB_URI: engine.uri, TOKEN_SECRETS: `bench:${secret}`, LOG_LEVEL: 'warn' };
  const server = await startMeshi({ env });
  const connection = await mongoose.createConnection(engine.uri, { dbName: 'meshi' }).asPromise();
  try {
    const outcomes = await suspendMany(server, connection, rounds, say);
    return { bench: 'moderation', ratios: {}, figures: figuresOf(outcomes) };
  } finally {
    disconnectAll();
    await connection.close();
    await server.end();
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function suspendMany(server: BenchServer, connection: Connection, rounds: number, say: Say) {
  const world = { url: server.url, connection, kernel: { clock: { now: Date.now } } };
  const operator = await operatorWith(world as unknown as Parameters<typeof operatorWith>[0]);
  const host = await newGuest(server);
  const { id: roomId } = await host.call('rooms.create', { body: { title: 'Everyone talks' } });
  for (let number = 0; number < LISTENERS; number += 1) {
    const seat = await sitDown(server, number === 0 ? host : await newGuest(server), roomId);
    await openMicrophone(seat);
  }
  const outcomes: Outcome[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % ROLE_EVERY === ROLE_EVERY - 1) await takeRole(operator, 'operator');
    outcomes.push(await suspendOne(server, operator, roomId));
    if (outcomes.length % 10 === 0) say(`${outcomes.length} of ${rounds}: ${JSON.stringify(outcomes.at(-1))}`);
  }
  return outcomes;
}

async function suspendOne(server: BenchServer, operator: Person, roomId: string): Promise<Outcome> {
  const { person, lines, calls } = await spammer(server);
  const seat = await sitDown(server, { ...person, line: lines[0] as MainSocket }, roomId);
  await openMicrophone(seat);
  const stop = new AbortController();
  const lastAnswers = calls.map((call) => lastAnswer(call, stop.signal));

  const pressedAt = performance.now();
  const since = () => performance.now() - pressedAt;
  const body = { reason: REASON };
  const answered = operator
    .call('operatedPeople.suspend', { params: { personId: person.id }, body })
    .then(() => since());
  const ended = Promise.all(lines.map((line) => endOf(line.socket))).then(since);
  const silent = endOf(seat.voice.socket).then(since);
  const refused = refusedSignIn(server, person).then(since);
  const http = Promise.all(lastAnswers).then((times) => Math.max(0, ...times.map((at) => at - pressedAt)));
  const [answeredMs, sockets, voice, httpMs, signIn] = await Promise.all([answered, ended, silent, http, refused]);
  stop.abort();
  const all = Math.max(sockets, voice, httpMs, signIn);
  return { answered: answeredMs, sockets, voice, http: httpMs, signIn, all };
}

/** A person with several devices, each with a session and a connection of its own. */
async function spammer(server: BenchServer): Promise<{ person: Person; lines: MainSocket[]; calls: Person['call'][] }> {
  const person = await signUp(server);
  const { email, password } = person;
  const tokens = [person.accessToken];
  for (let number = 0; number < MORE_DEVICES; number += 1) {
    const signedIn = await caller(server)('sessions.signIn', { body: { email, password } });
    tokens.push(signedIn.accessToken);
  }
  const lines = await Promise.all(tokens.map((accessToken) => connect(server, { ...person, accessToken })));
  return { person, lines, calls: tokens.map((token) => caller(server, token)) };
}

/** Asks again and again until it is refused. Resolves with the time of the last request that was answered, when its answer came. */
async function lastAnswer(call: Guest['call'], signal: AbortSignal): Promise<number> {
  let lastAt = 0;
  while (!signal.aborted) {
    try {
      await call('accounts.me');
      lastAt = performance.now();
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return lastAt;
      throw error;
    }
  }
  return Number.POSITIVE_INFINITY;
}

async function refusedSignIn(server: BenchServer, { email, password }: Person): Promise<void> {
  for (;;) {
    try {
      await caller(server)('sessions.signIn', { body: { email, password } });
    } catch (error) {
      if (error instanceof Refusal && error.reason === 'forbidden/suspended') return;
      // A sign-in at the same moment is undone, and answers like a wrong password.
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
    }
  }
}

function endOf(socket: MainSocket['socket']): Promise<void> {
  return socket.connected ? new Promise((resolve) => socket.once('disconnect', () => resolve())) : Promise.resolve();
}

function figuresOf(outcomes: readonly Outcome[]): Record<string, number> {
  const figures: Record<string, number> = { suspensions: outcomes.length };
  for (const name of ['answered', 'sockets', 'voice', 'http', 'signIn', 'all'] as const) {
    const sorted = outcomes.map((outcome) => outcome[name]).toSorted((a, b) => a - b);
    const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
    Object.assign(figures, { [`${name}P50Ms`]: at(0.5), [`${name}P95Ms`]: at(0.95), [`${name}MaxMs`]: at(1) });
  }
  return figures;
}
