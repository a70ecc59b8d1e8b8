/** Rooms over two server processes that share a database and Redis: one carries the voice, both tell the same. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createClient } from '@redis/client';
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { connectGuest, type Guest, newGuest, type Seated, sitDown } from '../support/guest.ts';
import { disconnectAll } from '../support/socket-client.ts';

const tokenSecrets = `shared:${randomBytes(48).toString('base64')}`;

describe('rooms over two processes', () => {
  let redis: { process: ChildProcess; url: string };
  let database: TestDatabase;
  let apps: [TestApp, TestApp];

  before(async () => {
    [redis, database] = await Promise.all([startRedis(), startTestDatabase()]);
  });
  beforeEach(async () => {
    apps = await Promise.all([startOne(), startOne()]);
  });
  afterEach(async () => {
    disconnectAll();
    await Promise.all((apps ?? []).map((app) => app.close()));
  });
  after(async () => {
    redis.process.kill();
    await Promise.all([once(redis.process, 'exit'), database.close()]);
  });

  it('bring people to the node that carries the room, and show on both who is inside', async () => {
    const [ann, bob] = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Far and near' } });

    const annSeated = await sitDown(apps[0], ann, roomId);
    await bob.line.ask('rooms:watch', {});
    const bobSeated = await sitDown(apps[1], bob, roomId);

    expect(apps.map(({ url }) => url)).to.include(annSeated.joined.voice.url);
    expect(bobSeated.joined.voice.url).to.equal(annSeated.joined.voice.url);
    expect(await annSeated.voice.next('peer:joined')).to.include({ id: bobSeated.opened.peerId });
    for (const [app, guest] of [
      [apps[0], ann],
      [apps[1], bob],
    ] as const) {
      const watching = await connectGuest(app, guest);
      await inside(watching, roomId, 2);
    }
  });

  it('send the text of a room to everyone inside, and end a walk on whichever process it leads', async () => {
    const [ann, bob] = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId, conversationId } = await ann.call('rooms.create', { body: { title: 'Far and near' } });
    const seated = await Promise.all([sitDown(apps[0], ann, roomId), sitDown(apps[1], bob, roomId)]);

    await ann.line.ask('message:send', { conversationId, clientMessageId: 'one-to-both', text: 'hello' });
    await bob.line.next('message:created');
    for (const { guest, voice } of seated) {
      await guest.line.ask('room:leave', { roomId });
      expect(await voice.next('voice:closed')).to.deep.equal({ reason: 'left' });
    }
  });

  it('move to the other process when theirs ends', async () => {
    const guests = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await guests[0].call('rooms.create', { body: { title: 'On the move' } });
    const seated = await Promise.all(guests.map((guest, at) => sitDown(appAt(at), guest, roomId)));
    const carrier = apps.findIndex(({ url }) => url === seated[0]?.joined.voice.url);
    const [other, stays] = [appAt(1 - carrier), seated[1 - carrier] as Seated];

    await appAt(carrier).close();

    expect(await stays.voice.next('voice:closed')).to.deep.equal({ reason: 'media_restarted' });
    const back = await sitDown(other, stays.guest, roomId);
    expect(back.joined.voice.url).to.equal(other.url);
    expect(back.opened.peers).to.have.length(1);
    await inside(stays.guest, roomId, 1);
  });

  it('are known to a process that starts later', async () => {
    const ann = await newGuest(apps[0]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Since long' } });
    await sitDown(apps[0], ann, roomId);

    const late = await startOne();
    try {
      const cat = await newGuest(late);
      await inside(cat, roomId, 1);
    } finally {
      await late.close();
    }
  });

  function appAt(at: number): TestApp {
    return at === 0 ? apps[0] : apps[1];
  }

  function startOne(): Promise<TestApp> {
    const { connection, kind } = database.database;
    return startTestApp({
      env: { REDIS_URL: redis.url, TOKEN_SECRETS: tokenSecrets },
      limits: { roomChangeMs: 20 },
      database: { connection, kind, state: () => database.database.state(), close: async () => {} },
    });
  }
});

/** Waits until someone who watches sees so many inside. */
async function inside(guest: Guest, roomId: string, howMany: number): Promise<void> {
  const { rooms } = await guest.line.ask('rooms:watch', {});
  if (rooms.some(({ id, peers }) => id === roomId && peers.length === howMany)) return;
  await guest.line.next('room:changed', ({ id, peers }) => id === roomId && peers.length === howMany);
}

async function startRedis(): Promise<{ process: ChildProcess; url: string }> {
  const port = await freePort();
  const process = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url });
  // Until it listens, each try is refused and the next one follows.
  client.on('error', () => {});
  await Promise.race([client.connect(), once(process, 'error').then(([error]) => Promise.reject(error))]);
  client.destroy();
  return { process, url };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
