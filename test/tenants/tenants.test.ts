import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { can, removalOf } from '../../src/tenants/tenant-rules.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { request } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { bringIn, createTenant, newEntry, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { type Person, refusal, signUp } from '../support/people.ts';
import { connect } from '../support/socket-client.ts';

describe('organisations', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let now = Date.now();

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url }, clock: new Clock(() => now) });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const codeIn = (mail: string) => /\b(\d{8})\b/.exec(mail)?.[1] ?? '';
  const refresh = (refreshToken: string | null) =>
    request(app, '/sessions/refresh', { method: 'POST', json: { refreshToken } });
  async function verifyEmail(person: Person): Promise<void> {
    const mail = await mailServer.textOf(() => person.call('accounts.requestEmailCode'));
    await person.call('accounts.verifyEmail', { body: { code: codeIn(mail) } });
  }
  /** Creates an organisation. `owner` is the person of `account` in it. */
  async function organisation() {
    const account = await signUp(app);
    const tenantId = await createTenant(account);
    return { tenantId, account, owner: await switchTo(app, account, tenantId) };
  }

  describe('an account in two tenants', () => {
    it('is a different person in each', async () => {
      const ada = await signUp(app, { displayName: 'Ada' });
      const tenantId = await createTenant(ada, 'Analytical Engines');
      const inside = await switchTo(app, ada, tenantId);

      const me = await inside.call('accounts.me');
      const { items } = await inside.call('tenants.list');

      expect(me.account).to.include({ id: ada.id, email: ada.email });
      expect(me.tenant).to.include({ id: tenantId, name: 'Analytical Engines', role: 'owner' });
      expect(me.profile.id).to.equal(inside.id).and.not.equal(ada.id);
      expect(items.map(({ tenant, isCurrent }) => [tenant.id, isCurrent])).to.deep.equal([
        ['public', false],
        [tenantId, true],
      ]);
      expect(items[0]?.person).to.include({ id: ada.id, displayName: 'Ada' });
    });

    it('ends the old session on sockets and over HTTP when it switches', async () => {
      const { account, tenantId } = await organisation();
      const again = await request(app, '/sessions', {
        method: 'POST',
        json: { email: account.email, password: account.password },
      });
      const socket = await connect(app, { ...account, accessToken: again.json.accessToken });
      const switching = request(app, '/sessions/switch', {
        method: 'POST',
        token: again.json.accessToken,
        json: { tenantId: 'public' },
      });

      const ended = await socket.received('session:ended');
      const switched = await switching;

      // The sign-in started in the tenant that the account had used last.
      expect(again.json.tenant.id).to.equal(tenantId);
      expect(ended).to.deep.equal({ reason: 'switched' });
      expect(switched.json.tenant.id).to.equal('public');
      expect((await request(app, '/account', { token: again.json.accessToken })).status).to.equal(401);
      expect((await request(app, '/account', { token: switched.json.accessToken })).status).to.equal(200);
    });

    it('gets the new session for the last refresh token of the old one, only for a short time', async () => {
      const account = await signUp(app);
      const tenantId = await createTenant(account);
      const inside = await switchTo(app, account, tenantId);

      const lost = await refresh(account.refreshToken);
      now += 31_000;
      const late = await refresh(account.refreshToken);
      const after = await refresh(lost.json.refreshToken);

      expect([lost.status, lost.json.sessionId]).to.deep.equal([200, inside.sessionId]);
      expect(lost.json.refreshToken).to.equal(inside.refreshToken);
      // A token that is used later counts as copied, so the new session ends too.
      expect([late.status, after.status]).to.deep.equal([401, 401]);
    });

    it('switches only once on concurrent requests', async () => {
      const account = await signUp(app);
      const tenantId = await createTenant(account);
      const ask = () =>
        request(app, '/sessions/switch', { method: 'POST', token: account.accessToken, json: { tenantId } });

      const answers = await Promise.all([ask(), ask(), ask()]);

      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([201, 401, 401]);
      const winner = answers.find(({ status }) => status === 201);
      const sessions = await request(app, '/sessions', { token: winner?.json.accessToken });
      expect(sessions.json.items).to.have.length(1);
    });

    it('lists all its sessions, and a password change in one tenant ends those in the others', async () => {
      const { account, owner, tenantId } = await organisation();
      const json = { email: account.email, password: account.password };
      const other = (await request(app, '/sessions', { method: 'POST', json })).json;
      const open = await request(app, '/sessions/switch', {
        method: 'POST',
        token: other.accessToken,
        json: { tenantId: 'public' },
      });

      const listed = await owner.call('sessions.list');
      await owner.call('accounts.changePassword', {
        body: { password: account.password, newPassword: 'another long one' },
      });

      expect(listed.items.map(({ tenantId: where }) => where)).to.have.members([tenantId, 'public']);
      expect((await request(app, '/account', { token: open.json.accessToken })).status).to.equal(401);
      expect((await owner.call('accounts.me')).account.id).to.equal(account.id);
    });

    it('is deleted in every tenant, but not while it is the last owner of an organisation with other members', async () => {
      const { account, owner, tenantId } = await organisation();
      const member = await signUpInto(app, owner);
      const body = { password: account.password };

      const refused = await refusal(owner.call('accounts.delete', { body }));
      await owner.call('tenantMembers.setRole', { params: { personId: member.id }, body: { role: 'owner' } });
      await owner.call('accounts.delete', { body });

      expect(refused.reason).to.equal('conflict/last_owner');
      const { items } = await member.call('tenantMembers.list');
      expect(items.map(({ person, role }) => [person.id, role])).to.deep.equal([[member.id, 'owner']]);
      expect((await member.call('accounts.me')).tenant.id).to.equal(tenantId);
      const json = { email: account.email, password: account.password };
      expect((await request(app, '/sessions', { method: 'POST', json })).status).to.equal(401);
    });
  });

  describe('joining by domain', () => {
    it('accepts a verified address in a domain that an owner has verified', async () => {
      const { owner, tenantId } = await organisation();
      const domain = 'analytical-engines.example';
      const mail = await mailServer.textOf(() =>
        owner.call('tenantDomains.request', { body: { email: `ada@${domain}` } }),
      );
      const mary = await signUp(app, { email: `mary-${Date.now()}@${domain}` });
      const join = () => mary.call('tenants.join', { params: { tenantId }, body: newEntry('Mary') });

      const early = await refusal(join());
      await owner.call('tenantDomains.verify', { body: { domain, code: codeIn(mail) } });
      const unverified = [await mary.call('tenants.offers'), (await refusal(join())).reason];
      await verifyEmail(mary);
      const offers = await mary.call('tenants.offers');
      const joined = await join();

      expect(early.reason).to.equal('not_found');
      expect(unverified).to.deep.equal([{ isEmailVerified: false, items: [] }, 'not_found']);
      expect(offers.items.map(({ id }) => id)).to.deep.equal([tenantId]);
      expect(joined.tenant).to.include({ id: tenantId, role: 'member' });
      expect((await mary.call('tenants.offers')).items).to.deep.equal([]);
      expect((await refusal(join())).reason).to.equal('conflict/already_member');
    });

    it('refuses domains of mail providers, wrong codes, and the right code after too many attempts', async () => {
      const { owner } = await organisation();
      const domain = 'wrong-codes.example';
      const free = await refusal(owner.call('tenantDomains.request', { body: { email: 'someone@gmail.com' } }));
      const mail = await mailServer.textOf(() =>
        owner.call('tenantDomains.request', { body: { email: `a@${domain}` } }),
      );
      const wrong = codeIn(mail) === '12345678' ? '87654321' : '12345678';

      const reasons = [];
      for (let attempt = 0; attempt < 5; attempt++) {
        // One by one: each attempt counts.
        reasons.push((await refusal(owner.call('tenantDomains.verify', { body: { domain, code: wrong } }))).reason);
      }
      const right = await refusal(owner.call('tenantDomains.verify', { body: { domain, code: codeIn(mail) } }));

      expect(free.reason).to.equal('forbidden/free_mail');
      expect(new Set([...reasons, right.reason])).to.deep.equal(new Set(['invalid_input/code_wrong']));
      expect((await owner.call('tenants.current')).domains).to.deep.equal([]);
    });
  });

  describe('invitations', () => {
    it('admit as many concurrent guests as they have uses', async () => {
      const { owner } = await organisation();
      const guests = await Promise.all([signUp(app), signUp(app), signUp(app)]);
      const { link } = await owner.call('tenantInvitations.create', { body: { maxUses: 2 } });
      const token = tokenOf(link);

      const results = await Promise.allSettled(
        guests.map((guest) => guest.call('tenantInvitations.accept', { body: { token, ...newEntry() } })),
      );

      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(2);
      expect((await owner.call('tenants.current')).memberCount).to.equal(3);
      expect((await owner.call('tenantInvitations.list')).items).to.deep.equal([]);
    });

    it('are mailed, show their organisation, and stop working when revoked or expired', async () => {
      const { owner, tenantId } = await organisation();
      const guest = await signUp(app);
      const preview = (token: string) => guest.call('tenantInvitations.preview', { body: { token } });
      const mail = await mailServer.textOf(() =>
        owner.call('tenantInvitations.create', { body: { email: 'mary@example.com', role: 'admin' } }),
      );
      const token = /#token=([\w-]+)/.exec(mail)?.[1] ?? '';

      const seen = await preview(token);
      const [open] = (await owner.call('tenantInvitations.list')).items;
      await owner.call('tenantInvitations.revoke', { params: { invitationId: open?.id ?? '' } });
      const revoked = await refusal(preview(token));
      const { link } = await owner.call('tenantInvitations.create', { body: { validDays: 1 } });
      now += 25 * 3_600_000;
      const late = await refusal(preview(tokenOf(link)));

      expect(seen.tenant.id).to.equal(tenantId);
      expect([open?.email, open?.role]).to.deep.equal(['mary@example.com', 'admin']);
      expect([revoked.reason, late.reason]).to.deep.equal([
        'not_found/invitation_expired',
        'not_found/invitation_expired',
      ]);
    });
  });

  describe('members', () => {
    it('can do what their role allows', () => {
      expect(can('owner', 'delete') && can('admin', 'remove_member') && can('admin', 'invite_member')).to.equal(true);
      expect(can('admin', 'delete') || can('admin', 'set_roles') || can('member', 'edit')).to.equal(false);
      expect(can('admin', removalOf('owner')) || can('admin', removalOf('admin'))).to.equal(false);
      expect(can('admin', 'manage_domains') || can('admin', 'invite_admin')).to.equal(false);
    });

    it('cannot do what their role does not allow', async () => {
      const { owner } = await organisation();
      const [member, other] = [await signUpInto(app, owner), await signUpInto(app, owner)];
      const params = { personId: other.id };

      const refused = await Promise.all([
        refusal(member.call('tenants.edit', { body: { name: 'Mine' } })),
        refusal(member.call('tenants.delete', { body: { password: member.password } })),
        refusal(member.call('tenantMembers.remove', { params })),
        refusal(member.call('tenantMembers.setRole', { params, body: { role: 'admin' } })),
        refusal(member.call('tenantInvitations.create', { body: {} })),
        refusal(member.call('tenantDomains.request', { body: { email: 'a@example.com' } })),
      ]);

      expect(new Set(refused.map(({ reason }) => reason))).to.deep.equal(new Set(['forbidden/not_allowed']));
    });

    it('lose access and data at once when they are removed, and keep their person in the public tenant', async () => {
      const { owner, tenantId } = await organisation();
      const account = await signUp(app, { displayName: 'Mary outside' });
      await bringIn(owner, account);
      const mary = await switchTo(app, account, tenantId);
      const topic = await mary.call('topics.create', { body: { title: 'Inside the walls' } });
      const socket = await connect(app, mary);

      const [ended] = await Promise.all([
        socket.received('session:ended'),
        owner.call('tenantMembers.remove', { params: { personId: mary.id } }),
      ]);

      expect(ended).to.deep.equal({ reason: 'removed' });
      expect((await refusal(mary.call('topics.list'))).error.code).to.equal('unauthenticated');
      expect((await refusal(owner.call('topics.get', { params: { topicId: topic.id } }))).reason).to.equal('not_found');
      expect((await refusal(owner.call('profiles.get', { params: { personId: mary.id } }))).reason).to.equal(
        'not_found',
      );
      const json = { email: account.email, password: account.password };
      const back = await request(app, '/sessions', { method: 'POST', json });
      expect([back.json.tenant.id, back.json.profile.displayName]).to.deep.equal(['public', 'Mary outside']);
    });

    it('keep one owner when the last two leave concurrently', async () => {
      const { owner } = await organisation();
      const second = await signUpInto(app, owner);
      await owner.call('tenantMembers.setRole', { params: { personId: second.id }, body: { role: 'owner' } });

      const results = await Promise.allSettled([owner.call('tenants.leave'), second.call('tenants.leave')]);

      expect(results.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
    });
  });

  describe('deletion', () => {
    it('can be cancelled during the grace period, and then removes all data', async () => {
      const { owner, account, tenantId } = await organisation();
      await owner.call('topics.create', { body: { title: 'Gone with it' } });
      const body = { password: account.password };

      const asked = await owner.call('tenants.delete', { body });
      const restored = await owner.call('tenants.restore');
      now += 8 * 24 * 3_600_000;
      await app.kernel.jobs.runDue();
      const json = { email: account.email, password: account.password };
      const { accessToken, tenant } = (await request(app, '/sessions', { method: 'POST', json })).json;
      await request(app, '/tenant', { method: 'DELETE', token: accessToken, json: body });
      now += 8 * 24 * 3_600_000;
      await app.kernel.jobs.runDue();

      expect([asked.deleteAt === null, restored.deleteAt, tenant.id]).to.deep.equal([false, null, tenantId]);
      const back = (await request(app, '/sessions', { method: 'POST', json })).json;
      expect(back.tenant.id).to.equal('public');
      expect(await leftOf(app, tenantId)).to.deep.equal([]);
    });
  });

  it('are limited in number per creating account', async () => {
    const account = await signUp(app);
    for (let made = 0; made < 5; made++) await createTenant(account);

    expect((await refusal(createTenant(account))).reason).to.equal('conflict/too_many_created_tenants');
  });

  it('have their own handles, and a slug that is unique on the server', async () => {
    const [one, other] = [await signUp(app), await signUp(app)];
    const entry = { handle: 'the_same_handle', displayName: 'Twin' };
    const create = (person: Person, slug: string) =>
      person.call('tenants.create', { body: { name: 'Twins', slug, ...entry } });
    await create(one, 'twins-one');

    expect((await create(other, 'twins-two')).person.handle).to.equal('the_same_handle');
    expect((await refusal(create(other, 'twins-one'))).reason).to.equal('conflict/slug_taken');
  });
});

/** Names of the collections that still contain documents of a tenant. */
async function leftOf(app: TestApp, tenantId: string): Promise<string[]> {
  const db = app.connection.getClient().db(app.connection.name);
  const collections = await db.collections();
  const counts = await Promise.all(collections.map((one) => one.countDocuments({ tenantId })));
  return collections.flatMap(({ collectionName }, at) => ((counts[at] ?? 0) > 0 ? [collectionName] : []));
}
