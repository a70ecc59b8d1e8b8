/** Mails that people have the server send to others: who may, how many, and what they contain. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { isFreeMail } from '../../src/tenants/email-domains.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';

// Promise A10 of docs/promises.md.
describe('mails to strangers', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let aheadMs = 0;
  let count = 0;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => Date.now() + aheadMs),
      env: { SMTP_URL: mailServer.url },
      limits: {
        invitationMailsPerDay: 2,
        invitationMailsPerDayAndTenant: 3,
        newAddressMailsPerDay: 2,
        openInvitationsPerTenant: 6,
      },
    });
  });
  beforeEach(() => {
    mailServer.mails.length = 0;
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const invite = (person: Person) =>
    refusalOf(person.call('tenantInvitations.create', { body: { email: `guest-${++count}@example.com` } }));
  const askDomain = (person: Person) =>
    refusalOf(person.call('tenantDomains.request', { body: { email: `me@works-${++count}.example` } }));
  async function organisation(): Promise<Person> {
    const account = await signUp(app);
    return switchTo(app, account, await createTenant(account));
  }
  async function withAdmin(): Promise<Person[]> {
    const owner = await proveAddress(app, await organisation());
    const admin = await proveAddress(app, await signUpInto(app, owner));
    await owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });
    return [owner, admin];
  }

  const OK = 'nothing was refused';
  const LIMIT = 'limit_exceeded';

  it('are sent only for accounts with a verified address; links need none', async () => {
    const owner = await organisation();

    const unproven = [await invite(owner), await askDomain(owner)];
    const link = await refusalOf(owner.call('tenantInvitations.create', { body: {} }));
    await proveAddress(app, owner);
    const proven = [await invite(owner), await askDomain(owner)];

    const refused = 'forbidden/email_unverified';
    expect([unproven, link, proven]).to.deep.equal([[refused, refused], OK, [OK, OK]]);
    expect(mailServer.mails).to.have.length(2);
  });

  it('are limited per account and day, in all its organisations together, also if they are revoked', async () => {
    const owner = await proveAddress(app, await organisation());
    const tenantId = await createTenant(owner);
    const other = await switchTo(app, owner, tenantId);

    const here = await invite(other);
    for (const { id: invitationId } of (await other.call('tenantInvitations.list')).items)
      await other.call('tenantInvitations.revoke', { params: { invitationId } });
    const outcomes = [here, await invite(other), await invite(other)];
    const link = await refusalOf(other.call('tenantInvitations.create', { body: {} }));
    aheadMs += DAY_MS + 1_000;
    const device = { userAgent: '', refreshIn: 'body' } as const;
    const { accessToken } = await app.services.sessions.begin({ tenantId, personId: other.id }, device);
    const nextDay = await invite({ ...other, call: caller(app, accessToken) });

    expect([outcomes, link, nextDay]).to.deep.equal([[OK, OK, LIMIT], OK, OK]);
  });

  it('at the quota of invitations spend nothing of the day, and at the limit of the day store no invitation', async () => {
    const owner = await proveAddress(app, await organisation());
    for (let link = 1; link <= 6; link += 1) await owner.call('tenantInvitations.create', { body: {} });

    const refused = [await invite(owner), await invite(owner), await invite(owner)];
    for (const { id: invitationId } of (await owner.call('tenantInvitations.list')).items.slice(0, 3))
      await owner.call('tenantInvitations.revoke', { params: { invitationId } });
    const mailed = [await invite(owner), await invite(owner), await invite(owner)];

    const quota = 'conflict/too_many_invitations';
    expect([refused, mailed]).to.deep.equal([
      [quota, quota, quota],
      [OK, OK, LIMIT],
    ]);
    const { items } = await owner.call('tenantInvitations.list');
    expect(items.filter(({ email }) => email !== null)).to.have.length(2);
  });

  it('are limited per organisation and day, and one person at the limit spends nothing of the others', async () => {
    const [owner, admin] = (await withAdmin()) as [Person, Person];

    const outcomes = [];
    for (const person of [owner, owner, owner, owner, admin, admin]) outcomes.push(await invite(person));

    expect(outcomes).to.deep.equal([OK, OK, LIMIT, LIMIT, OK, LIMIT]);
  });

  it('with codes for domains are limited per account and day', async () => {
    const owner = await proveAddress(app, await organisation());

    expect([await askDomain(owner), await askDomain(owner), await askDomain(owner)]).to.deep.equal([OK, OK, LIMIT]);
  });

  it('show the name of the organisation short, between quotes and without links', async () => {
    const owner = await proveAddress(app, await organisation());
    await owner.call('tenants.edit', { body: { name: 'PayPal: confirm at http://evil.example/now' } });

    await invite(owner);
    const [mail = { text: '', raw: '' }] = mailServer.mails;

    const links = mail.text.match(/\S+:\/\/\S+/g) ?? [];
    expect(links).to.have.length(1);
    expect(links[0]).to.include(`${app.url}/organisation-invitation#token=`);
    expect(mail.text).to.not.match(/evil\.example/);
    expect(mail.text).to.include('organisation "PayPal: confirm at http:');
    expect(mail.text).to.include('The name was chosen by the people of the organisation.');
  });
});

describe('the domains that no organisation can own', () => {
  const relays = [
    'privaterelay.appleid.com',
    'users.noreply.github.com',
    'mozmail.com',
    'hey.com',
    'someone.simplelogin.co',
    'gmail.com',
    'docomo.ne.jp',
  ];
  for (const domain of relays) {
    it(`include ${domain}`, () => {
      expect(isFreeMail(domain)).to.equal(true);
    });
  }

  it('do not include those of companies, also next to a relay', () => {
    for (const domain of ['github.com', 'appleid.com', 'mozilla.org', 'analytical-engines.example', 'hey.co.jp']) {
      expect(isFreeMail(domain), domain).to.equal(false);
    }
  });
});
