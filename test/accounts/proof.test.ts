/** What a stranger at an open computer must not do needs a fresh proof of who the person is. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { type RouteDefinition, type RouteName, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusal, refusalOf, signUp } from '../support/people.ts';
import { closeClients, createClient, rejection } from '../support/sdk.ts';

const OK = 'nothing was refused';
const NEEDED = 'forbidden/proof_needed';
const ID = '652f000000000000000000aa';

describe('a fresh proof', () => {
  let aheadMs = 0;
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ clock: new Clock(() => Date.now() + aheadMs) });
  });
  afterEach(async () => {
    aheadMs = 0;
    await closeClients();
  });
  after(() => app.close());

  const needing = (Object.entries(routes) as [RouteName, RouteDefinition][]).filter(
    ([, { proof }]) => proof === 'fresh',
  );
  const prove = ({ call, password }: Person, given = password) => call('accounts.prove', { body: { password: given } });
  const endOthers = ({ call }: Person) => refusalOf(call('sessions.revokeOthers'));

  it('is the sign-in, for ten minutes', async () => {
    const ada = await signUp(app);
    const { accessToken } = await caller(app)('sessions.signIn', {
      body: { email: ada.email, password: ada.password },
    });
    const signedIn = { ...ada, call: caller(app, accessToken) };

    aheadMs = limits.proofMs - 5_000;
    const before = await endOthers(signedIn);
    aheadMs = limits.proofMs + 1;

    expect([before, await endOthers(signedIn)]).to.deep.equal([OK, NEEDED]);
  });

  it('is needed to end other sessions, and what was refused has changed nothing', async () => {
    const ada = await signUp(app);
    const other = await caller(app)('sessions.signIn', { body: { email: ada.email, password: ada.password } });
    aheadMs = limits.proofMs + 1;

    const one = await refusal(ada.call('sessions.revoke', { params: { sessionId: other.sessionId } }));
    const all = await refusal(ada.call('sessions.revokeOthers'));

    expect([one, all].map(({ status, reason }) => [status, reason])).to.deep.equal([
      [403, NEEDED],
      [403, NEEDED],
    ]);
    expect(await refusalOf(caller(app, other.accessToken)('accounts.me'))).to.equal(OK);
  });

  for (const [name, { body, params }] of needing) {
    if (body || name === 'sessions.revokeOthers') continue;
    it(`is needed for ${name}, also with an unknown id`, async () => {
      const ada = await signUp(app);
      aheadMs = limits.proofMs + 1;
      const input = params ? { params: Object.fromEntries(Object.keys(params.shape).map((key) => [key, ID])) } : {};

      expect(await refusalOf(ada.call(name, input as never))).to.equal(NEEDED);
    });
  }

  it('is renewed with the password, in this session only', async () => {
    const ada = await signUp(app);
    const { accessToken } = await caller(app)('sessions.signIn', {
      body: { email: ada.email, password: ada.password },
    });
    aheadMs = limits.proofMs + 1;

    await prove(ada);

    expect(await refusalOf(caller(app, accessToken)('sessions.revokeOthers'))).to.equal(NEEDED);
    expect(await endOthers(ada)).to.equal(OK);
  });

  it('is not renewed with a wrong password, or by new tokens', async () => {
    const ada = await signUp(app);
    aheadMs = limits.proofMs + 1;

    const refused = await refusalOf(prove(ada, 'is it this one'));
    const { accessToken } = await caller(app)('sessions.refresh', { body: { refreshToken: ada.refreshToken ?? '' } });

    expect(refused).to.equal('forbidden/wrong_password');
    expect(await refusalOf(caller(app, accessToken)('sessions.revokeOthers'))).to.equal(NEEDED);
  });

  it('goes along to another organisation, and does not become newer there', async () => {
    const ada = await proveAddress(app, await signUp(app));
    const tenantId = await createTenant(ada);
    aheadMs = limits.proofMs - 5_000;

    const member = await switchTo(app, ada, tenantId);
    const before = await endOthers(member);
    aheadMs = limits.proofMs + 1;

    expect([before, await endOthers(member)]).to.deep.equal([OK, NEEDED]);
  });

  it('is missing in a session from before it was stored, and after a switch of this session', async () => {
    const ada = await proveAddress(app, await signUp(app));
    const tenantId = await createTenant(ada);
    await app.connection.collection('sessions').updateMany({ personId: ada.id }, { $unset: { provenAt: '' } });

    const before = await endOthers(ada);
    const member = caller(app, (await ada.call('sessions.switch', { body: { tenantId } })).accessToken);

    expect([before, await refusalOf(member('sessions.revokeOthers'))]).to.deep.equal([NEEDED, NEEDED]);
  });

  it('is asked for once by the SDK for all calls that wait, which then repeats them', async () => {
    const ada = await signUp(app);
    let questions = 0;
    const sdk = createClient(app, {
      onProofNeeded: async () => {
        questions += 1;
        await sdk.accounts.prove({ password: ada.password });
        return true;
      },
    });
    await sdk.signIn(ada);
    aheadMs = limits.proofMs + 1;

    await Promise.all([sdk.sessions.revokeOthers(), sdk.sessions.revokeOthers()]);

    expect(questions).to.equal(1);
    expect((await sdk.sessions.list()).items).to.have.length(1);
  });

  it('leaves a call of the SDK refused if the person does not give it, or nobody can ask', async () => {
    const ada = await signUp(app);
    const [asking, silent] = [createClient(app, { onProofNeeded: async () => false }), createClient(app)];
    for (const sdk of [asking, silent]) await sdk.signIn(ada);
    aheadMs = limits.proofMs + 1;

    for (const sdk of [asking, silent])
      expect(await rejection(sdk.sessions.revokeOthers())).to.include({ code: 'forbidden', reason: 'proof_needed' });
  });
});
