/** Signing up and in, sessions, passwords and leaving, over HTTP. */
import { expect } from 'chai';
import pino from 'pino';
import { Clock } from '../../src/kernel/clock.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { cookieOf, request } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type Person, refusal, signUp } from '../support/people.ts';

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
    it('gives an account, a profile and a session that works', async () => {
      const ada = await signUp(app, { displayName: 'Ada', language: 'en', timeZone: 'Europe/London' });

      const me = await ada.call('accounts.me');

      expect(me.account).to.include({ id: ada.id, email: ada.email });
      expect(me.profile).to.deep.include({ id: ada.id, displayName: 'Ada', languages: ['en'], avatarUrl: null });
    });

    it('knows an e-mail address and a handle however they are written', async () => {
      const ada = await signUp(app);

      const sameEmail = await refusal(signUp(app, { email: ` ${ada.email.toUpperCase()} ` }));
      const sameHandle = await refusal(signUp(app, { handle: ada.handle.toUpperCase() }));

      expect([sameEmail.reason, sameHandle.reason]).to.deep.equal(['conflict/email_taken', 'conflict/handle_taken']);
    });

    it('keeps handles of the house for itself', async () => {
      expect((await refusal(signUp(app, { handle: 'admin' }))).reason).to.equal('conflict/handle_taken');
    });

    it('lets one of two win who want the same handle at the same moment, and leaves the other nothing', async () => {
      const handle = `wanted${Date.now().toString(36)}`.slice(0, 24);
      const emails = ['one', 'two', 'three'].map((name) => `${name}-${handle}@example.com`);

      const outcomes = await Promise.allSettled(emails.map((email) => signUp(app, { handle, email })));

      const winners = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(winners).to.have.length(1);
      const loser = emails[outcomes.findIndex(({ status }) => status === 'rejected')];
      await signUp(app, { ...(loser && { email: loser }) });
    });

    it('takes no password under ten characters', async () => {
      const { error } = await refusal(signUp(app, { password: 'too short' }));

      expect(error.details?.problems?.map(({ path }) => path)).to.deep.equal(['body.password']);
    });

    it('never shows or logs the password', async () => {
      const ada = await signUp(app, { password: 'a very particular phrase' });

      const me = await meWith(ada.accessToken);

      expect(me.text).not.to.match(/particular|argon2/);
    });
  });

  describe('signing in', () => {
    it('answers an unknown address exactly as a wrong password', async () => {
      const ada = await signUp(app);

      const wrong = await signIn(ada, 'this is not the password');
      const unknown = await signIn({ email: `nobody-${ada.email}` }, 'this is not the password');

      expect(wrong.status).to.equal(401);
      expect({ ...wrong, headers: null }).to.deep.equal({ ...unknown, headers: null });
      const named = (answer: typeof wrong) => [...answer.headers.keys()];
      expect(named(wrong)).to.deep.equal(named(unknown));
    });

    it('takes the password as typed on another keyboard', async () => {
      const ada = await signUp(app, { password: 'パスワードは長いほうがいい' });

      const halfWidth = await signIn(ada, 'ﾊﾟｽﾜｰﾄﾞは長いほうがいい');

      expect(halfWidth.status).to.equal(201);
    });

    it('ends the session unused for longest when there are too many', async () => {
      const ada = await signUp(app);
      for (const device of ['laptop', 'phone', 'tablet']) {
        // In order, so that the first session is the oldest.
        aheadMs += 1_000;
        await signIn(ada, ada.password, { 'user-agent': device });
      }

      expect((await meWith(ada.accessToken)).error?.details?.reason).to.equal('session_ended');
      expect((await refresh(ada.refreshToken)).status).to.equal(401);
    });
  });

  describe('sessions', () => {
    it('are listed, the present one marked', async () => {
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

    it('of someone else look as if they did not exist', async () => {
      const [ada, bob] = [await signUp(app), await signUp(app)];

      const { reason } = await refusal(ada.call('sessions.revoke', { params: { sessionId: bob.sessionId } }));

      expect(reason).to.equal('not_found');
      expect((await meWith(bob.accessToken)).status).to.equal(200);
    });

    it('end by signing out', async () => {
      const ada = await signUp(app);

      await ada.call('sessions.signOut');

      expect((await meWith(ada.accessToken)).status).to.equal(401);
    });

    it('that were ended stay ended after a restart of the server', async () => {
      const ada = await signUp(app);
      await ada.call('sessions.signOut');

      const ended = await app.services.sessions.recentlyEnded();

      expect(ended.map(({ sessionId }) => sessionId)).to.include(ada.sessionId);
    });

    it('end an access token after its time', async () => {
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

    it('give the same next one again for a while: to two tabs at once, and after a lost answer', async () => {
      const ada = await signUp(app);

      const tabs = await Promise.all([1, 2, 3, 4].map(() => refresh(ada.refreshToken)));
      aheadMs = GRACE_MS - 5_000;
      const later = await refresh(ada.refreshToken);

      expect(new Set([...tabs, later].map(({ json }) => json.refreshToken)).size).to.equal(1);
      expect((await refresh(later.json.refreshToken)).status).to.equal(200);
    });

    it('used again after that end their session, the newest token too', async () => {
      const ada = await signUp(app);
      const next = (await refresh(ada.refreshToken)).json;

      aheadMs = GRACE_MS + 5_000;
      const reused = await refresh(ada.refreshToken);

      expect(reused.error?.details?.reason).to.equal('session_ended');
      expect((await refresh(next.refreshToken)).status).to.equal(401);
      expect((await meWith(next.accessToken)).status).to.equal(401);
    });

    it('older than the one before end their session at once', async () => {
      const ada = await signUp(app);
      const second = (await refresh(ada.refreshToken)).json;
      const third = (await refresh(second.refreshToken)).json;

      const reused = await refresh(ada.refreshToken);

      expect(reused.status).to.equal(401);
      expect((await refresh(third.refreshToken)).status).to.equal(401);
    });

    it('that are forged end nobody’s session', async () => {
      const ada = await signUp(app);
      const [tenant, session] = ada.refreshToken?.split('.') ?? [];
      const forgeries = [`${tenant}.${session}.7.${'A'.repeat(43)}`, 'x', `${ada.refreshToken}x`, ada.accessToken];

      const statuses = [];
      for (const forged of forgeries) statuses.push((await refresh(forged)).status);

      expect(statuses).to.deep.equal([401, 401, 401, 401]);
      expect((await meWith(ada.accessToken)).status).to.equal(200);
      expect((await refresh(ada.refreshToken)).status).to.equal(200);
    });

    it('open nothing as access tokens', async () => {
      const ada = await signUp(app);

      expect((await meWith(ada.refreshToken ?? '')).status).to.equal(401);
    });

    it('are over after their time', async () => {
      const ada = await signUp(app);

      aheadMs = 31 * 24 * 3_600_000;

      expect((await refresh(ada.refreshToken)).error?.details?.reason).to.equal('session_ended');
    });

    it('are stored as hashes only', async () => {
      const ada = await signUp(app);

      const stored = await app.connection.collection('sessions').findOne({ personId: ada.id });

      expect(JSON.stringify(stored)).not.to.contain(ada.refreshToken?.split('.').at(-1));
    });
  });

  describe('the refresh cookie of pages', () => {
    const signInPage = async (headers: Record<string, string> = {}) => {
      const ada = await signUp(app);
      const json = { email: ada.email, password: ada.password, refreshIn: 'cookie' };
      return request(app, '/sessions', { method: 'POST', json, headers });
    };
    const refreshPage = (cookie: string | undefined, headers: Record<string, string> = {}) =>
      request(app, '/sessions/refresh', {
        method: 'POST',
        json: {},
        headers: { cookie: `other=1; ${COOKIE}=${cookie}`, ...headers },
      });

    it('is out of reach of scripts and other sites, and the answer does not repeat it', async () => {
      const page = await signInPage();

      const [line = ''] = page.headers.getSetCookie();
      expect(line)
        .to.match(/; HttpOnly/i)
        .and.match(/; SameSite=Strict/i)
        .and.match(/; Path=\/api\/v1\/sessions(;|$)/i);
      expect(page.json.refreshToken).to.equal(null);
    });

    it('is exchanged for the next one', async () => {
      const page = await signInPage();

      const next = await refreshPage(cookieOf(page, COOKIE));

      expect(next.status).to.equal(200);
      expect(cookieOf(next, COOKIE)).to.be.a('string').and.not.equal(cookieOf(page, COOKIE));
      expect(next.json.refreshToken).to.equal(null);
    });

    it('is not taken from a page of another origin', async () => {
      const page = await signInPage();
      const cookie = cookieOf(page, COOKIE);

      const foreign = await refreshPage(cookie, { origin: 'https://elsewhere.example' });
      const crossSite = await refreshPage(cookie, { 'sec-fetch-site': 'cross-site' });
      const own = await refreshPage(cookie, { origin: app.url });

      expect([foreign.status, crossSite.status, own.status]).to.deep.equal([403, 403, 200]);
    });

    it('is not given to a page of another origin', async () => {
      const page = await signInPage({ origin: 'null' });

      expect(page.status).to.equal(403);
      expect(page.headers.getSetCookie()).to.deep.equal([]);
    });

    it('asked for by a page of another origin leaves no account behind', async () => {
      const json = { ...signUpInput(), refreshIn: 'cookie' };
      const from = (origin: string) => request(app, '/accounts', { method: 'POST', json, headers: { origin } });

      const [foreign, own] = [await from('https://elsewhere.example'), await from(app.url)];

      expect([foreign.status, own.status]).to.deep.equal([403, 201]);
    });

    it('is taken away by signing out', async () => {
      const page = await signInPage();

      const out = await request(app, '/sessions/current', { method: 'DELETE', token: page.json.accessToken });

      expect(out.headers.getSetCookie().join()).to.match(/^meshi_refresh=;.*Max-Age=0/);
    });
  });

  describe('changing the password', () => {
    it('ends every other session and leaves this one', async () => {
      const ada = await signUp(app);
      const phone = (await signIn(ada, ada.password)).json;

      const body = { password: ada.password, newPassword: 'another long password' };
      await ada.call('accounts.changePassword', { body });

      expect((await meWith(phone.accessToken)).status).to.equal(401);
      expect((await meWith(ada.accessToken)).status).to.equal(200);
      expect((await signIn(ada, ada.password)).status).to.equal(401);
      expect((await signIn(ada, body.newPassword)).status).to.equal(201);
    });

    it('leaves nobody signed in who came with the old one at the same moment', async () => {
      const ada = await signUp(app);
      const { passwords } = app.services;
      const [verified, changed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const verify = passwords.verify.bind(passwords);
      passwords.verify = async (stored, password) => {
        const isRight = await verify(stored, password);
        verified.resolve();
        // The first is the sign-in: it goes on once the password is another.
        passwords.verify = verify;
        await changed.promise;
        return isRight;
      };
      const late = signIn(ada, ada.password);
      await verified.promise;

      await ada.call('accounts.changePassword', {
        body: { password: ada.password, newPassword: 'a new long password' },
      });
      changed.resolve();

      expect((await late).error?.details?.reason).to.equal('wrong_credentials');
      expect((await ada.call('sessions.list')).items).to.have.length(1);
    });

    it('needs the present one', async () => {
      const ada = await signUp(app);
      const body = { password: 'not the present one', newPassword: 'another long password' };

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

    it('needs the password', async () => {
      const ada = await signUp(app);

      const { reason } = await refusal(ada.call('accounts.delete', { body: { password: 'wrong' } }));

      expect(reason).to.equal('forbidden/wrong_password');
      expect((await meWith(ada.accessToken)).status).to.equal(200);
    });

    it('is finished at the next start when it was cut short', async () => {
      const ada = await signUp(app);
      await app.connection.collection('accounts').updateOne({ email: ada.email }, { $set: { deletedAt: new Date() } });

      await app.services.accounts.finishDeletions();

      expect((await signIn(ada, ada.password)).status).to.equal(401);
      expect(await app.connection.collection('accounts').countDocuments({ email: ada.email })).to.equal(0);
      expect((await meWith(ada.accessToken)).status).to.equal(401);
    });
  });

  it('makes a profile that a crash during sign-up left out', async () => {
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
    const mail = await mailServer.textOf(() => asking);
    return { asked: await asking, token: /#token=([\w-]+)/.exec(mail)?.[1] ?? '' };
  };

  it('is reset by the mailed link, once, and every session ends', async () => {
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

  it('is answered alike for an address that nobody has', async () => {
    const ada = await signUp(app);
    const { asked: known } = await askAndRead(ada.email);
    const count = mailServer.mails.length;

    const unknown = await ask(`nobody-${ada.email}`);
    // A later mail arrives, so one to nobody would have been there.
    await askAndRead(ada.email);

    expect([unknown.status, unknown.text]).to.deep.equal([known.status, known.text]);
    expect(mailServer.mails).to.have.length(count + 1);
  });

  it('leaves no address in the log when its mail is refused', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace', ...logOptions }, { write: (line: string) => void lines.push(line) });
    const refusing = await startMailServer({ isRefusing: true });
    const logging = await startTestApp({ log, env: { SMTP_URL: refusing.url } });
    const eve = await signUp(logging);

    await request(logging, '/password-resets', { method: 'POST', json: { email: eve.email } });
    // Closing waits for mails that are on their way.
    await logging.close();

    await refusing.close();
    expect(lines.join('')).to.contain('could not be sent');
    expect(lines.join('')).not.to.contain(eve.email);
  });

  it('works with the newest link only', async () => {
    const ada = await signUp(app);
    const { token: older } = await askAndRead(ada.email);
    const { token: newer } = await askAndRead(ada.email);

    expect((await confirm(older, 'a new long password')).status).to.equal(400);
    expect((await confirm(newer, 'a new long password')).status).to.equal(204);
  });

  it('cannot be reset where no mail server is set, and says so', async () => {
    const mailless = await startTestApp();

    const answer = await request(mailless, '/password-resets', { method: 'POST', json: { email: 'a@example.com' } });
    const meta = await request(mailless, '/meta');

    await mailless.close();
    expect([answer.status, answer.error?.details?.reason]).to.deep.equal([503, 'no_mail']);
    expect([meta.json.hasPasswordReset, (await request(app, '/meta')).json.hasPasswordReset]).to.deep.equal([
      false,
      true,
    ]);
  });
});
