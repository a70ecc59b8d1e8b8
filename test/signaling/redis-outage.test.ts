/** Two processes while Redis is away, and after it: no event is lost, and what was forbidden on one is forbidden on both. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import pino from 'pino';
import { logOptions } from '../../src/kernel/log.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { listen, newGuest, openMicrophone, sitDown } from '../support/guest.ts';
import { request } from '../support/http.ts';
import { TestLink } from '../support/link.ts';
import { caller, matchedPair, signUp } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { closeClients, signIn, whenever } from '../support/sdk.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';

/** Longer than the Redis client keeps a command by default. */
const OUTAGE_MS = 6_000;

// Promise B1 of docs/promises.md.
describe('while Redis is away', function () {
  this.timeout(30_000);
  let processes: TestProcesses;

  before(async () => {
    processes = await TestProcesses.start({ resyncSpreadMs: 100 });
  });
  afterEach(async () => {
    disconnectAll();
    await closeClients();
    processes.redis.resume();
    await processes.closeApps();
  });
  after(() => processes?.close());

  it('two processes lose no event, refuse an ended session and a blocked person, and log two lines', async () => {
    const lines: { msg: string; kind?: string }[] = [];
    const log = pino({ level: 'info', ...logOptions }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const [here, there] = [await processes.startOne(), await processes.startOne({ log })];
    const { alice, bob, conversationId } = await matchedPair(here);
    const [cat, dan] = [await matchedPair(here), await signUp(here)];
    const [a, b] = await Promise.all([connect(here, alice), connect(there, bob)]);
    const blocked = await connect(there, cat.bob);
    await blocked.ask('message:send', message(cat.conversationId));
    const account = () => request(there, '/account', { token: dan.accessToken });
    expect((await account()).status).to.equal(200);
    lines.length = 0;

    await processes.redis.stop();
    const away = delay(OUTAGE_MS);
    const sent = await a.ask('message:send', message(conversationId));
    await dan.call('sessions.signOut');
    await cat.alice.call('blocks.create', { params: { personId: cat.bob.id } });
    while ((await account()).status === 200) await delay(50);
    while ((await blocked.answer('message:send', message(cat.conversationId))).ok) await delay(50);
    expect(await readiness(there)).to.deep.include({ status: 'ready', redis: { state: 'away' } });
    await away;
    await processes.redis.startAgain();

    expect(await b.received('message:created')).to.deep.equal(sent);
    const told = lines.filter(({ kind }) => kind !== 'security').map(({ msg }) => msg.split(':')[0]);
    expect(told).to.deep.equal(['Redis does not answer', 'Redis answers again']);
    expect(await readiness(there)).to.deep.include({ status: 'ready', redis: { state: 'ready' } });
  });

  it('a Redis that hangs is noticed, requests are answered, and events arrive when it goes on', async () => {
    const [here, there] = await processes.startTwo();
    const { alice, bob, conversationId } = await matchedPair(here);
    const [a, b] = await Promise.all([connect(here, alice), connect(there, bob)]);

    processes.redis.pause();
    const sent = await a.ask('message:send', message(conversationId));
    await alice.call('profiles.update', { body: { displayName: 'Countess' } });
    expect(await readiness(here)).to.deep.include({ redis: { state: 'away' } });
    processes.redis.resume();

    expect(await b.received('message:created')).to.deep.equal(sent);
    expect(b.all('message:created')).to.have.length(1);
  });

  it('a process refuses a session that another one has ended, even if only the other one cannot reach Redis', async () => {
    const link = await TestLink.open(processes.redis.port);
    const there = await processes.startOne();
    const here = await processes.startOne({ env: { REDIS_URL: `redis://127.0.0.1:${link.port}` } });
    const dan = await signUp(here);
    const account = () => request(there, '/account', { token: dan.accessToken });
    expect((await account()).status).to.equal(200);

    link.cut();
    await dan.call('sessions.signOut');
    while ((await account()).status === 200) await delay(50);

    expect(await readiness(there)).to.deep.include({ redis: { state: 'ready' } });
    expect(await readiness(here)).to.deep.include({ redis: { state: 'away' } });
    await link.close();
  });

  it('a person whom another process blocked no longer hears the other one in a room', async () => {
    const there = await processes.startOne();
    const [ann, bob] = await Promise.all([newGuest(there), newGuest(there)]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Two of us' } });
    await openMicrophone(await sitDown(there, ann, roomId));
    const seat = await sitDown(there, bob, roomId);
    await listen(seat);
    const { consumerId } = await seat.voice.next('consumer:created');
    const here = await processes.startOne();

    await processes.redis.stop();
    await caller(here, ann.accessToken)('blocks.create', { params: { personId: bob.id } });

    expect(await seat.voice.next('consumer:closed')).to.deep.equal({ consumerId });
    await processes.redis.startAgain();
  });

  it('clients of the other process read again what too many waiting events have left out', async () => {
    const [here, there] = [
      await processes.startOne({ limits: { relayWaitingBytes: 4_000 } }),
      await processes.startOne(),
    ];
    const { alice, bob, conversationId } = await matchedPair(here);
    const { sdk } = await signIn(there, bob);
    const conversation = await sdk.conversations.open(conversationId);
    const a = await connect(here, alice);

    await processes.redis.stop();
    for (let seq = 1; seq <= 20; seq += 1) await a.ask('message:send', message(conversationId));
    await processes.redis.startAgain();

    await whenever(conversation, ({ messages }) => messages.length === 20);
  });

  it('an installation with another prefix on the same Redis hears nothing', async () => {
    const env = { REDIS_URL: processes.redis.url, REDIS_PREFIX: 'another' };
    const [here, there, another] = [...(await processes.startTwo()), await startTestApp({ env })];
    const alice = await signUp(here);
    const names: string[] = [];
    another.kernel.events.on('profileChanged', ({ summary }) => names.push(summary?.displayName ?? ''));

    const heard = new Promise((resolve) => there.kernel.events.on('profileChanged', resolve));
    await alice.call('profiles.update', { body: { displayName: 'Countess' } });
    await heard;
    await another.close();

    expect(names).to.deep.equal([]);
  });
});

async function readiness(app: TestApp): Promise<object> {
  return (await fetch(`${app.url}/readyz`)).json() as Promise<object>;
}
