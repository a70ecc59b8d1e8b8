/** Sessions that begin at the moment in which all sessions of the account end. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { holdNext } from '../support/hold.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';

const ENDED = 'unauthenticated/session_ended';

/**
 * The next end of the sessions in the public tenant waits for `release`. `othersEnded` resolves when those of the organisation have
 * ended.
 */
function holdPublicSessions(app: TestApp): { othersEnded: Promise<void>; release: () => void } {
  const { sessions } = app.services;
  const endAll = sessions.endAll.bind(sessions);
  const [ended, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isHeld = false;
  const held: typeof endAll = async (...args) => {
    if (args[0].tenantId === PUBLIC_TENANT && !isHeld) {
      isHeld = true;
      await released.promise;
    }
    await endAll(...args);
    if (args[0].tenantId !== PUBLIC_TENANT) ended.resolve();
  };
  Object.assign(sessions, { endAll: held });
  return { othersEnded: ended.promise, release: released.resolve };
}

describe('the end of all other sessions', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  async function onOtherDevice({ email, password, ...ada }: Person): Promise<Person> {
    const { accessToken } = await caller(app)('sessions.signIn', { body: { email, password } });
    return { ...ada, email, password, accessToken, call: caller(app, accessToken) };
  }

  it('also ends one that moves to another organisation at this moment', async () => {
    const ada = await signUp(app);
    const tenantId = await createTenant(ada);
    const other = await onOtherDevice(ada);
    const held = holdPublicSessions(app);
    const ending = ada.call('sessions.revokeOthers');
    await held.othersEnded;

    const moved = await switchTo(app, other, tenantId);
    held.release();
    await ending;

    Reflect.deleteProperty(app.services.sessions, 'endAll');
    expect(await refusalOf(moved.call('accounts.me'))).to.equal(ENDED);
    expect(await refusalOf(ada.call('accounts.me'))).to.equal('nothing was refused');
  });

  it('refuses a second step that was right just before', async () => {
    const ada = await signUp(app);
    const { app: authenticator } = await addAuthenticator(ada);
    const body = { challengeId: await challengeOf(ada), code: authenticator.code() };
    const held = holdNext(app.services.sessions, 'begin');
    const late = refusalOf(caller(app)('sessions.signInSecond', { body }));
    await held.reached;

    await ada.call('sessions.revokeOthers');
    held.release();

    expect(await late).to.equal('unauthenticated/wrong_credentials');
    expect((await ada.call('sessions.list')).items.map(({ isCurrent }) => isCurrent)).to.deep.equal([true]);
  });
});
