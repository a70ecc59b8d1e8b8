import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { limits as defaults } from '../../src/kernel/limits.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { canInvite, canSetRole, permissionsOf, removalOf } from '../../src/tenants/tenant-rules.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { request } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { bringIn, createTenant, newEntry, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusal, refusalOf, signUp } from '../support/people.ts';
import { connect } from '../support/socket-client.ts';

describe('organisations', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let now = Date.now();

  before(async () => {
    mailServer = await startMailServer();
    const env = { SMTP_URL: mailServer.url };
    app = await startTestApp({ env, clock: new Clock(() => now), limits: { domainsPerTenant: 2 } });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const refresh = (refreshToken: string | null) =>
    request(app, '/sessions/refresh', { method: 'POST', json: { refreshToken } });
  async function verifyEmail(person: Person): Promise<void> {
    const code = await mailServer.codeOf(() => person.call('accounts.requestEmailCode'), person.email);
    await person.call('accounts.verifyEmail', { body: { code } });
  }
  /** Creates an organisation. `owner` is the person of `account` in it. */
  async function organisation() {
    const account = await proveAddress(app, await signUp(app));
    const tenantId = await createTenant(account);
    return { tenantId, account, owner: await switchTo(app, account, tenantId) };
  }

  async function topicOf(person: Person): Promise<string> {
    return (await person.call('topics.create', { body: { title: 'Tea' } })).id;
  }
  /** `person` makes the match. Returns its conversation. */
  async function matchOf(person: Person, other: Person): Promise<string> {
    const topicId = await topicOf(person);
    await other.call('topics.createInterest', { params: { topicId } });
    return (await person.call('matches.create', { params: { topicId, personId: other.id } })).conversationId;
  }
  async function write(person: Person, tenantId: string, conversationId: string, text: string): Promise<void> {
    const actor = { tenantId, personId: person.id, sessionId: person.sessionId };
    await app.services.conversations.send(actor, { conversationId, clientMessageId: `unread-${text}`, text });
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

    it('learns in one how much is unread in the others, without what is muted', async () => {
      const { account, owner, tenantId } = await organisation();
      const [mary, pat] = [await signUpInto(app, owner), await signUpInto(app, owner)];
      const { email, password } = account;
      const { accessToken } = await caller(app)('sessions.signIn', { body: { email, password } });
      // A new session begins in the organisation of the last one.
      const outside = await switchTo(app, { ...account, call: caller(app, accessToken) }, 'public');
      const conversationId = await matchOf(mary, owner);
      await owner.call('notifications.read', { body: {} });
      for (const text of ['one', 'two']) await write(mary, tenantId, conversationId, text);
      await pat.call('topics.createInterest', { params: { topicId: await topicOf(owner) } });
      const unread = async () => (await outside.call('tenants.unread')).items;

      const before = await unread();
      await owner.call('conversations.mute', { params: { conversationId }, body: { for: 'always' } });
      const muted = await unread();
      await owner.call('notifications.read', { body: {} });

      const { name, slug } = (await owner.call('accounts.me')).tenant;
      expect(before).to.deep.equal([{ tenant: { id: tenantId, name, slug }, messages: 2, notifications: 1 }]);
      expect(muted.map(({ messages, notifications }) => [messages, notifications])).to.deep.equal([[0, 1]]);
      expect(await unread()).to.deep.equal([]);
      expect((await owner.call('tenants.unread')).items).to.deep.equal([]);
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

    it('gets no new session for an older refresh token of the old one, and the new session ends', async () => {
      const account = await signUp(app);
      const tenantId = await createTenant(account);
      const renewed = (await refresh(account.refreshToken)).json;
      const inside = await switchTo(app, { ...account, ...renewed, call: account.call }, tenantId);

      const copied = await refresh(account.refreshToken);

      expect(copied.status).to.equal(401);
      expect((await refresh(inside.refreshToken)).status).to.equal(401);
    });

    it('gets no new session for the last refresh token of the old one after the new one was refreshed twice', async () => {
      const account = await signUp(app);
      const inside = await switchTo(app, account, await createTenant(account));
      const once = await refresh(inside.refreshToken);
      const twice = await refresh(once.json.refreshToken);

      const copied = await refresh(account.refreshToken);

      expect([once.status, twice.status, copied.status]).to.deep.equal([200, 200, 401]);
    });

    it('keeps the time of the sign-in, after which every session ends', async () => {
      const account = await signUp(app);
      const tenantId = await createTenant(account);
      const used = async (refreshToken: string | null) => {
        now += defaults.refreshTokenMs - DAY_MS;
        return (await refresh(refreshToken)).json;
      };
      let tokens = await used(account.refreshToken);
      for (let month = 2; month <= 5; month += 1) tokens = await used(tokens.refreshToken);

      const inside = await switchTo(app, { ...account, call: caller(app, tokens.accessToken) }, tenantId);
      const last = await used(inside.refreshToken);
      now += defaults.sessionMs - 6 * (defaults.refreshTokenMs - DAY_MS);
      const after = await refresh(last.refreshToken);

      expect(last.sessionId).to.equal(inside.sessionId);
      expect(after.status).to.equal(401);
    });

    it('switches only once on concurrent requests', async () => {
      const account = await signUp(app);
      const tenantId = await createTenant(account);
      const ask = () =>
        request(app, '/sessions/switch', { method: 'POST', token: account.accessToken, json: { tenantId } });

      const begun = holdNext(app.services.sessions, 'begin');
      const first = ask();
      await begun.reached;
      const winner = await ask();
      begun.release();

      expect([(await first).status, winner.status]).to.deep.equal([401, 201]);
      const sessions = await request(app, '/sessions', { token: winner.json.accessToken });
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

  describe('a mailed code', () => {
    const verify = (person: Person, code: string) => refusalOf(person.call('accounts.verifyEmail', { body: { code } }));
    const newCode = async (person: Person) =>
      await mailServer.codeOf(() => person.call('accounts.requestEmailCode'), person.email);

    it('works until it expires, or a newer one is sent', async () => {
      const mary = await signUp(app);
      const older = await newCode(mary);
      const newer = await newCode(mary);

      const replaced = older === newer ? 'invalid_input/code_wrong' : await verify(mary, older);
      now += 15 * 60_000;
      const expired = await verify(mary, newer);

      expect([replaced, expired]).to.deep.equal(['invalid_input/code_wrong', 'invalid_input/code_wrong']);
    });

    it('works once, also when it is used several times at the same moment', async () => {
      const mary = await signUp(app);
      const code = await newCode(mary);

      const outcomes = await Promise.all([1, 2, 3, 4].map(() => verify(mary, code)));

      expect(outcomes.filter((outcome) => outcome === 'nothing was refused')).to.have.length(1);
    });
  });

  describe('joining by domain', () => {
    it('accepts a verified address in a domain that an owner has verified', async () => {
      const { owner, tenantId } = await organisation();
      const domain = 'analytical-engines.example';
      const email = `ada@${domain}`;
      const code = await mailServer.codeOf(() => owner.call('tenantDomains.request', { body: { email } }), email);
      const mary = await signUp(app, { email: `mary-${Date.now()}@${domain}` });
      const join = () => mary.call('tenants.join', { params: { tenantId }, body: newEntry('Mary') });

      const early = await refusal(join());
      await owner.call('tenantDomains.verify', { body: { domain, code } });
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

    it('accepts no more domains than allowed, also when their codes were sent before', async () => {
      const { owner } = await organisation();
      const ask = (domain: string) => owner.call('tenantDomains.request', { body: { email: `ada@${domain}` } });
      const domains = ['one.example', 'two.example', 'three.example'];
      const codes = [];
      for (const domain of domains) codes.push(await mailServer.codeOf(() => ask(domain), `ada@${domain}`));

      const outcomes = [];
      for (const [at, domain] of domains.entries()) {
        const body = { domain, code: codes[at] ?? '' };
        outcomes.push(await refusalOf(owner.call('tenantDomains.verify', { body })));
      }

      expect(outcomes).to.deep.equal(['nothing was refused', 'nothing was refused', 'conflict/too_many_domains']);
      expect(await refusalOf(ask('four.example'))).to.equal('conflict/too_many_domains');
    });

    it('refuses domains of mail providers, wrong codes, and the right code after too many attempts', async () => {
      const { owner } = await organisation();
      const domain = 'wrong-codes.example';
      const free = await refusal(owner.call('tenantDomains.request', { body: { email: 'someone@gmail.com' } }));
      const email = `a@${domain}`;
      const code = await mailServer.codeOf(() => owner.call('tenantDomains.request', { body: { email } }), email);
      const wrong = code === '12345678' ? '87654321' : '12345678';

      const reasons = [];
      for (let attempt = 0; attempt < 5; attempt++) {
        // One by one: each attempt counts.
        reasons.push((await refusal(owner.call('tenantDomains.verify', { body: { domain, code: wrong } }))).reason);
      }
      const right = await refusal(owner.call('tenantDomains.verify', { body: { domain, code } }));

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

    it('keep the use of a guest whose handle was taken at the same moment', async () => {
      const { owner } = await organisation();
      const [ada, bea] = [await signUp(app), await signUp(app)];
      const { link } = await owner.call('tenantInvitations.create', { body: { maxUses: 2 } });
      const accept = (guest: Person, entry = newEntry()) =>
        refusalOf(guest.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...entry } }));
      const entry = newEntry();
      const checked = holdNext(app.services.profiles, 'checkHandle');
      const late = accept(ada, entry);
      await checked.reached;

      const early = await accept(bea, entry);
      checked.release();

      expect([early, await late]).to.deep.equal(['nothing was refused', 'conflict/handle_taken']);
      expect(await accept(ada)).to.equal('nothing was refused');
      expect((await owner.call('tenants.current')).memberCount).to.equal(3);
    });

    it('admit nobody while the organisation or the account of the guest is being deleted', async () => {
      const { owner, account } = await organisation();
      const [ada, bea] = [await signUp(app), await signUp(app)];
      const { link } = await owner.call('tenantInvitations.create', { body: { maxUses: 2 } });
      const acceptDuring = async (guest: Person, act: () => Promise<unknown>) => {
        const checked = holdNext(app.services.profiles, 'checkHandle');
        const late = refusalOf(
          guest.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...newEntry() } }),
        );
        await checked.reached;
        await act();
        checked.release();
        return late;
      };

      const withoutAccount = await acceptDuring(ada, () =>
        ada.call('accounts.delete', { body: { password: ada.password } }),
      );
      const intoDeleted = await acceptDuring(bea, () =>
        owner.call('tenants.delete', { body: { password: account.password } }),
      );

      expect([withoutAccount, intoDeleted]).to.deep.equal(['not_found', 'not_found']);
      expect((await owner.call('tenantMembers.list')).items).to.have.length(1);
    });

    it('stop working when the person who invites is demoted or removed', async () => {
      const { owner, tenantId } = await organisation();
      const invite = async () => {
        const account = await signUp(app);
        await bringIn(owner, account, 'admin');
        const admin = await switchTo(app, account, tenantId);
        return { admin, link: (await admin.call('tenantInvitations.create', { body: {} })).link };
      };
      const [demoted, removed] = [await invite(), await invite()];
      const guest = await signUp(app);
      const preview = (link: string | null) =>
        refusalOf(guest.call('tenantInvitations.preview', { body: { token: tokenOf(link) } }));

      const params = { personId: demoted.admin.id };
      await owner.call('tenantMembers.setRole', { params, body: { role: 'member' } });
      await owner.call('tenantMembers.remove', { params: { personId: removed.admin.id } });

      expect([await preview(demoted.link), await preview(removed.link)]).to.deep.equal([
        'not_found/invitation_expired',
        'not_found/invitation_expired',
      ]);
    });

    it('are mailed, show their organisation, and stop working when revoked or expired', async () => {
      const { owner, tenantId } = await organisation();
      const guest = await signUp(app);
      const preview = (token: string) => guest.call('tenantInvitations.preview', { body: { token } });
      const body = { email: 'mary@example.com', role: 'admin' } as const;
      const token = await mailServer.tokenOf(() => owner.call('tenantInvitations.create', { body }), body.email);

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
      const [owner, admin, member] = (['owner', 'admin', 'member'] as const).map((role) =>
        permissionsOf(role, new Set()),
      );

      expect(owner?.has('organisation:delete') && admin?.has('organisation:remove_members')).to.equal(true);
      expect(admin?.has('organisation:delete') || admin?.has('organisation:set_roles')).to.equal(false);
      expect(admin?.has(removalOf('owner')) || admin?.has(removalOf('admin'))).to.equal(false);
      expect(admin?.has('organisation:manage_domains') || admin?.has('organisation:manage_groups')).to.equal(false);
      expect(member?.size).to.equal(0);
    });

    it('give nothing that they do not hold, whatever groups give them', () => {
      const setter = permissionsOf('admin', new Set(['organisation:set_roles', 'organisation:invite_admins']));
      const inviter = permissionsOf('member', new Set(['organisation:invite_admins', 'organisation:invite_members']));

      expect(canSetRole(setter, 'member', 'admin')).to.equal(true);
      expect(canSetRole(setter, 'member', 'owner') || canSetRole(setter, 'owner', 'member')).to.equal(false);
      expect(canInvite(setter, 'admin') && canInvite(inviter, 'member')).to.equal(true);
      expect(canInvite(inviter, 'admin')).to.equal(false);
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

    it('cannot do as admins what only owners can', async () => {
      const { owner, tenantId } = await organisation();
      const accounts = [await signUp(app), await signUp(app)];
      for (const account of accounts) await bringIn(owner, account, 'admin');
      const [admin, other] = await Promise.all(accounts.map((account) => switchTo(app, account, tenantId)));
      if (!admin || !other) throw new Error('Two admins are needed');
      const member = await signUpInto(app, owner);
      const params = { personId: member.id };

      const refused = await Promise.all([
        refusalOf(admin.call('tenantMembers.remove', { params: { personId: other.id } })),
        refusalOf(admin.call('tenantMembers.remove', { params: { personId: owner.id } })),
        refusalOf(admin.call('tenantMembers.setRole', { params, body: { role: 'admin' } })),
        refusalOf(admin.call('tenantInvitations.create', { body: { role: 'admin' } })),
        refusalOf(admin.call('tenantDomains.request', { body: { email: 'a@example.com' } })),
        refusalOf(admin.call('tenantDomains.verify', { body: { domain: 'example.com', code: '12345678' } })),
        refusalOf(admin.call('tenantDomains.remove', { params: { domain: 'example.com' } })),
        refusalOf(admin.call('tenants.delete', { body: { password: admin.password } })),
        refusalOf(admin.call('tenants.restore')),
      ]);

      expect(refused).to.deep.equal(refused.map(() => 'forbidden/not_allowed'));
      expect((await admin.call('tenants.current')).role).to.equal('admin');
      expect(await refusalOf(admin.call('tenantMembers.remove', { params }))).to.equal('nothing was refused');
    });

    it('do not see members whom they have blocked, unless they can remove members', async () => {
      const { owner } = await organisation();
      const [member, other] = [await signUpInto(app, owner), await signUpInto(app, owner)];
      for (const one of [member, owner]) await one.call('blocks.create', { params: { personId: other.id } });

      const seenBy = async (one: Person) => (await one.call('tenantMembers.list')).items.map(({ person }) => person.id);

      expect(await seenBy(member)).to.have.members([owner.id, member.id]);
      expect(await seenBy(owner)).to.have.members([owner.id, member.id, other.id]);
    });

    it('lose access also if their removal is interrupted, and the next start finishes it', async () => {
      const { owner, tenantId } = await organisation();
      const account = await signUp(app);
      await bringIn(owner, account);
      const mary = await switchTo(app, account, tenantId);
      const json = { email: account.email, password: account.password };
      const remove = () => owner.call('tenantMembers.remove', { params: { personId: mary.id } });

      await interrupting(app.kernel.hooks, 'erase', remove);
      const back = (await request(app, '/sessions', { method: 'POST', json })).json;
      const outside = caller(app, back.accessToken);
      const switched = await refusalOf(outside('sessions.switch', { body: { tenantId } }));
      const listed = (await outside('tenants.list')).items.map(({ tenant }) => tenant.id);
      const members = (await owner.call('tenantMembers.list')).items.map(({ person }) => person.id);
      await app.services.departures.finish();

      expect((await refusal(mary.call('accounts.me'))).error.code).to.equal('unauthenticated');
      expect([back.tenant.id, switched, listed]).to.deep.equal(['public', 'not_found', ['public']]);
      expect(members).to.deep.equal([owner.id]);
      expect(await refusalOf(owner.call('profiles.get', { params: { personId: mary.id } }))).to.equal('not_found');
    });

    for (const act of ['signs in', 'switches'] as const) {
      it(`get no session when they are removed while their account ${act}`, async () => {
        const { owner, tenantId } = await organisation();
        const account = await signUp(app);
        await bringIn(owner, account);
        const mary = await switchTo(app, account, tenantId);
        const json = act === 'signs in' ? { email: account.email, password: account.password } : { tenantId };
        const path = act === 'signs in' ? '/sessions' : '/sessions/switch';
        const device = act === 'signs in' ? mary : await switchTo(app, mary, 'public');
        const seen = holdNext(app.services.tenantStore, 'currentOf');
        const late = request(app, path, { method: 'POST', json, token: device.accessToken });
        await seen.reached;

        await owner.call('tenantMembers.remove', { params: { personId: mary.id } });
        seen.release();

        expect((await late).status).to.be.oneOf([401, 404]);
      });
    }

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

    it('do not stay owners if they leave at the moment in which they become owners', async () => {
      const { owner } = await organisation();
      const leaving = await signUpInto(app, owner);
      const { memberships } = app.services;
      const allowed = holdNext(memberships, 'find');
      const params = { personId: leaving.id };
      const late = refusalOf(owner.call('tenantMembers.setRole', { params, body: { role: 'owner' } }));
      await allowed.reached;
      const found = holdNext(memberships, 'findAny');
      allowed.release();
      await found.reached;

      await leaving.call('tenants.leave');
      found.release();

      expect(await late).to.equal('not_found');
      expect(await refusalOf(owner.call('tenants.leave'))).to.equal('conflict/last_owner');
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
    it('requires the password, and keeps its date when it is asked for again', async () => {
      const { owner, account } = await organisation();
      const ask = (password: string) => owner.call('tenants.delete', { body: { password } });

      const refused = await refusalOf(ask('not the password'));
      const first = await ask(account.password);
      now += 60_000;
      const again = await ask(account.password);

      expect(refused).to.equal('forbidden/wrong_password');
      expect(again.deleteAt).to.equal(first.deleteAt).and.not.equal(null);
    });

    it('does not happen if it was cancelled while its job was already due', async () => {
      const { owner, account, tenantId } = await organisation();
      const jobs = app.connection.collection('jobs');
      await owner.call('tenants.delete', { body: { password: account.password } });
      const job = await jobs.findOne({ tenantId });
      await owner.call('tenants.restore');
      const scheduled = await jobs.countDocuments({ tenantId });

      await jobs.insertOne({ ...job, dueAt: new Date(now) });
      await app.kernel.jobs.runDue();

      expect(scheduled).to.equal(0);
      expect((await owner.call('tenants.current')).id).to.equal(tenantId);
    });

    it('lets nobody join during the grace period', async () => {
      const { owner, account, tenantId } = await organisation();
      const domain = `${tenantId}.example`;
      const guest = await signUp(app, { email: `guest@${domain}` });
      const { link } = await owner.call('tenantInvitations.create', { body: {} });
      await app.connection
        .collection<{ _id: string }>('tenants')
        .updateOne({ _id: tenantId }, { $set: { domains: [domain] } });
      await verifyEmail(guest);
      const offered = (await guest.call('tenants.offers')).items;

      await owner.call('tenants.delete', { body: { password: account.password } });

      expect([offered.length, (await guest.call('tenants.offers')).items.length]).to.deep.equal([1, 0]);
      const body = newEntry();
      expect(await refusalOf(guest.call('tenants.join', { params: { tenantId }, body }))).to.equal('not_found');
      const accepting = guest.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...body } });
      expect(await refusalOf(accepting)).to.equal('not_found/invitation_expired');
    });

    it('can be cancelled during the grace period, and then removes all data', async () => {
      const { owner, account, tenantId } = await organisation();
      await owner.call('topics.create', { body: { title: 'Gone with it' } });
      await app.connection.collection<{ _id: string }>('instantTalkHours').insertOne({ _id: tenantId });
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

  it('of an older version keep a slug that looks like the one of another organisation', async () => {
    const [one, other] = [await signUp(app), await signUp(app)];
    const entry = { handle: 'twin_boss', displayName: 'Twin' };
    await one.call('tenants.create', { body: { name: 'One', slug: 'old-twin-l', ...entry } });
    const { tenant } = await other.call('tenants.create', { body: { name: 'Other', slug: 'old-other', ...entry } });
    const boss = await switchTo(app, other, tenant.id ?? '');
    const slug = 'old-twin-1';
    await app.connection
      .collection('tenants')
      .updateOne({ slug: 'old-other' }, { $set: { slug }, $unset: { slugKey: 1 } });

    const saved = await boss.call('tenants.edit', { body: { name: 'Saved', slug } });
    const taken = await refusal(boss.call('tenants.edit', { body: { slug: 'old-twin-l' } }));

    expect(saved).to.include({ name: 'Saved', slug });
    expect(taken.reason).to.equal('conflict/slug_taken');
  });

  it('have their own handles, and a slug that is unique on the server', async () => {
    const [one, other] = [await signUp(app), await signUp(app)];
    const entry = { handle: 'the_same_handle', displayName: 'Twin' };
    const create = (person: Person, slug: string) =>
      person.call('tenants.create', { body: { name: 'Twins', slug, ...entry } });
    await create(one, 'twins-one');

    expect((await create(other, 'twins-two')).person.handle).to.equal('the_same_handle');
    expect((await refusal(create(other, 'twins-one'))).reason).to.equal('conflict/slug_taken');
    expect((await refusal(create(other, 'admin'))).reason).to.equal('conflict/slug_taken');
    for (const lookalike of ['twins-0ne', 'rneshi']) {
      expect((await refusal(create(other, lookalike))).reason, lookalike).to.equal('conflict/slug_taken');
    }
  });
});

/** Names of the collections that still contain documents of a tenant. */
async function leftOf(app: TestApp, tenantId: string): Promise<string[]> {
  const db = app.connection.getClient().db(app.connection.name);
  const collections = await db.collections();
  const counts = await Promise.all(
    collections.map((one) => one.countDocuments({ $or: [{ tenantId }, { _id: tenantId as never }] })),
  );
  return collections.flatMap(({ collectionName }, at) => ((counts[at] ?? 0) > 0 ? [collectionName] : []));
}
