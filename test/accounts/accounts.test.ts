/** Signing up and in, sessions, passwords and account deletion, over HTTP. */
import { expect } from 'chai';
import pino from 'pino';
import { sessionModel } from '../../src/accounts/session-model.ts';
import { removeExpired } from '../../src/database/expiry.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { UnauthenticatedError } from '../../src/kernel/errors.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { cookieOf, request } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type Person, refusal, refusalOf, signUp } from '../support/people.ts';

const COOKIE = 'meshi_refresh';
const GRACE_MS = 30_000;

function signUpInput() {
  const handle = `page${Date.now().toString(36)}`;
  return { email: `${handle}@example.com`, password: 'a quiet evening', handle, displayName: 'Page' };
}

describe('accounts', () => {
  let app: TestApp;
  let aheadMs = 0;
  const clock = new Clock(() => Date.now() + aheadMs);

  before(async () => {
    app = await startTestApp({ clock, limits: { sessionsPerPerson: 3, refreshGraceMs: GRACE_MS } });
  });
  beforeEach(() => {
    aheadMs = 0;
  });
  after(() => app.close());

  const signIn = (person: Pick<Person, 'email'>, password: string, headers: Record<string, string> = {}) =>
    request(app, '/sessions', { method: 'POST', json: { email: person.email, password }, headers });
  const refresh = (refreshToken: string | null) =>
    request(app, '/sessions/refresh', { method: 'POST', json: { refreshToken } });
  const meWith = (token: string) => request(app, '/account', { token });

  describe('signing up', () => {
    it('creates an account, a profile and a working session', async () => {
      const ada = await signUp(app, { displayName: 'Ada', language: 'en', timeZone: 'Europe/London' });

      const me = await ada.call('accounts.me');

      expect(me.account).to.include({ id: ada.id, email: ada.email });
      expect(me.profile).to.deep.include({ id: ada.id, displayName: 'Ada', languages: ['en'], avatarUrl: null });
    });

    it('compares e-mail addresses and handles without case and outer spaces', async () => {
      const ada = await signUp(app);

      const sameEmail = await refusal(signUp(app, { email: ` ${ada.email.toUpperCase()} ` }));
      const sameHandle = await refusal(signUp(app, { handle: ada.handle.toUpperCase() }));

      expect([sameEmail.reason, sameHandle.reason]).to.deep.equal(['conflict/email_taken', 'conflict/handle_taken']);
    });

    it('refuses reserved handles', async () => {
      expect((await refusal(signUp(app, { handle: 'admin' }))).reason).to.equal('conflict/handle_taken');
    });

    it('refuses a handle that looks like the handle of another person, or like a reserved one', async () => {
      const handle = `lo${Date.now().toString(16)}`;
      const lookalike = handle.replace('lo', 'l0');
      await signUp(app, { handle });

      const outcomes = [
        await refusalOf(signUp(app, { handle: lookalike })),
        await refusalOf(signUp(app, { handle: 'rneshi' })),
        await refusalOf(signUp(app, { handle: 'c0mmunity' })),
      ];
      const ada = await signUp(app);
      outcomes.push(await refusalOf(ada.call('profiles.update', { body: { handle: lookalike } })));

      expect(outcomes).to.deep.equal(Array.from({ length: 4 }, () => 'conflict/handle_taken'));
    });

    it('gives one of two handles that look alike when both are taken at the same moment', async () => {
      const number = Date.now().toString(16);

      const outcomes = await Promise.all(
        [`nolo${number}`, `n0lo${number}`, `no1o${number}`].map((handle) => refusalOf(signUp(app, { handle }))),
      );

      expect(outcomes.filter((outcome) => outcome === 'nothing was refused')).to.have.length(1);
    });

    it('gives a handle to one of several concurrent sign-ups, and stores nothing of the others', async () => {
      const handle = `wanted${Date.now().toString(36)}`.slice(0, 24);
      const emails = ['one', 'two', 'three'].map((name) => `${name}-${handle}@example.com`);

      const outcomes = await Promise.allSettled(emails.map((email) => signUp(app, { handle, email })));

      const winners = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(winners).to.have.length(1);
      const loser = emails[outcomes.findIndex(({ status }) => status === 'rejected')];
      await signUp(app, { ...(loser && { email: loser }) });
    });

    it('refuses a password of fewer than ten characters', async () => {
      const { error } = await refusal(signUp(app, { password: 'too short' }));

      expect(error.details?.problems?.map(({ path }) => path)).to.deep.equal(['body.password']);
    });

    it('does not return the password or its hash', async () => {
      const ada = await signUp(app, { password: 'a very particular phrase' });

      const me = await meWith(ada.accessToken);

      expect(me.text).not.to.match(/particular|argon2/);
    });
  });

  describe('signing in', () => {
    it('gives the same answer to an unknown address as to a wrong password', async () => {
      const ada = await signUp(app);

      const wrong = await signIn(ada, 'this is not the password');
      const unknown = await signIn({ email: `nobody-${ada.email}` }, 'this is not the password');

      expect(wrong.status).to.equal(401);
      expect({ ...wrong, headers: null }).to.deep.equal({ ...unknown, headers: null });
      const headerNames = (answer: typeof wrong) => [...answer.headers.keys()];
      expect(headerNames(wrong)).to.deep.equal(headerNames(unknown));
    });

    it('accepts the password in half-width letters of another keyboard', async () => {
      const ada = await signUp(app, { password: 'パスワードは長いほうがいい' });

      const halfWidth = await signIn(ada, 'ﾊﾟｽﾜｰﾄﾞは長いほうがいい');

      expect(halfWidth.status).to.equal(201);
    });

    it('ends the least recently used session when there are too many', async () => {
      const ada = await signUp(app);
      const tokens: string[] = [];
      for (const device of ['laptop', 'phone', 'tablet']) {
        // Advance the clock, so that the first session is the least recently used.
        aheadMs += 1_000;
        tokens.push((await signIn(ada, ada.password, { 'user-agent': device })).json.accessToken);
      }

      const statuses = await Promise.all(tokens.map(async (token) => (await meWith(token)).status));
      expect(statuses).to.deep.equal([200, 200, 200]);
      expect((await meWith(ada.accessToken)).error?.details?.reason).to.equal('session_ended');
      expect((await refresh(ada.refreshToken)).status).to.equal(401);
    });
  });

  describe('sessions', () => {
    it('are listed, with the current one marked', async () => {
      const ada = await signUp(app);
      await signIn(ada, ada.password, { 'user-agent': 'a phone' });

      const { items } = await ada.call('sessions.list');

      expect(items.map(({ isCurrent }) => isCurrent).toSorted()).to.deep.equal([false, true]);
      expect(items.map(({ userAgent }) => userAgent)).to.include('a phone');
    });

    it('end at once when revoked from another device', async () => {
      const ada = await signUp(app);
      const phone = (await signIn(ada, ada.password)).json;

      await ada.call('sessions.revoke', { params: { sessionId: phone.sessionId } });

      expect((await meWith(phone.accessToken)).status).to.equal(401);
      expect((await refresh(phone.refreshToken)).status).to.equal(401);
      expect((await meWith(ada.accessToken)).status).to.equal(200);
    });

    it('of another account cannot be revoked and appear not to exist', async () => {
      const [ada, bob] = [await signUp(app), await signUp(app)];

      const { reason } = await refusal(ada.call('sessions.revoke', { params: { sessionId: bob.sessionId } }));

      expect(reason).to.equal('not_found');
      expect((await meWith(bob.accessToken)).status).to.equal(200);
    });

    it('end when the person signs out', async () => {
      const ada = await signUp(app);

      await ada.call('sessions.signOut');

      expect((await meWith(ada.accessToken)).status).to.equal(401);
    });

    it('are still known as ended after a restart of the server, while their access tokens are valid', async () => {
      aheadMs = -10 * 60_000;
      const ada = await signUp(app);
      await ada.call('sessions.signOut');
      // Ten minutes later, the access token is valid for five more minutes.
      aheadMs = 0;
      await removeExpired(app.connection, [sessionModel]);

      const ended = await app.services.sessions.recentlyEnded();

      expect(ended.map(({ sessionId }) => sessionId)).to.include(ada.sessionId);
    });

    it('refuse an expired access token', async () => {
      const ada = await signUp(app);

      aheadMs = 15 * 60_000 + 1_000;

      expect((await meWith(ada.accessToken)).error?.details?.reason).to.equal('token_expired');
    });
  });

  describe('refresh tokens', () => {
    it('are exchanged for the next one', async () => {
      const ada = await signUp(app);

      const next = await refresh(ada.refreshToken);

      expect(next.status).to.equal(200);
      expect(next.json.refreshToken).not.to.equal(ada.refreshToken);
      expect((await meWith(next.json.accessToken)).status).to.equal(200);
    });

    it('return the same next token again for a short time: to concurrent tabs, and after a lost answer', async () => {
      const ada = await signUp(app);

      const tabs = await Promise.all([1, 2, 3, 4].map(() => refresh(ada.refreshToken)));
      aheadMs = GRACE_MS - 5_000;
      const later = await refresh(ada.refreshToken);

      expect(new Set([...tabs, later].map(({ json }) => json.refreshToken)).size).to.equal(1);
      expect((await refresh(later.json.refreshToken)).status).to.equal(200);
    });

    it('end their session with its newest token if they are reused later', async () => {
      const ada = await signUp(app);
      const next = (await refresh(ada.refreshToken)).json;

      aheadMs = GRACE_MS + 5_000;
      const reused = await refresh(ada.refreshToken);

      expect(reused.error?.details?.reason).to.equal('session_ended');
      expect((await refresh(next.refreshToken)).status).to.equal(401);
      expect((await meWith(next.accessToken)).status).to.equal(401);
    });

    it('end their session at once if a token older than the previous one is reused', async () => {
      const ada = await signUp(app);
      const second = (await refresh(ada.refreshToken)).json;
      const third = (await refresh(second.refreshToken)).json;

      const reused = await refresh(ada.refreshToken);

      expect(reused.status).to.equal(401);
      expect((await refresh(third.refreshToken)).status).to.equal(401);
    });

    it('that are forged are refused and end no session', async () => {
      const ada = await signUp(app);
      const [tenant, session] = ada.refreshToken?.split('.') ?? [];
      const forgeries = [`${tenant}.${session}.7.${'A'.repeat(43)}`, 'x', `${ada.refreshToken}x`, ada.accessToken];

      const statuses = [];
      for (const forged of forgeries) statuses.push((await refresh(forged)).status);

      expect(statuses).to.deep.equal([401, 401, 401, 401]);
      expect((await meWith(ada.accessToken)).status).to.equal(200);
      expect((await refresh(ada.refreshToken)).status).to.equal(200);
    });

    it('are refused as access tokens', async () => {
      const ada = await signUp(app);

      expect((await meWith(ada.refreshToken ?? '')).status).to.equal(401);
    });

    it('expire', async () => {
      const ada = await signUp(app);

      aheadMs = 31 * 24 * 3_600_000;

      expect((await refresh(ada.refreshToken)).error?.details?.reason).to.equal('session_ended');
    });

    it('are stored only as hashes', async () => {
      const ada = await signUp(app);

      const stored = await app.connection.collection('sessions').findOne({ personId: ada.id });

      expect(JSON.stringify(stored)).not.to.contain(ada.refreshToken?.split('.').at(-1));
    });
  });

  describe('the refresh cookie', () => {
    const signInPage = async () => {
      const { email, password } = await signUp(app);
      return request(app, '/sessions', { method: 'POST', json: { email, password, refreshIn: 'cookie' } });
    };
    const refreshPage = (cookie: string | undefined, headers: Record<string, string> = {}) =>
      request(app, '/sessions/refresh', {
        method: 'POST',
        json: {},
        headers: { cookie: `other=1; ${COOKIE}=${cookie}`, ...headers },
      });

    it('is hidden from scripts and other sites, and the body does not contain the token', async () => {
      const page = await signInPage();

      const [line = ''] = page.headers.getSetCookie();
      expect(line)
        .to.match(/; HttpOnly/i)
        .and.match(/; SameSite=Strict/i)
        .and.match(/; Path=\/(;|$)/i)
        .and.match(/; Max-Age=2592000(;|$)/i);
      expect(page.json.refreshToken).to.equal(null);
    });

    it('is exchanged for the next one', async () => {
      const page = await signInPage();

      const next = await refreshPage(cookieOf(page, COOKIE));

      expect(next.status).to.equal(200);
      expect(cookieOf(next, COOKIE)).to.be.a('string').and.not.equal(cookieOf(page, COOKIE));
      expect(next.json.refreshToken).to.equal(null);
    });

    it('is refused from a page of another origin', async () => {
      const page = await signInPage();
      const cookie = cookieOf(page, COOKIE);
      const local = 'http://localhost:5173';

      aheadMs += 1_000;
      const refused = [
        await refreshPage(cookie, { origin: 'https://elsewhere.example' }),
        await refreshPage(cookie, { origin: 'http://localhost.elsewhere.example' }),
        await refreshPage(cookie, { origin: local }),
        await refreshPage(cookie, { origin: app.url.replace(/:\d+$/, ':1') }),
        await refreshPage(cookie, { origin: app.url.replace('127.0.0.1', 'localhost') }),
        await refreshPage(cookie, { 'sec-fetch-site': 'cross-site' }),
        await refreshPage(cookie, { 'sec-fetch-site': 'cross-site', origin: app.url }),
      ];
      const { json } = await request(app, '/sessions', { token: page.json.accessToken });
      const own = await refreshPage(cookie, { origin: app.url });

      expect(refused.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403, 403, 403, 403]);
      expect(own.status).to.equal(200);
      const [session] = json.items.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent);
      expect(session.lastUsedAt).to.equal(session.createdAt);
    });

    it('is not set for a page of another origin, which starts no session either', async () => {
      const ada = await signUp(app);
      const json = { email: ada.email, password: ada.password, refreshIn: 'cookie' };

      const page = await request(app, '/sessions', { method: 'POST', json, headers: { origin: 'null' } });

      expect(page.status).to.equal(403);
      expect(page.headers.getSetCookie()).to.deep.equal([]);
      expect((await ada.call('sessions.list')).items).to.have.length(1);
    });

    it('creates no account when a page of another origin asks for it', async () => {
      const json = { ...signUpInput(), refreshIn: 'cookie' };
      const from = (origin: string) => request(app, '/accounts', { method: 'POST', json, headers: { origin } });

      const [foreign, own] = [await from('https://elsewhere.example'), await from(app.url)];

      expect([foreign.status, own.status]).to.deep.equal([403, 201]);
    });

    it('is deleted by signing out', async () => {
      const page = await signInPage();

      const out = await request(app, '/sessions/current', { method: 'DELETE', token: page.json.accessToken });

      expect(out.headers.getSetCookie().join())
        .to.match(/^meshi_refresh=;.*Max-Age=0/)
        .and.match(/; Path=\/(;|$)/);
    });
  });

  describe('changing the password', () => {
    it('ends every other session and keeps this one', async () => {
      const ada = await signUp(app);
      const phone = (await signIn(ada, ada.password)).json;

      const body = { password: ada.password, newPassword: 'another long password' };
      await ada.call('accounts.changePassword', { body });

      expect((await meWith(phone.accessToken)).status).to.equal(401);
      expect((await meWith(ada.accessToken)).status).to.equal(200);
      expect((await signIn(ada, ada.password)).status).to.equal(401);
      expect((await signIn(ada, body.newPassword)).status).to.equal(201);
    });

    it('signs out a concurrent sign-in with the old password', async () => {
      const ada = await signUp(app);
      const checked = holdNext(app.services.passwords, 'verify');
      const late = signIn(ada, ada.password);
      await checked.reached;

      await ada.call('accounts.changePassword', {
        body: { password: ada.password, newPassword: 'a new long password' },
      });
      checked.release();

      expect((await late).error?.details?.reason).to.equal('wrong_credentials');
      expect((await ada.call('sessions.list')).items).to.have.length(1);
    });

    it('succeeds for one of two concurrent changes', async () => {
      const ada = await signUp(app);
      const change = (newPassword: string) =>
        refusalOf(ada.call('accounts.changePassword', { body: { password: ada.password, newPassword } }));

      const outcomes = await Promise.all([change('the first new password'), change('the second new password')]);

      expect(outcomes.toSorted()).to.deep.equal(['forbidden/wrong_password', 'nothing was refused']);
    });

    it('requires the current password', async () => {
      const ada = await signUp(app);
      const body = { password: 'not the current one', newPassword: 'another long password' };

      expect((await refusal(ada.call('accounts.changePassword', { body }))).reason).to.equal(
        'forbidden/wrong_password',
      );
    });
  });

  describe('deleting the account', () => {
    it('ends sessions, frees address and handle, and shows the person as deleted', async () => {
      const [ada, bob] = [await signUp(app), await signUp(app)];
      await bob.call('profiles.get', { params: { personId: ada.id } });

      await ada.call('accounts.delete', { body: { password: ada.password } });

      expect((await meWith(ada.accessToken)).status).to.equal(401);
      expect((await refusal(bob.call('profiles.get', { params: { personId: ada.id } }))).reason).to.equal('not_found');
      const summaries = await app.services.profiles.summaries('public', [ada.id]);
      expect(summaries.get(ada.id)).to.include({ handle: 'deleted', displayName: '—' });
      await signUp(app, { email: ada.email, handle: ada.handle });
    });

    it('requires the password', async () => {
      const ada = await signUp(app);

      const { reason } = await refusal(ada.call('accounts.delete', { body: { password: 'wrong' } }));

      expect(reason).to.equal('forbidden/wrong_password');
      expect((await meWith(ada.accessToken)).status).to.equal(200);
    });

    it('is finished at the next start if it was interrupted', async () => {
      const ada = await signUp(app);
      const erase = () => ada.call('accounts.delete', { body: { password: ada.password } });
      await interrupting(app.kernel.hooks, 'erase', erase);

      await app.services.accountDeletion.finishDeletions();

      expect(await app.connection.collection('accounts').countDocuments({ email: ada.email })).to.equal(0);
      await signUp(app, { email: ada.email, handle: ada.handle });
    });

    it('makes the account unusable from the start, also for a concurrent sign-in', async () => {
      const ada = await signUp(app);
      const person = { tenantId: 'public', personId: ada.id };
      const { accounts, passwords } = app.services;
      const checked = holdNext(passwords, 'verify');
      const late = signIn(ada, ada.password);
      await checked.reached;
      const erase = () => ada.call('accounts.delete', { body: { password: ada.password } });

      await interrupting(app.kernel.hooks, 'erase', erase);
      checked.release();

      expect((await late).status).to.equal(401);
      expect((await signIn(ada, ada.password)).status).to.equal(401);
      expect((await meWith(ada.accessToken)).status).to.equal(401);
      expect(await accounts.exists(ada.id)).to.equal(false);
      expect([await accounts.findByEmail('public', ada.email), await accounts.findEmail(person)]).to.deep.equal([
        null,
        null,
      ]);
      const own = await accounts.accountOf(person).catch((error: Error) => error);
      expect(own).to.be.instanceOf(UnauthenticatedError);
    });
  });

  it('create a profile at sign-in if a crash during sign-up prevented it', async () => {
    const ada = await signUp(app, { displayName: 'Ada' });
    const firstProfile = { handle: ada.handle, displayName: 'Ada', language: 'ja', timeZone: 'Asia/Tokyo' };
    await app.connection.collection('accounts').updateOne({ email: ada.email }, { $set: { firstProfile } });
    await app.connection.collection('profiles').deleteOne({ handle: ada.handle });

    const again = await signIn(ada, ada.password);

    expect(again.json.profile).to.include({ id: ada.id, handle: ada.handle, displayName: 'Ada' });
  });
});

