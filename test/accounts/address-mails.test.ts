/** Mails to an address that nobody has proven: it may be the address of a stranger. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { proveAddress, refusalOf, signUp } from '../support/people.ts';

const MAX = 5;
const REFUSED = 'limit_exceeded';

// Promise A2 of docs/promises.md.
describe('mails to an address that nobody has proven', () => {
  let app: TestApp;
  let mailServer: MailServer;
  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url }, limits: { newAddressMailsPerDay: MAX } });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const mailsTo = (address: string) => mailServer.mails.filter(({ to }) => to === address).length;

  it('stop at the daily limit, however often a code is asked for', async () => {
    const { call, email } = await signUp(app);

    for (let time = 0; time < MAX; time++) await call('accounts.requestEmailCode');

    expect(await refusalOf(call('accounts.requestEmailCode'))).to.equal(REFUSED);
    expect(mailsTo(email)).to.equal(MAX);
  });

  it('share one daily limit over the accounts that are made with the address and deleted again', async () => {
    const email = 'stranger@example.com';
    const refusals: string[] = [];
    const own = await startTestApp({ env: { SMTP_URL: mailServer.url }, limits: { newAddressMailsPerDay: MAX } });

    for (let time = 0; time < MAX; time++) {
      const { call, password } = await signUp(own, { email });
      refusals.push(await refusalOf(call('accounts.requestEmailCode')));
      await call('accounts.delete', { body: { password } });
    }
    // Waits for the mails that are on their way.
    await own.close();

    // A code and a letter for each account, until the limit.
    expect(refusals.filter((refusal) => refusal === REFUSED)).to.have.length(2);
    expect(mailsTo(email)).to.equal(MAX);
  });

  it('share it over accounts that change to the address, except those that have proven their own', async () => {
    const email = 'another.stranger@example.com';
    const changing = async (isProven: boolean) => {
      const { call, password, ...person } = await signUp(app);
      if (isProven) await proveAddress(app, { call, password, ...person });
      return refusalOf(call('accounts.changeEmail', { body: { email, password } }));
    };

    for (let time = 0; time < MAX; time++) await changing(false);

    expect(await changing(false)).to.equal(REFUSED);
    expect(await changing(true)).not.to.equal(REFUSED);
    expect(mailsTo(email)).to.equal(MAX + 1);
  });

  it('are counted by a keyed hash: the address is not stored', async () => {
    const { email, call } = await signUp(app);
    await call('accounts.requestEmailCode');

    const counted = await app.connection.collection('addressMails').find({}).toArray();

    expect(counted.length).to.be.at.least(1);
    expect(JSON.stringify(counted)).not.to.include(email);
  });
});
