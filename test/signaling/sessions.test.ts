/** Which connections are accepted, how long they last, and what ends them. */
import { expect } from 'chai';
import pino from 'pino';
import { Clock } from '../../src/kernel/clock.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { matchedPair, type Person, Refusal, signUp } from '../support/people.ts';
import { connect, disconnectAll, type MainSocket, message, SocketClient } from '../support/socket-client.ts';

describe('connections', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { connectionsPerPerson: 2, sessionSweepMs: 50, requestsPer10s: 50 } });
  });

  afterEach(disconnectAll);

  after(() => app.close());

  it('are refused with a typed error: without a token, with a wrong one, with another protocol, or too many', async () => {
    const person = await signUp(app);
    const { accessToken } = person;
    const reasons = [
      await refusalOf({ protocol: 1 }),
      await refusalOf({ protocol: 1, accessToken: { $gt: '' } }),
      await refusalOf({ protocol: 1, accessToken: `${accessToken}x` }),
      await refusalOf({ protocol: 99, accessToken }),
      await refusalOf({ protocol: 0, accessToken }),
    ];
    await Promise.all([connect(app, person), connect(app, person)]);
    reasons.push(await refusalOf({ protocol: 1, accessToken }));

    expect(reasons.map((wire) => wire?.code)).to.deep.equal([
      'unauthenticated',
      'unauthenticated',
      'unauthenticated',
      'incompatible_protocol',
      'incompatible_protocol',
      'limit_exceeded',
    ]);
    expect(reasons[3]?.details?.reason).to.equal('server_too_old');
    expect(reasons[4]?.details?.reason).to.equal('client_too_old');
  });

  it('are refused from pages of other origins', async () => {
    const open = async (origin: string) =>
      (await fetch(`${app.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })).status;
    const foreign = ['https://elsewhere.example', 'http://localhost:5173', app.url.replace(/:\d+$/, ':1'), 'null'];

    expect(await Promise.all(foreign.map(open))).to.deep.equal([403, 403, 403, 403]);
    expect(await open(app.url)).to.equal(200);
  });

  it('of a page to another node work without WebSocket, from the pages of PUBLIC_URL alone', async () => {
    const env = { PUBLIC_URL: 'https://meshi.example' };
    const [node, single] = await Promise.all([
      startTestApp({ env: { ...env, NODE_URL: 'https://node1.example' } }),
      startTestApp({ env }),
    ]);
    const open = async ({ url }: TestApp, origin: string) => {
      const headers = { origin, 'sec-fetch-site': 'cross-site' };
      const { status, headers: answered } = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers });
      return [status, answered.get('access-control-allow-origin')];
    };

    const answers = [await open(node, 'https://meshi.example'), await open(node, 'https://elsewhere.example')];
    const ofSingle = await open(single, 'https://meshi.example');
    await Promise.all([node.close(), single.close()]);

    expect(answers[0]).to.deep.equal([200, 'https://meshi.example']);
    expect([answers[1]?.[0], ofSingle[0]]).to.deep.equal([403, 403]);
  });

  it('end when their token expires, unless it was renewed', async () => {
    let later = 0;
    const clock = new Clock(() => Date.now() + later);
    const timed = await startTestApp({ clock, limits: { sessionSweepMs: 20 } });
    try {
      const [idle, active] = await Promise.all([signUp(timed), signUp(timed)]);
      const [left, renewed] = await Promise.all([connect(timed, idle), connect(timed, active)]);
      later = 10 * MINUTE_MS;
      const { accessToken } = await active.call('sessions.refresh', {
        body: { refreshToken: active.refreshToken ?? '' },
      });
      const { accessTokenExpiresAt } = await renewed.ask('session:renew', { accessToken });
      const withOlder = await renewed.ask('session:renew', { accessToken: active.accessToken });

      later = 16 * MINUTE_MS;

      expect(await left.received('session:ended')).to.deep.equal({ reason: 'expired' });
      await left.ended();
      expect(await renewed.answer('rooms:unwatch', {})).to.deep.equal({ ok: true, data: {} });
      expect(Date.parse(accessTokenExpiresAt)).to.be.greaterThan(clock.now());
      expect(withOlder).to.deep.equal({ accessTokenExpiresAt });
      renewed.close();
    } finally {
      await timed.close();
    }
  });

  it('cannot be renewed with the token of another session', async () => {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    const device = await connect(app, alice);

    const mine = await signedInAgain(alice);

    const other = await device.answer('session:renew', { accessToken: bob.accessToken });
    const otherOfMine = await device.answer('session:renew', { accessToken: mine.accessToken });
    const none = await device.answer('session:renew', { accessToken: 'nonsense' });

    for (const refused of [other, otherOfMine]) {
      expect(refused).to.have.nested.property('error.details.reason', 'other_session');
    }
    expect(none).to.have.nested.property('error.code', 'unauthenticated');
  });

  it('end at once when their session is revoked, while other sessions stay connected', async () => {
    const person = await signUp(app);
    const [first, second] = [await connect(app, person), await connect(app, await signedInAgain(person))];

    await person.call('sessions.revoke', { params: { sessionId: person.sessionId } });

    expect(await first.received('session:ended')).to.deep.equal({ reason: 'revoked' });
    await first.ended();
    expect(await second.answer('rooms:unwatch', {})).to.deep.equal({ ok: true, data: {} });
  });

  it('answer malformed, unknown or too many requests with typed errors, and end after too many errors', async () => {
    const device = await connect(app, await signUp(app));
    const ask = (name: string, ...args: unknown[]) => device.socket.timeout(5_000).emitWithAck(name, ...args);

    const codes = [
      await ask('message:send', null),
      await ask('message:send'),
      await ask('message:send', {}, {}),
      await ask('message:send', Buffer.from('x')),
      await ask('no:such', {}),
      await ask('__proto__', {}),
      await ask('constructor', {}),
      await ask('error', {}),
    ].map((result) => result.error.code);
    device.socket.emit('message:send', {});
    device.socket.emit('rooms:unwatch', {}, 'not a function');
    const answers = await Promise.allSettled(Array.from({ length: 120 }, () => ask('rooms:unwatch', {})));
    await device.ended();

    expect(new Set(codes)).to.deep.equal(new Set(['invalid_input']));
    const limited = answers.filter((one) => one.status === 'fulfilled' && one.value.error?.code === 'limit_exceeded');
    expect(limited.length).to.be.greaterThan(0);
  });

  it('that are cut are logged once, whatever was sent meanwhile, and may come back only after a pause', async () => {
    const warnings: string[] = [];
    const log = pino({ ...logOptions, level: 'warn' }, { write: (line) => warnings.push(line) });
    let nowMs = Date.now();
    const clock = new Clock(() => nowMs);
    const small = await startTestApp({ log, clock, limits: { requestsPer10s: 10, cutConnectionPauseMs: 30_000 } });
    try {
      const { alice, bob } = await matchedPair(small);
      const devices = [await connect(small, alice), await connect(small, alice)];

      for (const { socket } of devices) for (let at = 0; at < 200; at += 1) socket.emit('no:such', {});
      await Promise.all(devices.map((device) => device.ended()));
      const refused = await connect(small, alice).catch((error: unknown) => error);
      await connect(small, bob);
      nowMs += 30_000;
      await connect(small, alice);

      expect(refused).to.have.nested.property('error.code', 'limit_exceeded');
      expect(refused).to.have.nested.property('error.details.retryAfterMs', 30_000);
      expect(warnings.filter((line) => line.includes('connection cut'))).to.have.length(1);
    } finally {
      disconnectAll();
      await small.close();
    }
  });

  it('are refused beyond the limit of an address, until one of them has ended', async () => {
    const small = await startTestApp({ limits: { connectionsPerAddress: 2, presenceBatchMs: 1 } });
    try {
      const { alice, bob } = await matchedPair(small);
      const [a, b] = [await connect(small, alice), await connect(small, bob)];

      const refused = await connect(small, alice).then(
        () => 'accepted',
        () => 'refused',
      );
      await a.received('presence:changed', ({ isOnline }) => isOnline);
      b.close();
      await a.received('presence:changed', ({ isOnline }) => !isOnline);

      expect(refused).to.equal('refused');
      await connect(small, bob);
    } finally {
      disconnectAll();
      await small.close();
    }
  });

  it('can send only so many messages, and other requests still', async () => {
    const small = await startTestApp({ limits: { messagesPer10s: 3, requestsPer10s: 100 } });
    try {
      const { alice, conversationId } = await matchedPair(small);
      const a = await connect(small, alice);

      const answers = [];
      for (let at = 0; at < 4; at += 1) answers.push(await a.answer('message:send', message(conversationId)));

      expect(answers.map(({ ok }) => ok)).to.deep.equal([true, true, true, false]);
      expect(answers[3]).to.have.nested.property('error.code', 'limit_exceeded');
      expect(answers[3]).to.have.nested.property('error.details.retryAfterMs').that.is.greaterThan(0);
      expect(await a.answer('rooms:unwatch', {})).to.deep.equal({ ok: true, data: {} });
    } finally {
      disconnectAll();
      await small.close();
    }
  });

  it('that stalled are cut when they catch up, because they have missed events', async () => {
    const small = await startTestApp({ limits: { slowReaderMs: 3_600_000 } });
    try {
      const { alice, bob, conversationId } = await matchedPair(small);
      const [writer, stalled] = [await connect(small, alice), await connect(small, bob)];
      const text = '飯'.repeat(4_000);
      let seq = 0;
      // A few at a time: the connection that writes must not stall.
      const write = () =>
        Promise.all(Array.from({ length: 20 }, () => writer.ask('message:send', message(conversationId, text))));

      // How much the system buffers for a connection differs: write more until the connection has missed something.
      for (let rounds = 50; stalled.socket.connected; rounds *= 2) {
        pause(stalled);
        for (let round = 0; round < rounds; round += 1) await write();
        seq += rounds * 20;
        resume(stalled);
        const isEnded = stalled.ended();
        await Promise.race([
          isEnded,
          stalled.received('message:created', (one) => one.seq === seq).catch(() => isEnded),
        ]);
      }

      const seqs = stalled.all('message:created').map((one) => one.seq);
      expect(seqs).to.deep.equal(Array.from({ length: seqs.length }, (_, at) => at + 1));
      expect(seqs.length).to.be.lessThan(seq);
    } finally {
      disconnectAll();
      await small.close();
    }
  });

  it('that do not read are cut, while the others continue', async () => {
    const small = await startTestApp({
      limits: { slowReaderBytes: 50_000, slowReaderMs: 200 },
    });
    try {
      const { alice, bob, conversationId } = await matchedPair(small);
      const [writer, reader] = [await connect(small, alice), await connect(small, alice)];
      const stalled = await connect(small, bob);
      await writer.received('presence:changed', ({ isOnline }) => isOnline);
      pause(stalled);
      const text = 'x'.repeat(4_000);
      let sent = 0;

      // Bob has only the connection that does not read: when it is cut, he is offline.
      while (!writer.all('presence:changed').some(({ isOnline }) => !isOnline)) {
        await Promise.all(Array.from({ length: 100 }, () => writer.ask('message:send', message(conversationId, text))));
        sent += 100;
      }
      await reader.received('message:created', ({ seq }) => seq === sent);

      const seqs = reader.all('message:created').map(({ seq }) => seq);
      expect(seqs).to.deep.equal(Array.from({ length: sent }, (_, at) => at + 1));
      for (const device of [writer, reader, stalled]) device.close();
    } finally {
      await small.close();
    }
  });

  it('that stop polling are cut when too much waits for them', async () => {
    const limits = { slowReaderBytes: 200_000, slowReaderMs: 100, pingIntervalMs: 600_000 };
    const small = await startTestApp({ limits });
    try {
      const { alice, bob, conversationId } = await matchedPair(small);
      const writer = await connect(small, alice);
      const url = `${small.url}/socket.io/?EIO=4&transport=polling`;
      const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
      const hello = `40${JSON.stringify({ accessToken: bob.accessToken, protocol: 1 })}`;
      await fetch(`${url}&sid=${sid}`, { method: 'POST', body: hello });
      await writer.received('presence:changed', ({ isOnline }) => isOnline);
      const text = 'x'.repeat(4_000);

      await Promise.all(Array.from({ length: 100 }, () => writer.ask('message:send', message(conversationId, text))));
      await writer.ask('message:send', message(conversationId, 'one more'));

      await writer.received('presence:changed', ({ isOnline }) => !isOnline);
      writer.close();
    } finally {
      await small.close();
    }
  });

  async function refusalOf(auth: object) {
    try {
      await SocketClient.connect(app.url, auth);
    } catch (error) {
      if (error instanceof Refusal) return error.error;
      throw error;
    }
    throw new Error('Expected a refusal, but the connection was accepted');
  }

  async function signedInAgain(person: Person): Promise<Person> {
    const { accessToken, sessionId } = await person.call('sessions.signIn', {
      body: { email: person.email, password: person.password },
    });
    return { ...person, accessToken, sessionId };
  }
});

const MINUTE_MS = 60_000;

/** Stops reading from the socket, like a phone that loses its network in a tunnel. */
function pause(client: MainSocket): void {
  webSocketOf(client).pause();
}

/** Reads on, what has waited first. */
function resume(client: MainSocket): void {
  webSocketOf(client).resume();
}

function webSocketOf({ socket }: MainSocket): { pause(): void; resume(): void } {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { pause(): void; resume(): void } } };
  return transport.ws;
}
