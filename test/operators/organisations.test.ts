/** Organisations in the console: operators find them, close them, hand them over and sign everybody out. They read no content. */
import { expect } from 'chai';
import { Backfills } from '../../src/database/backfill.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { holdNext } from '../support/hold.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type Operator, operatorWith, REASON, takeRole } from '../support/operators.ts';
import { bringIn, createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

const NOTHING = 'nothing was refused';
const ENDED = 'unauthenticated/session_ended';

describe('an organisation in the console of operators', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let operator: Operator;
  let nowMs = Date.now();
  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      env: { SMTP_URL: mailServer.url },
      limits: { accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS },
    });
    operator = await operatorWith(app);
  });
  beforeEach(async () => {
    nowMs = Date.now();
    await takeRole(operator, 'operator');
  });
  afterEach(disconnectAll);
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  let count = 0;

  async function organisation(name = `Organisation ${++count}`) {
    const account = await proveAddress(app, await signUp(app));
    const tenantId = await createTenant(account, name);
    const owner = await switchTo(app, account, tenantId);
    return { account, owner, tenantId, params: { tenantId } };
  }
  const because = { reason: REASON };
  const get = (tenantId: string) => operator.call('operatedOrganisations.get', { params: { tenantId } });
  const close = (tenantId: string, reason = REASON) =>
    operator.call('operatedOrganisations.close', { params: { tenantId }, body: { reason } });
  const reopen = (tenantId: string) =>
    operator.call('operatedOrganisations.reopen', { params: { tenantId }, body: because });
  const handOver = (tenantId: string, personId: string, reason = REASON) =>
    operator.call('operatedOrganisations.handOver', { params: { tenantId }, body: { personId, reason } });
  const exists = async (tenantId: string) =>
    (await app.connection.collection<{ _id: string }>('tenants').findOne({ _id: tenantId })) !== null;
  const runJobs = () => app.kernel.jobs.runDue();
  const found = async (q: string) =>
    (await operator.call('operatedOrganisations.find', { query: { q, limit: 20 } })).items.map(({ id }) => id);
  /** The letters to an address that an act causes, about the organisation. */
  async function lettersOf(act: () => Promise<unknown>, to: string): Promise<string[]> {
    await runJobs();
    const before = mailServer.mails.length;
    await act();
    // The app itself may have taken some of them at the same moment.
    await until(async () => {
      await runJobs();
      return (await app.connection.collection('jobs').countDocuments({ dueAt: { $lte: new Date(nowMs) } })) === 0;
    });
    return mailServer.mails
      .slice(before)
      .filter((mail) => mail.to === to && /\/organisation$/m.test(mail.text))
      .map(({ text }) => text);
  }
  /** Actions, actors and reasons of the newest entries about the organisation in both chains. */
  async function entriesAbout({ owner, tenantId }: { owner: Person; tenantId: string }, action: string) {
    const query = { targetId: tenantId, limit: 10 };
    const ofServer = (await operator.call('server.audit', { query })).items;
    const ofTenant = (await owner.call('tenants.audit', { query })).items;
    return [ofServer, ofTenant].map((items) =>
      items
        .filter((entry) => entry.action === action)
        .map(({ as, actorId, actor, reason, before: old, after: now }) => ({
          as,
          by: actorId === operator.id ? 'the operator' : actorId,
          isNamed: actor !== null,
          reason,
          facts: { ...old, ...now },
        })),
    );
  }

  it('is found by a part of its name, and by its whole ID, domain or id', async () => {
    const { account, owner, tenantId } = await organisation('京都はてなベーカリー');
    const { slug } = await get(tenantId);
    const domain = `bakery-${Date.now()}.example`;
    const email = `owner@${domain}`;
    const code = await mailServer.codeOf(() => owner.call('tenantDomains.request', { body: { email } }), email);
    await owner.call('tenantDomains.verify', { body: { domain, code } });

    for (const q of ['はてなベー', 'ハテナ', slug, slug.toUpperCase(), domain, tenantId]) {
      expect(await found(q), q).to.deep.equal([tenantId]);
    }
    for (const q of [slug.slice(0, -1), domain.slice(1), account.email, '大阪']) {
      expect(await found(q), q).to.deep.equal([]);
    }
    await owner.call('tenants.edit', { body: { name: 'なごやパン' } });
    expect([await found('はてな'), await found('なごやパン')]).to.deep.equal([[], [tenantId]]);
    expect(await found('')).to.include(tenantId);
  });

  it('that an older version stored is found by its name after the next start', async () => {
    const { tenantId } = await organisation('Older Version');
    const tenants = app.connection.collection<{ _id: string }>('tenants');
    await tenants.updateOne({ _id: tenantId }, { $unset: { grams: 1, searchText: 1 } });
    expect(await found('Older Ver')).to.deep.equal([]);

    const { connection, hooks, log } = app.kernel;
    await Backfills.start({ connection, definitions: hooks.models(), log }).done();

    expect(await found('Older Ver')).to.deep.equal([tenantId]);
  });

  it('shows its facts', async () => {
    const { owner, tenantId } = await organisation();
    await signUpInto(app, owner);

    const facts = await get(tenantId);

    const { createdAt, slug, name, owners, ...rest } = facts;
    expect(owners.map(({ id }) => id)).to.deep.equal([owner.id]);
    expect(rest).to.deep.equal({
      id: tenantId,
      domains: [],
      memberCount: 2,
      signOn: 'off',
      needsSecondFactor: false,
      retention: { messageDays: null, roomDays: null, auditDays: null },
      nextRetention: null,
      deleteAt: null,
      closure: null,
    });
  });

  it('shows nothing that members wrote', async () => {
    const { owner, tenantId, params } = await organisation();
    const secret = `secret ${tenantId}`;
    await owner.call('topics.create', { body: { kind: 'discuss', title: secret, body: secret } });
    await owner.call('rooms.create', { body: { title: secret } });
    await owner.call('communities.create', { body: { name: secret.slice(0, 30), description: secret } });
    await owner.call('profiles.update', { body: { bio: secret } });

    const all = [
      await operator.call('operatedOrganisations.find', { query: { q: tenantId } }),
      await get(tenantId),
      await operator.call('operatedOrganisations.findMembers', { params, query: { q: owner.id } }),
    ];

    expect(JSON.stringify(all)).not.to.include('secret');
  });

  it('that operators have closed is deleted after the grace period, and its owners read why', async () => {
    const made = await organisation();
    const { account, owner, tenantId } = made;
    const deleteAt = new Date(nowMs + 7 * DAY_MS).toISOString();

    const letters = await lettersOf(() => close(tenantId, 'Sells coins, see coins.example'), account.email);

    expect(letters).to.have.length(1);
    expect(letters[0]).to.include('> Sells coins, see').and.include('7').and.not.include('coins.example');
    const details = await owner.call('tenants.current');
    expect(details.closure?.reason).to.equal('Sells coins, see coins.example');
    expect(details.deleteAt?.slice(0, 16)).to.equal(deleteAt.slice(0, 16));
    const [ofServer, ofTenant] = await entriesAbout(made, 'tenant_closed_by_operator');
    const entry = { as: 'operator', reason: 'Sells coins, see coins.example', facts: { deleteAt: details.deleteAt } };
    expect(ofServer).to.deep.equal([{ ...entry, by: 'the operator', isNamed: true }]);
    expect(ofTenant).to.deep.equal([{ ...entry, by: 'system', isNamed: false }]);

    nowMs += 7 * DAY_MS - HOUR_MS;
    await runJobs();
    expect(await exists(tenantId)).to.equal(true);
    nowMs += 2 * HOUR_MS;
    await runJobs();
    expect(await exists(tenantId)).to.equal(false);
  });

  it('is kept by operators only, not by its owners', async () => {
    const made = await organisation();
    const { account, owner, tenantId } = made;
    await owner.call('tenants.delete', { body: { password: account.password } });
    const { deleteAt } = await owner.call('tenants.current');
    nowMs += HOUR_MS / 2;

    expect((await close(tenantId)).deleteAt).to.equal(deleteAt);
    expect(await refusalOf(owner.call('tenants.restore'))).to.equal('forbidden/closed_by_operators');
    expect((await get(tenantId)).deleteAt).to.equal(deleteAt);

    const letters = await lettersOf(() => reopen(tenantId), account.email);
    expect(letters).to.have.length(1);
    expect(await get(tenantId)).to.deep.include({ deleteAt: null, closure: null });
    expect((await owner.call('tenants.current')).closure).to.equal(null);
    expect((await entriesAbout(made, 'tenant_reopened_by_operator')).map(({ length }) => length)).to.deep.equal([1, 1]);
    nowMs += 8 * DAY_MS;
    await runJobs();
    expect(await exists(tenantId)).to.equal(true);
  });

  it('that an owner wants to delete is not kept by an operator who has not closed it', async () => {
    const { account, owner, tenantId } = await organisation();
    await owner.call('tenants.delete', { body: { password: account.password } });

    const { deleteAt } = await reopen(tenantId);

    expect(deleteAt).not.to.equal(null);
  });

  it('is closed once, with one letter, by operators who press twice or at the same moment', async () => {
    const made = await organisation();

    const letters = await lettersOf(async () => {
      await Promise.all([close(made.tenantId), close(made.tenantId)]);
      await close(made.tenantId);
    }, made.account.email);

    expect(letters).to.have.length(1);
    expect((await entriesAbout(made, 'tenant_closed_by_operator')).map(({ length }) => length)).to.deep.equal([1, 1]);
  });

  it('stays closed if an owner cancels an earlier deletion at the same moment', async () => {
    const { account, owner, tenantId } = await organisation();
    await owner.call('tenants.delete', { body: { password: account.password } });
    const held = holdNext(app.services.tenantStore, 'change');
    const restoring = owner.call('tenants.restore');
    await held.reached;

    await close(tenantId);
    held.release();
    await restoring;

    expect((await get(tenantId)).closure).not.to.equal(null);
    nowMs += 8 * DAY_MS;
    await runJobs();
    expect(await exists(tenantId)).to.equal(false);
  });

  it('gets an owner among its members, and all owners are told', async () => {
    const made = await organisation();
    const { account, owner, tenantId, params } = made;
    const member = await signUpInto(app, owner, { displayName: 'Next Owner' });
    const { items } = await operator.call('operatedOrganisations.findMembers', { params, query: { q: member.email } });
    expect(items.map(({ person, role, email }) => [person.id, role, email])).to.deep.equal([
      [member.id, 'member', member.email],
    ]);

    const letters = await lettersOf(() => handOver(tenantId, member.id), account.email);

    expect(letters).to.have.length(1);
    expect(letters[0]).to.include('Next Owner').and.include(`> ${REASON}`);
    expect(mailServer.mails.some(({ to, text }) => to === member.email && text.includes('Next Owner'))).to.equal(true);
    expect((await get(tenantId)).owners.map(({ id }) => id)).to.have.members([owner.id, member.id]);
    expect((await member.call('tenants.current')).role).to.equal('owner');
    const [ofServer, ofTenant] = await entriesAbout(made, 'tenant_handed_over_by_operator');
    const entry = { as: 'operator', reason: REASON, facts: { ownerId: member.id } };
    expect(ofServer).to.deep.equal([{ ...entry, by: 'the operator', isNamed: true }]);
    expect(ofTenant).to.deep.equal([{ ...entry, by: 'system', isNamed: false }]);
    expect(await lettersOf(() => handOver(tenantId, member.id), account.email)).to.deep.equal([]);
  });

  it('gets no owner who is no member, suspended, leaving or the operator', async () => {
    const { owner, tenantId, params } = await organisation();
    const [stranger, spammer, left] = [await signUp(app), await signUpInto(app, owner), await signUpInto(app, owner)];
    await operator.call('operatedPeople.suspend', {
      params: { personId: await accountOf(spammer) },
      body: because,
    });
    await left.call('tenants.leave');
    await bringIn(owner, operator);
    const members = app.connection.collection<{ _id: string }>('tenantMemberships');
    const own = await members.findOne({ tenantId, accountId: operator.id });

    expect(await refusalOf(handOver(tenantId, stranger.id))).to.equal('not_found');
    expect(await refusalOf(handOver(tenantId, left.id))).to.equal('not_found');
    expect(await refusalOf(handOver(tenantId, spammer.id))).to.equal('conflict/member_suspended');
    expect(await refusalOf(handOver(tenantId, own?._id ?? ''))).to.equal('conflict/operator_protected');
    const { items } = await operator.call('operatedOrganisations.findMembers', { params, query: { q: left.id } });
    expect(items).to.deep.equal([]);
    expect((await get(tenantId)).owners.map(({ id }) => id)).to.deep.equal([owner.id]);
  });

  it('is not handed over to a person who leaves at the same moment', async () => {
    const { owner, tenantId } = await organisation();
    const member = await signUpInto(app, owner);
    const held = holdNext(app.services.tenantStore, 'addOwner');
    const handing = refusalOf(handOver(tenantId, member.id));
    await held.reached;

    await member.call('tenants.leave');
    held.release();

    expect(await handing).to.equal('not_found');
    expect((await get(tenantId)).owners.map(({ id }) => id)).to.deep.equal([owner.id]);
  });

  it('shows no member of another organisation', async () => {
    const [one, other] = [await organisation(), await organisation()];

    for (const q of [other.owner.id, other.account.email, 'owner']) {
      const query = { q, limit: 20 };
      const { items } = await operator.call('operatedOrganisations.findMembers', { params: one.params, query });
      expect(items.map(({ person }) => person.id)).not.to.include(other.owner.id);
    }
    expect(await refusalOf(handOver(one.tenantId, other.owner.id))).to.equal('not_found');
  });

  it('loses all its sessions, sockets and seats, and the open space none', async () => {
    const made = await organisation();
    const { account, owner, tenantId, params } = made;
    const member = await signUpInto(app, owner);
    const elsewhere = await organisation();
    const guest = await connectGuest(app, member);
    const { id: roomId } = await guest.call('rooms.create', { body: { title: 'Standup' } });
    const seat = await sitDown(app, guest, roomId);
    const ended = guest.line.next('session:ended');
    const silent = seat.voice.next('voice:closed');
    const bystander = await proveAddress(app, await signUp(app));

    const letters = await lettersOf(
      () => operator.call('operatedOrganisations.endSessions', { params, body: because }),
      account.email,
    );

    await Promise.all([ended, silent]);
    for (const person of [owner, member]) expect(await refusalOf(person.call('accounts.me'))).to.equal(ENDED);
    for (const person of [bystander, elsewhere.owner])
      expect(await refusalOf(person.call('accounts.me'))).to.equal(NOTHING);
    expect(letters).to.have.length(1);
    const query = { targetId: tenantId, action: 'tenant_sessions_ended_by_operator' as const };
    expect((await operator.call('server.audit', { query })).items.map(({ reason }) => reason)).to.deep.equal([REASON]);
  });

  it('is not acted on after the role has ended meanwhile', async () => {
    const { tenantId, owner } = await organisation();
    const member = await signUpInto(app, owner);
    const held = holdNext(app.services.memberships, 'find');
    const handing = refusalOf(handOver(tenantId, member.id));
    await held.reached;

    await operator.call('portal.leave');
    held.release();

    expect(await handing).to.equal('forbidden/role_needed');
    await takeRole(operator, 'operator');
    expect((await get(tenantId)).owners.map(({ id }) => id)).to.deep.equal([owner.id]);
  });

  it('that does not exist is not found', async () => {
    const unknown = '0123456789abcdef01234567';

    for (const act of [get, close, reopen, (id: string) => handOver(id, unknown)])
      expect(await refusalOf(act(unknown))).to.equal('not_found');
  });

  async function accountOf({ id, email }: Person): Promise<string> {
    const account = await app.connection.collection<{ _id: string }>('accounts').findOne({ email });
    return account?._id ?? id;
  }
});