describe('a forgotten password', () => {
  let mailServer: MailServer;
  let app: TestApp;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url, MAIL_FROM: 'Meshi <meshi@example.com>' } });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const ask = (email: string) => request(app, '/password-resets', { method: 'POST', json: { email } });
  const confirm = (token: string, newPassword: string) =>
    request(app, '/password-resets/confirm', { method: 'POST', json: { token, newPassword } });
  const askAndRead = async (email: string) => {
    const asking = ask(email);
    const token = await mailServer.tokenOf(() => asking, email);
    return { asked: await asking, token };
  };

  it('is reset once by the mailed link, which ends every session', async () => {
    const ada = await signUp(app);
    const { asked, token } = await askAndRead(ada.email);

    const first = await confirm(token, 'a new long password');
    const second = await confirm(token, 'yet another password');

    expect([asked.status, first.status, second.status]).to.deep.equal([202, 204, 400]);
    expect(second.error?.details?.reason).to.equal('reset_expired');
    expect((await request(app, '/account', { token: ada.accessToken })).status).to.equal(401);
    const json = { email: ada.email, password: 'a new long password' };
    expect((await request(app, '/sessions', { method: 'POST', json })).status).to.equal(201);
  });

  it('is reset once when the link is used twice at the same moment', async () => {
    const ada = await signUp(app);
    const { token } = await askAndRead(ada.email);
    const passwords = ['the first new password', 'the second new password'];

    const answers = await Promise.all(passwords.map((password) => confirm(token, password)));

    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([204, 400]);
    const password = passwords[answers.findIndex(({ status }) => status === 204)];
    const json = { email: ada.email, password };
    expect((await request(app, '/sessions', { method: 'POST', json })).status).to.equal(201);
  });

  it('is not reset to one that is easy to guess, and the link still works', async () => {
    const ada = await signUp(app);
    const { token } = await askAndRead(ada.email);

    const weak = await confirm(token, 'password12');
    const good = await confirm(token, 'a new long password');

    expect(weak.error?.details?.reason).to.equal('password_common');
    expect(good.status).to.equal(204);
  });

  it('cannot be reset after the account was deleted', async () => {
    const ada = await signUp(app);
    const { token } = await askAndRead(ada.email);

    await ada.call('accounts.delete', { body: { password: ada.password } });

    expect((await confirm(token, 'a new long password')).error?.details?.reason).to.equal('reset_expired');
  });

  it('gets the same answer for an address without an account', async () => {
    const ada = await signUp(app);
    const { asked: known } = await askAndRead(ada.email);
    const nobody = `nobody-${ada.email}`;

    const unknown = await ask(nobody);
    // A later mail has arrived, so a mail to the unknown address would have arrived before it.
    await askAndRead(ada.email);

    expect([unknown.status, unknown.text]).to.deep.equal([known.status, known.text]);
    expect(mailServer.mails.filter(({ to }) => to === nobody)).to.deep.equal([]);
  });

  it('does not log the address when the mail server refuses the mail', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace', ...logOptions }, { write: (line: string) => void lines.push(line) });
    const refusing = await startMailServer({ isRefusing: true });
    const logging = await startTestApp({ log, env: { SMTP_URL: refusing.url } });
    const eve = await signUp(logging);

    await request(logging, '/password-resets', { method: 'POST', json: { email: eve.email } });
    await eve.call('accounts.delete', { body: { password: eve.password } });
    // `close` waits for mails that are being sent.
    await logging.close();

    await refusing.close();
    expect(lines.join('')).to.contain('could not be sent').and.contain('the letter about a deleted account');
    expect(lines.join('')).not.to.contain(eve.email);
  });

  it('is reset only by the newest link', async () => {
    const ada = await signUp(app);
    const { token: older } = await askAndRead(ada.email);
    const { token: newer } = await askAndRead(ada.email);

    expect((await confirm(older, 'a new long password')).status).to.equal(400);
    expect((await confirm(newer, 'a new long password')).status).to.equal(204);
  });

  it('cannot be reset without a mail server, and the answer says so', async () => {
    const withoutMail = await startTestApp();

    const answer = await request(withoutMail, '/password-resets', { method: 'POST', json: { email: 'a@example.com' } });
    const meta = await request(withoutMail, '/meta');

    await withoutMail.close();
    expect([answer.status, answer.error?.details?.reason]).to.deep.equal([503, 'no_mail']);
    expect([meta.json.hasPasswordReset, (await request(app, '/meta')).json.hasPasswordReset]).to.deep.equal([
      false,
      true,
    ]);
  });
});
