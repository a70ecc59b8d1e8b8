/** Signing up, in and out, resuming a session, and renewing tokens. */
import { expect } from 'chai';
import { MemoryTokenStore, MeshiError } from '../../client-sdk/index.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeClients, createClient, newPerson, rejection, waitFor, whenState } from '../support/sdk.ts';

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

  it('resolves to false if there is nothing to resume', async () => {
    const sdk = createClient(app);

    expect(await sdk.resume()).to.equal(false);
    expect(sdk.me).to.equal(null);
  });

  it('cannot be resumed after signing out', async () => {
    const tokenStore = new MemoryTokenStore();
    const { sdk } = await newPerson(app, { tokenStore });
    const signedOut = waitFor(sdk, 'session:ended');

    await sdk.signOut();

    expect(await signedOut).to.deep.equal({ reason: 'asked' });
    expect(sdk.me).to.equal(null);
    expect(sdk.connection.state).to.equal('signed_out');
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

  it('have the code `unavailable` if no server answers', async () => {
    const error = (await rejection(
      createClient({ url: 'http://127.0.0.1:9' }).signIn({ email: 'a@example.com', password: 'wrong' }),
    )) as MeshiError;

    expect(error.code).to.equal('unavailable');
    expect(error.reason).to.equal('network');
    expect(error.isTemporary).to.equal(true);
  });

  it('have the code `unavailable` if a call is aborted', async () => {
    const { sdk } = await newPerson(app);

    const error = (await rejection(sdk.topics.list({}, { signal: AbortSignal.abort() }))) as MeshiError;

    expect(error.reason).to.equal('aborted');
  });
});
