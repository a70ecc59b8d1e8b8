/** What integrators need around the calls: listeners, hooks for fetch and logs, servers under a path, and other UI libraries. */
import { isProxy, isReactive, reactive } from '@vue/reactivity';
import { expect } from 'chai';
import { Emitter, isSupported, type LogEntry, MeshiClient, MeshiError } from '../../client-sdk/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeClients, createClient, newPerson, talkingPair, waitFor, whenState } from '../support/sdk.ts';
import { serveUnder } from './sub-path.ts';

class Bell extends Emitter<{ rung: number }> {
  ring(times: number): void {
    this.emit('rung', times);
  }
}

describe('an event source of the SDK', () => {
  it('calls a listener that was added with once only for the next event', () => {
    const bell = new Bell();
    const heard: number[] = [];
    bell.once('rung', (times) => heard.push(times));

    bell.ring(1);
    bell.ring(2);

    expect(heard).to.deep.equal([1]);
  });

  it('does not call a listener of once again that rings itself', () => {
    const bell = new Bell();
    const heard: number[] = [];
    bell.once('rung', (times) => {
      heard.push(times);
      bell.ring(2);
    });

    bell.ring(1);

    expect(heard).to.deep.equal([1]);
  });

  it('does not call a listener of once that was stopped before', () => {
    const bell = new Bell();
    const heard: number[] = [];
    bell.once('rung', (times) => heard.push(times))();

    bell.ring(1);

    expect(heard).to.deep.equal([]);
  });

  it('ends with off every subscription of this listener, and no other', () => {
    const bell = new Bell();
    const heard: string[] = [];
    const one = () => heard.push('one');
    bell.on('rung', one);
    bell.on('rung', one);
    bell.on('rung', () => heard.push('other'));

    bell.off('rung', one);
    bell.off('rung', () => heard.push('never added'));
    bell.ring(1);

    expect(heard).to.deep.equal(['other']);
  });
});

describe('isSupported', () => {
  it('is true for chat in Node, and false for voice and the microphone', () => {
    expect([isSupported(), isSupported('chat'), isSupported('voice'), isSupported('microphone')]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('an error of the SDK', () => {
  it('keeps its message, but not its cause, in JSON', () => {
    const error = new MeshiError('conflict', 'The room is full.', { reason: 'room_full', cause: new Error('secret') });

    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({
      name: 'MeshiError',
      code: 'conflict',
      reason: 'room_full',
      message: 'The room is full.',
      details: {},
      errorId: null,
      isTemporary: false,
    });
  });
});

describe('the client', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(closeClients);
  after(() => app.close());

  it('normalises the address of the server, and keeps its path', () => {
    const urls = ['https://Meshi.Example/', 'https://example.com/meshi/', 'http://localhost:3000/?a=1#b'];

    expect(urls.map((url) => new MeshiClient({ url }).url)).to.deep.equal([
      'https://meshi.example',
      'https://example.com/meshi',
      'http://localhost:3000',
    ]);
  });

  it('uses a server under a path: calls, the socket and pictures', async () => {
    const proxy = await serveUnder('/meshi', app);
    try {
      const { sdk, me } = await newPerson({ url: proxy.url });
      const { items } = await sdk.request('presence:read', { personIds: [me.profile.id] });

      expect(items).to.be.an('array');
      expect(sdk.resolveUrl('/api/v1/avatars/1')).to.equal(`${proxy.url}/api/v1/avatars/1`);
      expect(sdk.resolveUrl('https://pictures.example/1')).to.equal('https://pictures.example/1');
      expect((await fetch(sdk.resolveUrl('/api/v1/meta'))).status).to.equal(200);
    } finally {
      await closeClients();
      await proxy.close();
    }
  });

  it('sends its requests with the fetch function that it was given', async () => {
    const sent: string[] = [];
    const sdk = createClient(app, {
      fetch: (url, init) => {
        sent.push(`${init.method} ${url}`);
        return fetch(url, { ...init, headers: { ...init.headers, 'x-trace': '1' } });
      },
    });

    await sdk.meta.get();

    expect(sent).to.deep.equal([`GET ${app.url}/api/v1/meta`]);
  });

  it('logs calls and states of the connection, without tokens, passwords and messages', async () => {
    const log: LogEntry[] = [];
    const { alice, bob } = await talkingPair(app, { alice: { logger: (entry) => log.push(entry) } });
    const arrived = waitFor(bob.conversation, 'message:added');
    await alice.conversation.send('A secret recipe');
    await arrived;
    await alice.sdk.topics.get({ topicId: 'none' }).catch(() => {});
    await alice.sdk.signOut();

    const messages = log.map(({ level, event, message }) => `${level} ${event} ${message.replace(/\d+ ms/, '… ms')}`);
    expect(messages).to.include('debug call sessions.signIn: 201 after … ms');
    expect(messages).to.include('info connection connection: online');
    expect(messages.some((line) => line.startsWith('warn call topics.get:'))).to.equal(true);
    expect(JSON.stringify(log)).not.to.match(/secret recipe|quiet evening|eyJ/);
  });

  it('goes on if the logger throws, whose error becomes an uncaught one', async () => {
    const sdk = createClient(app, {
      logger: () => {
        throw new Error('The disk is full');
      },
    });
    const uncaught = nextUncaughtError();

    const about = await sdk.meta.get();

    expect(about).to.have.property('name', 'Meshi');
    expect(await uncaught).to.have.property('message', 'The disk is full');
  });

  it('works inside reactive objects of Vue, which leave it as it is', async () => {
    const { sdk } = await newPerson(app);
    const state = reactive({ meshi: sdk, parts: { rooms: sdk.rooms, conversations: sdk.conversations } });
    const list = state.parts.conversations.list();

    state.meshi.on('me:changed', () => {});

    expect(state.meshi.connection.state).to.equal('online');
    expect(state.parts.rooms.current).to.equal(null);
    expect([state.meshi, state.parts.rooms, reactive(list)].some(isProxy)).to.equal(false);
    expect(isReactive(state.parts)).to.equal(true);
  });

  it('knows nobody in `me` and nothing in its lists after close, and says so in its errors', async () => {
    const { sdk } = await newPerson(app);
    await whenState(sdk, 'online');

    await sdk.close();
    const error = await sdk.request('presence:read', { personIds: [] }).catch((problem: unknown) => problem);

    expect(sdk.me).to.equal(null);
    expect(error).to.be.instanceOf(MeshiError).and.to.have.property('code', 'unauthenticated');
  });
});

/** Resolves to the next uncaught error, which the test runner does not see. */
function nextUncaughtError(): Promise<unknown> {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  return new Promise((resolve) => {
    process.once('uncaughtException', (error) => {
      for (const listener of others) process.on('uncaughtException', listener);
      resolve(error);
    });
  });
}
