/** Two server processes that share a database and Redis behave like one server. */
import { expect } from 'chai';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { TestApp } from '../support/app.ts';
import { request } from '../support/http.ts';
import { signUp } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';

describe('two processes', () => {
  let processes: TestProcesses;
  let here: TestApp;
  let there: TestApp;

  before(async () => {
    processes = await TestProcesses.start();
    [here, there] = await processes.startTwo();
  });
  after(() => processes?.close());

  it('accept each other’s tokens, and end a session on both immediately', async () => {
    const ada = await signUp(here);
    const me = () => request(there, '/account', { token: ada.accessToken });
    const before = await me();

    const ended = nextEvent(there, 'sessionsEnded');
    await ada.call('sessions.signOut');
    await ended;

    expect([before.status, (await me()).status]).to.deep.equal([200, 401]);
  });

  it('let a refresh token be used only once, on either process', async () => {
    const ada = await signUp(here);
    const refresh = (app: TestApp) =>
      request(app, '/sessions/refresh', { method: 'POST', json: { refreshToken: ada.refreshToken } });

    const answers = await Promise.all([refresh(here), refresh(there), refresh(here), refresh(there)]);

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    expect(new Set(answers.map(({ json }) => json.refreshToken)).size).to.equal(1);
  });

  it('show a changed name on both', async () => {
    const ada = await signUp(here);
    const nameThere = async () =>
      (await there.services.profiles.summaries('public', [ada.id])).get(ada.id)?.displayName;
    await nameThere();

    const changed = nextEvent(there, 'profileChanged');
    await ada.call('profiles.update', { body: { displayName: 'Countess' } });
    await changed;

    expect(await nameThere()).to.equal('Countess');
  });
});

/** The next event of this name that reaches the process. */
function nextEvent(app: TestApp, name: keyof DomainEvents): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = app.kernel.events.on(name, (event) => {
      stop();
      resolve(event);
    });
  });
}
