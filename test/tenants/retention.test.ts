/** For how long an organisation keeps messages: who sets it, when it takes effect, and what is deleted. */
import { expect } from 'chai';
import fc from 'fast-check';
import { verifyDatabase } from '../../src/audit/verify-database.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import type { Retention } from '../../src/protocol/tenants.ts';
import { changed, cutoff, isSame, retentionAt } from '../../src/tenants/retention/retention-rules.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { holdNext } from '../support/hold.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { matchedPair, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';

const tokenKeys = [{ id: 'k1', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') }];
const NOTHING = 'nothing was refused';
const FOR_EVER = { messageDays: null, roomDays: null, auditDays: null };

describe('the retention of an organisation', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let nowMs = Date.now();
  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      config: { tokenKeys },
      env: { SMTP_URL: mailServer.url },
      limits: { accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS },
    });
  });
  beforeEach(() => {
    nowMs = Date.now();
  });
  afterEach(disconnectAll);
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  async function organisation() {
    const account = await proveAddress(app, await signUp(app));
    const tenantId = await createTenant(account);
    const owner = await switchTo(app, account, tenantId);
    return { account, owner, tenantId };
  }
  const set = ({ call }: Person, change: Partial<Retention>) =>
    call('tenants.setRetention', { body: { ...FOR_EVER, ...change } });
  const current = ({ call }: Person) => call('tenants.current');
  const sweep = () => app.services.retentionSweep.run();

  /** A message of `days` ago in a conversation of each kind, by the kind. */
  async function messagesOf({ owner }: { owner: Person }, days: number) {
    const member = await signUpInto(app, owner);
    const { id: topicId } = await owner.call('topics.create', { body: { kind: 'discuss', title: 'Tea' } });
    await member.call('topics.createInterest', { params: { topicId } });
    const match = await owner.call('matches.create', { params: { topicId, personId: member.id } });
    await owner.call('communities.create', { body: { name: `Club ${topicId.slice(-6)}` } });
    const { items } = await owner.call('conversations.list');
    const channel = items.find(({ kind }) => kind === 'channel')?.id ?? '';
    const room = await owner.call('rooms.create', { body: { title: 'Standup' } });
    const line = await connect(app, owner);
    await line.ask('room:join', { roomId: room.id });
    const ids = { match: match.conversationId, channel, room: room.conversationId };
    for (const id of Object.values(ids)) await line.ask('message:send', message(id, 'hello'));
    await age(Object.values(ids), days);
    await owner.call('rooms.close', { params: { roomId: room.id } });
    return { ...ids, member };
  }
  async function age(ids: string[], days: number): Promise<void> {
    const update = { $set: { createdAt: new Date(nowMs - days * DAY_MS) } };
    await app.connection.collection('messages').updateMany({ conversationId: { $in: ids } }, update);
    await app.connection.collection<{ _id: string }>('conversations').updateMany({ _id: { $in: ids } }, update);
  }
  const isStored = async (conversationId: string) =>
    (await app.connection.collection('messages').countDocuments({ conversationId })) > 0;

  it('is for ever until owners set it, which members see and cannot change', async () => {
    const { owner } = await organisation();
    const [admin, member] = [await signUpInto(app, owner), await signUpInto(app, owner)];
    await owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });
    expect(await current(member)).to.deep.include({ retention: FOR_EVER, nextRetention: null });

    for (const person of [admin, member]) {
      expect(await refusalOf(set(person, { messageDays: 30 }))).to.equal('forbidden/not_allowed');
      expect(await refusalOf(person.call('tenants.cancelRetention'))).to.equal('forbidden/not_allowed');
    }
    expect(await refusalOf(set(await signUp(app), { messageDays: 30 }))).to.equal('not_found/not_in_tenant');
    await set(owner, { messageDays: 30 });

    expect((await current(member)).nextRetention).to.deep.include({ messageDays: 30 });
  });

  it('needs a fresh proof, and days within the limits', async () => {
    const { owner } = await organisation();
    for (const wrong of [
      { messageDays: 6 },
      { messageDays: 0 },
      { messageDays: 7.5 },
      { messageDays: 3_651 },
      { roomDays: 6 },
      { auditDays: 89 },
      { auditDays: 3_651 },
    ]) {
      expect(await refusalOf(set(owner, wrong)), JSON.stringify(wrong)).to.equal('invalid_input');
    }
    for (const right of [
      { messageDays: 7, roomDays: 7, auditDays: 90 },
      { messageDays: 3_650, roomDays: 3_650, auditDays: 3_650 },
    ])
      expect(await refusalOf(set(owner, right))).to.equal(NOTHING);
    await app.connection.collection('sessions').updateMany({ personId: owner.id }, { $set: { provenAt: new Date(0) } });
    expect(await refusalOf(set(owner, { messageDays: 30 }))).to.equal('forbidden/proof_needed');
  });

  it('that is shorter takes effect after 7 days, of which all owners get a letter', async () => {
    const made = await organisation();
    const { account, owner, tenantId } = made;
    const ids = await messagesOf(made, 40);
    const at = new Date(nowMs + 7 * DAY_MS).toISOString();
    await app.kernel.jobs.runDue();
    const before = mailServer.mails.length;

    const { retention, nextRetention } = await set(owner, { messageDays: 30, roomDays: 60 });
    await app.kernel.jobs.runDue();

    expect(retention).to.deep.equal(FOR_EVER);
    expect(nextRetention).to.deep.include({ messageDays: 30, roomDays: 60, auditDays: null });
    expect(nextRetention?.at.slice(0, 15)).to.equal(at.slice(0, 15));
    const letters = mailServer.mails
      .slice(before)
      .filter(({ to, text }) => to === account.email && text.includes('30'));
    expect(letters).to.have.length(1);
    const { displayName } = await owner.call('profiles.get', { params: { personId: owner.id } });
    expect(letters[0]?.text).to.include(`"${displayName}"`).and.include(`「${displayName}」`);
    expect(letters[0]?.text)
      .to.include(nextRetention?.at ?? '-')
      .and.include('60 days')
      .and.include('/organisation');
    const query = { action: 'tenant_retention_set' as const };
    const [entry] = (await owner.call('tenants.audit', { query })).items;
    expect(entry).to.deep.include({
      actorId: owner.id,
      as: 'owner',
      targetId: tenantId,
      before: { messageDays: 'for_ever', roomDays: 'for_ever', auditDays: 'for_ever' },
      after: { messageDays: 30, roomDays: 60, auditDays: 'for_ever', dueAt: nextRetention?.at },
    });

    nowMs = Date.parse(nextRetention?.at ?? '') - 1;
    await sweep();
    expect(await Promise.all([ids.match, ids.channel, ids.room].map(isStored))).to.deep.equal([true, true, true]);
    nowMs += 1;
    await sweep();
    expect(await Promise.all([ids.match, ids.channel, ids.room].map(isStored))).to.deep.equal([false, false, true]);
    nowMs += 20 * DAY_MS;
    await sweep();
    expect(await isStored(ids.room)).to.equal(false);
  });

  it('that is longer holds at once, also if something else is shorter', async () => {
    const { owner, tenantId } = await organisation();
    await stored(tenantId, { messageDays: 30, roomDays: 30, auditDays: 100 });

    const longer = await set(owner, { messageDays: 90, roomDays: 30, auditDays: 100 });
    expect(longer).to.deep.include({
      retention: { messageDays: 90, roomDays: 30, auditDays: 100 },
      nextRetention: null,
    });
    const mixed = await set(owner, { messageDays: 60, roomDays: null, auditDays: 100 });

    expect(mixed.retention).to.deep.equal({ messageDays: 90, roomDays: null, auditDays: 100 });
    expect(mixed.nextRetention).to.deep.include({ messageDays: 60, roomDays: null, auditDays: 100 });
  });

  it('that is shorter can be cancelled until then', async () => {
    const made = await organisation();
    const { owner } = made;
    const ids = await messagesOf(made, 40);
    await set(owner, { messageDays: 30 });

    const kept = await owner.call('tenants.cancelRetention');
    await owner.call('tenants.cancelRetention');

    expect(kept).to.deep.include({ retention: FOR_EVER, nextRetention: null });
    const query = { action: 'tenant_retention_cancelled' as const };
    expect((await owner.call('tenants.audit', { query })).items).to.have.length(1);
    nowMs += 8 * DAY_MS;
    await sweep();
    expect(await isStored(ids.match)).to.equal(true);
  });

  it('that is cancelled in time is not applied by a run that began before', async () => {
    const made = await organisation();
    const ids = await messagesOf(made, 40);
    const { nextRetention } = await set(made.owner, { messageDays: 30 });
    const held = holdNext(app.services.tenantStore, 'withRetention');
    const running = sweep();
    await held.reached;

    await made.owner.call('tenants.cancelRetention');
    nowMs = Date.parse(nextRetention?.at ?? '');
    held.release();
    await running;

    expect(await isStored(ids.match)).to.equal(true);
  });

  it('is applied also if that of another organisation cannot be', async () => {
    const [broken, made] = [await organisation(), await organisation()];
    const ids = await messagesOf(made, 40);
    for (const { tenantId } of [broken, made]) await stored(tenantId, { ...FOR_EVER, messageDays: 30 });
    const tenants = app.connection.collection<{ _id: string }>('tenants');
    await tenants.updateOne({ _id: broken.tenantId }, { $set: { nextRetention: { at: 'a text' } } });

    await sweep();
    await tenants.updateOne({ _id: broken.tenantId }, { $set: { nextRetention: null } });

    expect(await isStored(ids.match)).to.equal(false);
  });

  it('that was asked for twice takes effect at its first time, and one that differs at its own', async () => {
    const { owner } = await organisation();
    const first = (await set(owner, { messageDays: 30 })).nextRetention;
    nowMs += HOUR_MS;

    expect((await set(owner, { messageDays: 30 })).nextRetention).to.deep.equal(first);
    const other = (await set(owner, { messageDays: 29 })).nextRetention;

    expect(Date.parse(other?.at ?? '') - Date.parse(first?.at ?? '')).to.be.at.least(HOUR_MS);
  });

  it('is not shortened by an owner who read it before another one lengthened it', async () => {
    const { owner, tenantId } = await organisation();
    await stored(tenantId, { ...FOR_EVER, messageDays: 30 });
    const held = holdNext(app.services.tenantAccess, 'requirePermission');
    const shortening = set(owner, { messageDays: 60 });
    await held.reached;

    await set(owner, {});
    held.release();
    const { retention, nextRetention } = await shortening;

    // It was longer than what the first owner saw, and is shorter than what holds now.
    expect(retention.messageDays).to.equal(null);
    expect(nextRetention).to.deep.include({ messageDays: 60 });
  });

  it('is that of one organisation only', async () => {
    const [one, other] = [await organisation(), await organisation()];
    const [mine, theirs] = [await messagesOf(one, 40), await messagesOf(other, 40)];
    const pair = await matchedPair(app);
    const line = await connect(app, pair.alice);
    await line.ask('message:send', message(pair.conversationId, 'hello'));
    await age([pair.conversationId], 40);
    await stored(one.tenantId, { messageDays: 30, roomDays: 30, auditDays: null });

    await sweep();

    expect(await Promise.all([mine.match, mine.room].map(isStored))).to.deep.equal([false, false]);
    expect(await Promise.all([theirs.match, theirs.room, pair.conversationId].map(isStored))).to.deep.equal([
      true,
      true,
      true,
    ]);
  });

  it('deletes no newer message, and nothing that is within its days', async () => {
    const made = await organisation();
    const ids = await messagesOf(made, 29);
    await stored(made.tenantId, { messageDays: 30, roomDays: 30, auditDays: null });

    await sweep();

    expect(await Promise.all([ids.match, ids.channel, ids.room].map(isStored))).to.deep.equal([true, true, true]);
  });

  it('leaves a report with its copy', async () => {
    const made = await organisation();
    const ids = await messagesOf(made, 40);
    const [{ _id: id = '' } = {}] = await app.connection
      .collection<{ _id: string }>('messages')
      .find({ conversationId: ids.match })
      .toArray();
    await ids.member.call('reports.create', { body: { kind: 'message', id, reason: 'other', words: '' } });
    await stored(made.tenantId, { messageDays: 30, roomDays: null, auditDays: null });

    await sweep();

    expect(await isStored(ids.match)).to.equal(false);
    const report = await app.connection.collection('reports').findOne({ tenantId: made.tenantId });
    expect(report?.text).to.equal('hello');
  });

  it('shortens the audit log of the organisation, which still verifies, and no other', async () => {
    nowMs -= 120 * DAY_MS;
    const [one, other] = [await organisation(), await organisation()];
    nowMs += 120 * DAY_MS;
    const again = await organisation();
    await stored(one.tenantId, { ...FOR_EVER, auditDays: 100 });
    await stored(other.tenantId, { ...FOR_EVER, auditDays: 3_650 });
    // The newest entry of a chain always stays.
    await app.services.audit.append(
      app.services.audit.entry({
        chain: one.tenantId,
        actor: null,
        as: 'system',
        action: 'tenant_policy_changed',
        targetId: one.tenantId,
      }),
    );
    const actions = async (tenantId: string) =>
      (await app.connection.collection('auditEntries').find({ tenantId }).sort({ seq: 1 }).toArray()).map(
        ({ action }) => action,
      );
    const ofServer = await actions(PUBLIC_TENANT);

    await app.services.auditKeeping.run();

    expect(await actions(one.tenantId)).to.deep.equal(['tenant_policy_changed']);
    expect(await actions(other.tenantId)).to.deep.equal(['tenant_created']);
    expect(await actions(again.tenantId)).to.deep.equal(['tenant_created']);
    expect(await actions(PUBLIC_TENANT)).to.deep.equal(ofServer);
    const reports = await verifyDatabase(app.connection, { keys: tokenKeys });
    expect(reports.filter(({ problem }) => problem)).to.deep.equal([]);
  });

  /** The retention of an organisation, as if its 7 days were over. */
  async function stored(tenantId: string, retention: Retention): Promise<void> {
    const tenants = app.connection.collection<{ _id: string }>('tenants');
    await tenants.updateOne({ _id: tenantId }, { $set: { retention, nextRetention: null, retentionRevision: 1 } });
  }
});

