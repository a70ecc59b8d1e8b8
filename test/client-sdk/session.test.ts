/** Signing up, in and out, resuming a session, and renewing tokens. */
import { expect } from 'chai';
import { MemoryTokenStore, type MeshiClient, MeshiError } from '../../client-sdk/index.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  closeClients,
  createClient,
  newPerson,
  rejection,
  waitFor,
  whenever,
  whenState,
  withClock,
} from '../support/sdk.ts';
import { type Network, startNetwork } from './network.ts';

describe('a session in the SDK', () => {
  let aheadMs = 0;
  const clock = new Clock(() => Date.now() + aheadMs);
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ clock, limits: { sessionSweepMs: 1_000_000 } });
  });
  afterEach(async () => {
    aheadMs = 0;
    await closeClients();
  });
  after(() => app.close());

  it('starts with a sign-up', async () => {
    const { sdk, email } = await newPerson(app);

    expect(sdk.me?.account.email).to.equal(email);
    expect(sdk.connection.state).to.equal('online');
  });

  it('is resumed by another client with the same token store', async () => {
    const tokenStore = new MemoryTokenStore();
    const { sdk, me } = await newPerson(app, { tokenStore });
    await sdk.close();
    const next = createClient(app, { tokenStore });

    const isSignedIn = await next.resume();

    expect(isSignedIn).to.equal(true);
    expect(next.me).to.deep.equal(me);
    await whenState(next, 'online');
  });

  it('that is being resumed lets calls wait for its token, but not for the profile', async () => {
    const network = await startNetwork(app);
    const tokenStore = new MemoryTokenStore();
    const { sdk } = await newPerson(network, { tokenStore });
    await sdk.topics.create({ title: 'Compilers', kind: 'discuss', language: 'en' });
    await sdk.close();
    const next = createClient(network, { tokenStore });
    const late = network.hold('"profile"');

    const resuming = next.resume();
    const mine = next.topics.listMine();
    const release = await late;

    expect((await mine).items.map(({ title }) => title)).to.deep.equal(['Compilers']);
    expect(next.me).to.equal(null);
    release();
    expect(await resuming).to.equal(true);
    await network.close();
  });

  it('resolves to false if there is nothing to resume', async () => {
    const sdk = createClient(app);

    expect(await sdk.resume()).to.equal(false);
    expect(sdk.me).to.equal(null);
  });

  it('is resumed as soon as the server can be reached, and the state says why it is not yet', async () => {
    const network = await startNetwork(app);
    const tokenStore = new MemoryTokenStore();
    const { sdk, me } = await newPerson(network, { tokenStore });
    await sdk.close();
    network.cut();
    const next = createClient(network, { tokenStore });

    const resuming = next.resume();
    const { error } = await whenever(next.connection, (snapshot) => snapshot.error !== null);
    const same = next.resume();
    const state = next.connection.state;
    network.mend();
    next.connection.retryNow();

    expect([await resuming, await same]).to.deep.equal([true, true]);
    expect({ state, reason: error?.reason }).to.deep.equal({ state: 'connecting', reason: 'network' });
    expect(next.me).to.deep.equal(me);
    await whenState(next, 'online');
    await network.close();
  });

  it('is no longer resumed by a client that was closed, or has signed in meanwhile', async () => {
    const network = await startNetwork(app);
    const tokenStore = new MemoryTokenStore();
    const { sdk, email, password } = await newPerson(network, { tokenStore });
    await sdk.close();
    network.cut();
    const [closed, busy] = [createClient(network, { tokenStore }), createClient(network, { tokenStore })];
    const refused = rejection(closed.resume());
    const resuming = busy.resume();
    await Promise.all([closed, busy].map(({ connection }) => whenever(connection, ({ error }) => error !== null)));

    await closed.close();
    network.mend();
    await busy.signIn({ email, password });

    expect(((await refused) as MeshiError).reason).to.equal('closed');
    expect(closed.connection.snapshot).to.deep.equal({ state: 'signed_out', error: null });
    expect(await resuming).to.equal(true);
    await network.close();
  });

  for (const [step, answer] of [
    ['its renewal', '"refreshToken"'],
    ['its profile', '"profile"'],
  ] as const) {
    it(`is resumed again after the client was closed while ${step} was late, with one connection`, async () => {
      const network = await startNetwork(app);
      const tokenStore = new MemoryTokenStore();
      const { sdk, me } = await newPerson(network, { tokenStore });
      await sdk.close();
      const next = createClient(network, { tokenStore });
      const late = network.hold(answer);
      const first = rejection(next.resume());
      const release = await late;

      const closing = next.close();
      const second = next.resume();
      await closing;
      const opened: unknown[] = [];
      next.connection.on('opened', (event) => opened.push(event));
      release();

      expect(await first).to.include({ reason: 'closed' });
      expect(((await first) as MeshiError).message).to.include('`resume()`');
      expect(await second).to.equal(true);
      await whenState(next, 'online');
      expect(next.me).to.deep.equal(me);
      expect(opened).to.have.length(1);
      await network.close();
    });
  }

  it('that another client of the same person has replaced goes on, and fetches what it has missed', async () => {
    const tokenStore = new MemoryTokenStore();
    const first = await newPerson(app, { tokenStore });
    await first.secondDevice({ tokenStore });
    const states: string[] = [];
    first.sdk.connection.on('changed', ({ state }) => states.push(state));
    const opened = waitFor(first.sdk.connection, 'opened');

    aheadMs = 24 * 3_600_000;
    await first.sdk.topics.listMine();

    expect(await opened).to.deep.equal({ isFirst: false });
    expect(states).not.to.include('connecting');
    expect(states).to.include('reconnecting');
  });

  it('cannot be resumed after signing out', async () => {
    const tokenStore = new MemoryTokenStore();
    const { sdk } = await newPerson(app, { tokenStore });
    const signedOut = waitFor(sdk, 'session:ended');

    await sdk.signOut();

    expect(await signedOut).to.deep.equal({ reason: 'asked' });
    expect(sdk.me).to.equal(null);
    expect(sdk.connection.state).to.equal('signed_out');
    expect(await tokenStore.load()).to.equal(null);
    expect(await createClient(app, { tokenStore }).resume()).to.equal(false);
  });

  it('goes on when the access token has expired, with one renewal for many calls', async () => {
    const tokenStore = new MemoryTokenStore();
    const { sdk } = await newPerson(app, { tokenStore });
    const before = await tokenStore.load();
    const saved: (string | null)[] = [];
    tokenStore.save = async (token) => void saved.push(token);
    aheadMs = 16 * 60_000;

    const answers = await Promise.all(Array.from({ length: 5 }, () => sdk.accounts.me()));

    expect(answers.map(({ account }) => account.id)).to.deep.equal(Array(5).fill(sdk.me?.account.id));
    expect(saved).to.have.length(1);
    expect(saved[0]).to.be.a('string').and.not.equal(before);
  });

  describe('with a renewal whose answer is late', () => {
    let network: Network;
    beforeEach(async () => {
      network = await startNetwork(app);
    });
    afterEach(() => network.close());

    it('stays signed out when the answer arrives', async () => {
      const { sdk, tokenStore, calling, release } = await renewing();
      const ends = reasonsOfEnds(sdk);

      await sdk.signOut();
      release();
      await calling;
      await rejection(sdk.topics.list());

      expect(ends).to.deep.equal(['asked']);
      expect(await tokenStore.load()).to.equal(null);
    });

    it('stays signed in as the next person', async () => {
      const next = await newPerson(app);
      const { sdk, tokenStore, calling, release } = await renewing();

      await sdk.signIn({ email: next.email, password: next.password });
      release();
      await calling;

      expect((await sdk.accounts.me()).account.id).to.equal(next.me.account.id);
      const resumed = createClient(app, { tokenStore });
      await resumed.resume();
      expect(resumed.me?.account.id).to.equal(next.me.account.id);
    });

    it('keeps the newer token for the next client if it is closed meanwhile', async () => {
      const { sdk, tokenStore, calling, release } = await renewing();
      const before = await tokenStore.load();

      sdk.close();
      release();
      await calling;

      expect(await tokenStore.load()).not.to.be.oneOf([before, null]);
      const next = createClient(app, { tokenStore });
      await next.resume();
      expect(next.me?.account.id).to.be.a('string');
    });

    /** A client that waits for the answer to a renewal, while its access token is valid. */
    async function renewing() {
      const tokenStore = new MemoryTokenStore();
      const { sdk } = await newPerson(network, { tokenStore });
      const answer = network.hold('"refreshToken"');
      aheadMs = 16 * 60_000;
      const calling = rejection(sdk.accounts.me());
      const release = await answer;
      aheadMs = 0;
      return { sdk, tokenStore, calling, release };
    }
  });

  it('stays signed out if the token store is still saving a renewed token then', async () => {
    const tokenStore = new SlowTokenStore();
    const { sdk } = await newPerson(app, { tokenStore });
    const ends = reasonsOfEnds(sdk);
    aheadMs = 16 * 60_000;
    const saving = tokenStore.slowDown();
    const calling = rejection(sdk.accounts.me());
    await saving;
    aheadMs = 0;
    const leaving = sdk.signOut();
    await tokenStore.saves(2);

    tokenStore.finish();
    await Promise.all([calling, leaving]);
    await rejection(sdk.topics.list());

    expect(ends).to.deep.equal(['asked']);
    expect(await tokenStore.load()).to.equal(null);
  });

  it('does not renew its token because a password was wrong', async () => {
    const tokenStore = new MemoryTokenStore();
    const { sdk } = await newPerson(app, { tokenStore });
    const before = await tokenStore.load();

    const errors = [
      await rejection(sdk.accounts.delete({ password: 'not mine' })),
      await rejection(sdk.accounts.changePassword({ password: 'not mine', newPassword: 'another quiet evening' })),
    ];

    expect(errors.map((error) => (error as MeshiError).reason)).to.deep.equal(Array(2).fill('wrong_password'));
    expect(await tokenStore.load()).to.equal(before);
  });

  it('keeps its connection when the token is renewed', async () => {
    const { sdk } = await newPerson(app);
    const states: string[] = [];
    sdk.connection.on('changed', ({ state }) => states.push(state));
    aheadMs = 16 * 60_000;

    await sdk.accounts.me();
    await sdk.request('presence:read', { personIds: [] });

    expect(states).to.deep.equal([]);
  });

  it('keeps its connection beyond the expiry of the token with which it was opened', async () => {
    let laterMs = 0;
    const timed = await startTestApp({
      clock: new Clock(() => Date.now() + laterMs),
      limits: { sessionSweepMs: 20 },
    });
    try {
      const { sdk, secondDevice } = await newPerson(timed);
      const phone = await secondDevice();
      const states: string[] = [];
      sdk.connection.on('changed', ({ state }) => states.push(state));
      laterMs = 10 * 60_000;
      await withClock(16 * 60_000, () => sdk.accounts.me());
      // The marker: the connection's requests are handled in order, so the server has the new token.
      await sdk.request('presence:read', { personIds: [] });

      const lost = waitFor(phone.connection, 'changed', ({ state }) => state === 'reconnecting');
      laterMs = 16 * 60_000;
      await lost;
      await whenState(phone, 'online');

      expect(states).to.deep.equal([]);
    } finally {
      await closeClients();
      await timed.close();
    }
  });

  it('ends with an event when the server ends it', async () => {
    const { sdk, secondDevice } = await newPerson(app);
    const phone = await secondDevice();
    const { items } = await sdk.sessions.list();
    const signedOut = waitFor(phone, 'session:ended');

    await sdk.sessions.revoke({ sessionId: items.find(({ isCurrent }) => !isCurrent)?.id ?? '' });

    expect(await signedOut).to.deep.equal({ reason: 'revoked' });
    expect(phone.connection.state).to.equal('signed_out');
    expect(sdk.connection.state).to.equal('online');
  });

  it('ends with an event when its renewal is refused', async () => {
    const { sdk } = await newPerson(app);
    const signedOut = waitFor(sdk, 'session:ended');
    aheadMs = 40 * 24 * 3_600_000;

    const error = await rejection(sdk.accounts.me());

    expect((error as MeshiError).code).to.equal('unauthenticated');
    expect(await signedOut)
      .to.have.property('reason')
      .that.is.oneOf(['refused', 'expired']);
    expect(sdk.me).to.equal(null);
  });

  it('has the changed profile in `me`', async () => {
    const { sdk } = await newPerson(app);
    const changed = waitFor(sdk, 'me:changed');

    await sdk.profiles.update({ displayName: 'Alice' });

    expect((await changed)?.profile.displayName).to.equal('Alice');
    expect(sdk.me?.profile.displayName).to.equal('Alice');
  });
});

