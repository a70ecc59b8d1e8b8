/** Changing the e-mail address of an account, with and without a mail server, and undoing it. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { DAY_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { request } from '../support/http.ts';
import { type MailServer, startMailServer, tokenIn } from '../support/mail-server.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';

const NEW_PASSWORD = 'another long password';
let count = 0;
const newAddress = () => `new-${Date.now()}-${++count}@example.com`;

describe('the e-mail address of an account', () => {
  let mailServer: MailServer;
  let app: TestApp;
  let aheadMs = 0;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => Date.now() + aheadMs),
      env: { SMTP_URL: mailServer.url },
      limits: { newAddressMailsPerDay: 3, jobPollMs: DAY_MS },
    });
  });
  beforeEach(async () => {
    aheadMs = 0;
    // Letters of an earlier test.
    await app.kernel.jobs.runDue();
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const ask = (person: Person, email: string, password = person.password) =>
    person.call('accounts.changeEmail', { body: { email, password } });
  const confirm = (person: Person, code: string) => person.call('accounts.confirmEmail', { body: { code } });
  const newCode = async (person: Person, email: string) => mailServer.codeOf(() => ask(person, email), email);
  const signIn = async (email: string, password: string) =>
    (await request(app, '/sessions', { method: 'POST', json: { email, password } })).status;
  const undo = (token: string) => refusalOf(caller(app)('accounts.undoEmailChange', { body: { token } }));
  const askReset = (email: string) =>
    mailServer.tokenOf(() => request(app, '/password-resets', { method: 'POST', json: { email } }), email);

  const sentLetter = (former: string) => mailServer.textOf(() => app.kernel.jobs.runDue(), former);

  /** After a leap of the clock, which ends the access token. */
  async function signInAgain(person: Person): Promise<void> {
    const { accessToken } = await app.services.sessions.begin(
      { tenantId: PUBLIC_TENANT, personId: person.id },
      { userAgent: '', refreshIn: 'body' },
    );
    person.call = caller(app, accessToken);
  }

  async function proven(): Promise<Person> {
    const person = await signUp(app);
    const code = await mailServer.codeOf(() => person.call('accounts.requestEmailCode'), person.email);
    await person.call('accounts.verifyEmail', { body: { code } });
    return person;
  }

  /** Changes the address, and returns the token of the letter to the former one. */
  async function change(person: Person, email: string): Promise<string> {
    const { email: former } = (await person.call('accounts.me')).account;
    await confirm(person, await newCode(person, email));
    return tokenIn(await sentLetter(former));
  }

  it('changes when the new one has proved itself by its code, and the former one is told without naming it', async () => {
    const ada = await proven();
    const email = newAddress();

    const asked = ask(ada, email.toUpperCase());
    const code = await mailServer.codeOf(() => asked, email);
    await confirm(ada, code);
    const letter = await sentLetter(ada.email);

    expect((await asked).account.email).to.equal(ada.email);
    expect(mailServer.mails.slice(-2).map(({ to }) => to)).to.deep.equal([email, ada.email]);
    expect(letter).to.include('/undo-email#token=').and.not.include(email);
    expect((await ada.call('accounts.me')).account).to.include({ email, isEmailVerified: true });
    expect(await Promise.all([signIn(email, ada.password), signIn(ada.email, ada.password)])).to.deep.equal([201, 401]);
  });

  it('does not change with a wrong password, to a taken address, or with a code that was used or replaced', async () => {
    const [ada, bob] = [await proven(), await signUp(app)];
    const email = newAddress();
    const older = await newCode(ada, email);
    const newer = await newCode(ada, newAddress());

    const refused = [
      await refusalOf(ask(ada, newAddress(), 'not the password')),
      await refusalOf(ask(ada, bob.email)),
      await refusalOf(ask(ada, ada.email)),
      await refusalOf(confirm(bob, newer)),
      older === newer ? 'invalid_input/code_wrong' : await refusalOf(confirm(ada, older)),
    ];
    await confirm(ada, newer);
    refused.push(await refusalOf(confirm(ada, newer)));

    const wrong = 'invalid_input/code_wrong';
    const taken = 'conflict/email_taken';
    expect(refused).to.deep.equal(['forbidden/wrong_password', taken, taken, wrong, wrong, wrong]);
  });

  it('does not change with an expired code', async () => {
    const ada = await proven();
    const code = await newCode(ada, newAddress());

    aheadMs = 15 * MINUTE_MS;
    await signInAgain(ada);

    expect(await refusalOf(confirm(ada, code))).to.equal('invalid_input/code_wrong');
  });

  it('is checked again when the code comes back: one of two accounts gets it', async () => {
    const [ada, bob] = [await proven(), await proven()];
    const email = newAddress();
    const codes = [await newCode(ada, email), await newCode(bob, email)];

    const outcomes = await Promise.all([
      refusalOf(confirm(ada, codes[0] ?? '')),
      refusalOf(confirm(bob, codes[1] ?? '')),
    ]);

    expect(outcomes.toSorted()).to.deep.equal(['conflict/email_taken', 'nothing was refused']);
    const loser = outcomes[0] === 'nothing was refused' ? bob : ada;
    expect((await loser.call('accounts.me')).account.email).to.equal(loser.email);
    expect(await app.connection.collection('pastEmails').countDocuments({ personId: loser.id })).to.equal(0);
  });

  it('makes the reset links void that were mailed before', async () => {
    const ada = await proven();
    const token = await askReset(ada.email);
    const late = holdNext(app.services.accounts, 'findByEmail');
    const asking = request(app, '/password-resets', { method: 'POST', json: { email: ada.email } });
    await late.reached;

    await confirm(ada, await newCode(ada, newAddress()));
    const lateToken = await mailServer.tokenOf(async () => late.release(), ada.email);
    await asking;

    const outcomes = [token, lateToken].map((one) =>
      refusalOf(caller(app)('passwordResets.confirm', { body: { token: one, newPassword: NEW_PASSWORD } })),
    );
    expect(await Promise.all(outcomes)).to.deep.equal(['invalid_input/reset_expired', 'invalid_input/reset_expired']);
  });

  it('comes back by the letter to the former address, which ends every session and the known password', async () => {
    const ada = await proven();
    const stolen = newAddress();
    const token = await change(ada, stolen);

    const { resetToken } = await caller(app)('accounts.undoEmailChange', { body: { token } });

    expect((await request(app, '/account', { token: ada.accessToken })).status).to.equal(401);
    expect([await signIn(ada.email, ada.password), await signIn(stolen, ada.password)]).to.deep.equal([401, 401]);
    expect(await undo(token)).to.equal('invalid_input/undo_expired');
    await caller(app)('passwordResets.confirm', { body: { token: resetToken, newPassword: NEW_PASSWORD } });
    expect(await signIn(ada.email, NEW_PASSWORD)).to.equal(201);
  });

  it('comes back also after a second change, whose own letter then no longer works', async () => {
    const ada = await proven();
    const first = await change(ada, newAddress());
    const second = await change(ada, newAddress());

    expect(await undo(first)).to.equal('nothing was refused');
    expect(await undo(second)).to.equal('invalid_input/undo_expired');
    expect((await app.connection.collection('accounts').findOne({ email: ada.email }))?._id).to.equal(ada.id);
  });

  it('cannot be taken by another account while its letter works, and is free after that', async () => {
    const [ada, bob] = [await proven(), await proven()];
    const token = await change(ada, newAddress());

    expect(await refusalOf(signUp(app, { email: ada.email }))).to.equal('conflict/email_taken');
    expect(await refusalOf(ask(bob, ada.email))).to.equal('conflict/email_taken');
    aheadMs = 7 * DAY_MS;
    expect(await undo(token)).to.equal('invalid_input/undo_expired');
    await signUp(app, { email: ada.email });
  });

  it('stays changed if another account has the former one after all', async () => {
    const [ada, bob] = [await proven(), await signUp(app)];
    const stolen = newAddress();
    const token = await change(ada, stolen);
    await app.connection.collection('accounts').updateOne({ email: bob.email }, { $set: { email: ada.email } });

    expect(await undo(token)).to.equal('invalid_input/undo_expired');
    expect((await ada.call('accounts.me')).account.email).to.equal(stolen);
  });

  it('sends the letter again if the mail server did not take it, with a link that works', async () => {
    const ada = await proven();
    await confirm(ada, await newCode(ada, newAddress()));
    mailServer.refuse(true);
    await app.kernel.jobs.runDue();
    mailServer.refuse(false);

    aheadMs = MINUTE_MS;
    const token = tokenIn(await sentLetter(ada.email));

    expect(await undo(token)).to.equal('nothing was refused');
  });

  it('sends the letter also if the server ended just after the change', async () => {
    const ada = await proven();
    const code = await newCode(ada, newAddress());
    await interrupting(app.services.emailCodes, 'erasePerson', () => refusalOf(confirm(ada, code)));

    aheadMs = MINUTE_MS;

    expect(await sentLetter(ada.email)).to.include('/undo-email#token=');
  });

  it('sends no letter to a former address that was never proven, because its reader may be a stranger', async () => {
    const ada = await signUp(app);
    const code = await newCode(ada, newAddress());
    const before = mailServer.mails.length;

    await confirm(ada, code);
    await app.kernel.jobs.runDue();
    const next = await newCode(ada, newAddress());

    expect(next).to.match(/^\d{8}$/);
    expect(mailServer.mails).to.have.length(before + 1);
    expect(await refusalOf(signUp(app, { email: ada.email }))).to.equal('nothing was refused');
  });

  it('cannot be used to mail many strangers', async () => {
    const ada = await signUp(app);
    for (let mail = 1; mail <= 3; mail++) await newCode(ada, newAddress());

    const refused = await Promise.all([1, 2].map(() => refusalOf(ask(ada, newAddress()))));
    aheadMs = DAY_MS;
    await signInAgain(ada);

    expect(refused).to.deep.equal(['limit_exceeded', 'limit_exceeded']);
    expect(await newCode(ada, newAddress())).to.match(/^\d{8}$/);
  });

  it('receives mail in every form that is accepted', async () => {
    const typed = {
      // The mail server of the tests refuses dots in a row, even in the quotes that nodemailer adds.
      '.b@docomo.ne.jp': '.b@docomo.ne.jp',
      'c.@ezweb.ne.jp': 'c.@ezweb.ne.jp',
      'x&y@example.com': 'x&y@example.com',
      'ｔａｒｏ＠例え.jp': 'taro@xn--r8jz45g.jp',
    };

    for (const [email, stored] of Object.entries(typed)) {
      const ada = await signUp(app);
      await confirm(ada, await newCode(ada, email));
      expect((await ada.call('accounts.me')).account.email).to.equal(stored);
      const [, to = ''] = /^To: (.*)$/m.exec(mailServer.mails.at(-1)?.raw ?? '') ?? [];
      expect(to.replace(/["<>\r]/g, '')).to.equal(stored);
    }
  });
});

describe('the e-mail address of an account without a mail server', () => {
  it('changes at once with the password if it was never proven, and otherwise not at all', async () => {
    const app = await startTestApp();
    const [ada, eve] = [await signUp(app), await signUp(app)];
    const email = newAddress();
    const ask = (person: Person, to: string, password = person.password) =>
      person.call('accounts.changeEmail', { body: { email: to, password } });
    await app.connection
      .collection('accounts')
      .updateOne({ email: eve.email }, { $set: { emailVerifiedAt: new Date() } });

    const wrong = await refusalOf(ask(ada, email, 'not the password'));
    const changed = await ask(ada, email);
    const refused = await refusalOf(ask(eve, newAddress()));

    expect(changed.account).to.include({ email, isEmailVerified: false });
    expect([wrong, refused]).to.deep.equal(['forbidden/wrong_password', 'unavailable/no_mail']);
    await app.close();
  });
});