describe('the rules of retention', () => {
  const days = fc.option(fc.integer({ min: 7, max: 3_650 }), { nil: null });
  const retentions = fc.record({ messageDays: days, roomDays: days, auditDays: days });
  const isShorter = (one: number | null, other: number | null) => one !== null && (other === null || one < other);

  it('delete nothing at once that was kept before, and delay whatever is shorter', () => {
    fc.assert(
      fc.property(retentions, retentions, (current, wanted) => {
        const { now, isShorter: isDelayed } = changed(current, wanted);
        const fields = ['messageDays', 'roomDays', 'auditDays'] as const;
        for (const field of fields) {
          expect(isShorter(now[field], current[field])).to.equal(false);
          expect(isShorter(now[field], wanted[field])).to.equal(false);
        }
        expect(isDelayed).to.equal(fields.some((field) => isShorter(wanted[field], current[field])));
        if (!isDelayed) expect(isSame(now, wanted)).to.equal(true);
      }),
    );
  });

  it('hold the next retention from its time on', () => {
    const [retention, at] = [{ ...FOR_EVER, messageDays: 90 }, new Date(1_000)];
    const both = { retention, nextRetention: { ...FOR_EVER, messageDays: 30, at } };

    expect(retentionAt(both, 999).now.messageDays).to.equal(90);
    expect(retentionAt(both, 1_000)).to.deep.equal({ now: { ...FOR_EVER, messageDays: 30 }, next: null });
    expect(retentionAt({}, 0)).to.deep.equal({ now: FOR_EVER, next: null });
    expect([cutoff(null, 0), cutoff(1, DAY_MS)?.getTime()]).to.deep.equal([null, 0]);
  });
});