function reasonsOfEnds(sdk: MeshiClient): string[] {
  const reasons: string[] = [];
  sdk.on('session:ended', ({ reason }) => reasons.push(reason));
  return reasons;
}

/** A store that needs time to save, from `slowDown` to `finish`. */
class SlowTokenStore extends MemoryTokenStore {
  #slow: PromiseWithResolvers<void> | null = null;
  #begun = 0;

  /** Resolves when the store begins to save. */
  slowDown(): Promise<void> {
    this.#slow = Promise.withResolvers();
    this.#begun = 0;
    return this.saves(1);
  }

  /** Resolves when so many saves have begun since `slowDown`; it asks again and again. */
  async saves(count: number): Promise<void> {
    while (this.#begun < count) await new Promise((resolve) => setImmediate(resolve));
  }

  finish(): void {
    this.#slow?.resolve();
  }

  override async save(refreshToken: string | null): Promise<void> {
    this.#begun += 1;
    await this.#slow?.promise;
    await super.save(refreshToken);
  }
}

describe('errors of the SDK', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(closeClients);
  after(() => app.close());

  it('have the code and the reason that the server gave', async () => {
    const { email, password } = await newPerson(app);
    const input = { email, password, handle: 'someone_else', displayName: 'Someone' };

    const error = await rejection(createClient(app).signUp(input));

    expect(error).to.be.instanceOf(MeshiError);
    expect(error).to.include({ code: 'conflict', isTemporary: false });
    expect((error as MeshiError).reason).to.be.a('string');
  });

  it('name the invalid fields', async () => {
    const { sdk } = await newPerson(app);

    const error = (await rejection(sdk.topics.create({ title: '' }))) as MeshiError;

    expect(error.code).to.equal('invalid_input');
    expect(error.details.problems?.[0]?.path).to.contain('title');
  });

  it('have the code `unauthenticated` if nobody is signed in', async () => {
    const error = (await rejection(createClient(app).topics.list())) as MeshiError;

    expect(error.code).to.equal('unauthenticated');
  });

  for (const url of ['', '127.0.0.1:4600', 'meshi.example', 'ftp://meshi.example', '/api']) {
    it(`are thrown at once for ${JSON.stringify(url)}, which is no address of a server`, () => {
      let thrown: unknown;
      try {
        createClient({ url });
      } catch (error) {
        thrown = error;
      }

      expect(thrown).to.be.instanceOf(MeshiError);
      expect(thrown).to.include({ code: 'invalid_input', reason: 'url', isTemporary: false });
    });
  }

  it('have the code `unavailable` if no server answers', async () => {
    const error = (await rejection(
      createClient({ url: 'http://127.0.0.1:9' }).signIn({ email: 'a@example.com', password: 'wrong' }),
    )) as MeshiError;

    expect(error.code).to.equal('unavailable');
    expect(error.reason).to.equal('network');
    expect(error.isTemporary).to.equal(true);
  });

  it('are not hidden by repeating a write, whose first attempt may have succeeded', async () => {
    const network = await startNetwork(app);
    try {
      const { sdk } = await newPerson(network);
      const answer = network.hold('"title":"Once"');
      const creating = rejection(sdk.topics.create({ title: 'Once' }));
      await answer;

      network.cut();
      network.mend();

      expect(((await creating) as MeshiError).reason).to.equal('network');
      expect((await sdk.topics.listMine()).items).to.have.length(1);
    } finally {
      await network.close();
    }
  });

  it('do not come from a read whose first answer was lost: it is repeated', async () => {
    const network = await startNetwork(app);
    try {
      const { sdk } = await newPerson(network);
      const answer = network.hold('"nextCursor"');
      const reading = sdk.topics.listMine();
      await answer;

      network.cut();
      network.mend();

      expect((await reading).items).to.deep.equal([]);
    } finally {
      await network.close();
    }
  });

  it('have the code `unavailable` if a call is aborted', async () => {
    const { sdk } = await newPerson(app);

    const error = (await rejection(sdk.topics.list({}, { signal: AbortSignal.abort() }))) as MeshiError;

    expect(error).to.include({ reason: 'aborted', isTemporary: false });
  });
});
