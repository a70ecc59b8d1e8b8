/** What a change of the credentials ends, and that the owner is told. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';
import { until } from '../support/until.ts';

const OK = 'nothing was refused';
const newPassword = 'another quiet evening';

describe('a change of the credentials', () => {
  let app: TestApp;
  let mailServer: MailServer;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url }, limits: { newAddressMailsPerDay: 2 } });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const change = ({ call }: Person, password: string, next: string) =>
    call('accounts.changePassword', { body: { password, newPassword: next } });

  it('is told to the owner by mail, after a change and after a reset', async () => {
    const person = await signUp(app);

    const { email } = person;
    const changed = await mailServer.textOf(() => change(person, person.password, newPassword), email);
    const token = await mailServer.tokenOf(() => caller(app)('passwordResets.request', { body: { email } }), email);
    const body = { token, newPassword: 'a third quiet evening' };
    const reset = await mailServer.textOf(() => caller(app)('passwordResets.confirm', { body }), email);

    for (const letter of [changed, reset]) expect(letter).to.include(`${app.url}/forgot-password`);
    expect(mailServer.mails.slice(-3).map(({ to }) => to)).to.deep.equal([email, email, email]);
  });

  it('is not told without end to an address that was never proven, because it may be the address of a stranger', async () => {
    const person = await signUp(app);
    const passwords = [person.password, ...['a', 'b', 'c', 'd'].map((letter) => `${newPassword} ${letter}`)];

    for (const [index, password] of passwords.slice(0, -1).entries())
      await change(person, password, passwords[index + 1] ?? '');

    const letters = app.connection.collection('jobs');
    await until(async () => (await letters.countDocuments({ kind: 'accounts.password_changed_letter' })) === 0);

    expect(mailServer.mails.filter(({ to }) => to === person.email)).to.have.length(2);
  });

  it('ends the calendar link, of which the owner then needs a new one', async () => {
    const person = await signUp(app);
    await person.call('calendar.createLink');
    const before = await person.call('calendar.getLink');

    await change(person, person.password, newPassword);
    const after = await person.call('calendar.getLink');
    const { url } = await person.call('calendar.createLink');

    expect([before.isEnded, after.isEnded]).to.deep.equal([false, true]);
    expect((await person.call('calendar.getLink')).isEnded).to.equal(false);
    expect((await fetch(url)).status).to.equal(200);
  });

  it('also ends a calendar link that another session makes at that moment', async () => {
    const person = await signUp(app);
    const { accounts, sessions } = app.services;
    const device = { userAgent: '', refreshIn: 'body' } as const;
    const thief = await sessions.begin({ tenantId: PUBLIC_TENANT, personId: person.id }, device);
    const [links, original] = [[] as string[], accounts.endSessions.bind(accounts)];
    // The new password is stored, and the sessions have not ended yet.
    accounts.endSessions = async (...args) => {
      links.push((await caller(app, thief.accessToken)('calendar.createLink')).url);
      return original(...args);
    };

    await change(person, person.password, newPassword);
    accounts.endSessions = original;

    expect(links).to.have.length(1);
    expect((await fetch(links[0] ?? '')).status).to.equal(404);
  });

  it('lets a session that has ended make no link, although its request had already begun', async () => {
    const person = await signUp(app);
    const { sessions, calendar } = app.services;
    const { sessionId } = await sessions.begin(
      { tenantId: PUBLIC_TENANT, personId: person.id },
      { userAgent: '', refreshIn: 'body' },
    );

    await person.call('sessions.revokeOthers');
    const late = calendar.createLink({ tenantId: PUBLIC_TENANT, personId: person.id, sessionId });

    expect(await late.catch((error: Error) => error.message)).to.equal('This session was ended. Sign in again.');
    expect((await person.call('calendar.getLink')).createdAt).to.equal(null);
  });

  it('keeps the session that asks for the end of all others', async () => {
    const person = await signUp(app);
    const { email, password } = person;
    const other = await caller(app)('sessions.signIn', { body: { email, password } });

    await person.call('sessions.revokeOthers');

    expect(await refusalOf(person.call('accounts.me'))).to.equal(OK);
    expect(await refusalOf(caller(app, other.accessToken)('accounts.me'))).to.equal('unauthenticated/session_ended');
  });
});
