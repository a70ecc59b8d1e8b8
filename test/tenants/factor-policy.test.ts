/** An organisation that asks its members for a second factor: who is shut out of what, at once, and how they come back. */
import { expect } from 'chai';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { type RouteDefinition, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { askRoute } from '../hostile/asking.ts';
import { sampleOf } from '../hostile/samples.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { holdNext } from '../support/hold.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { bringIn, createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { addPasskey } from '../support/passkey.ts';
import { type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { connect, connectVoice, disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

const NEEDED = 'forbidden/second_factor_needed';
const NOTHING = 'nothing was refused';
const IDS = {
  personId: 'x',
  sessionId: '0123456789abcdef01234567',
  passkeyId: 'x',
  tenantId: '0123456789abcdef01234567',
};

describe('an organisation that asks for a second factor', () => {
  let app: TestApp;
  let pushService: PushService;
  let mailServer: MailServer;
  before(async () => {
    pushService = await startPushService();
    mailServer = await startMailServer();
    app = await startTestApp({
      pushTransport: pushService.transport,
      env: { SMTP_URL: mailServer.url },
      limits: { sessionSweepMs: 50, factorSweepBatch: 2, roomSweepMs: 10 * HOUR_MS, notificationMailMs: 0 },
    });
  });
  afterEach(disconnectAll);
  after(async () => {
    await app.close();
    await pushService.close();
    await mailServer.close();
  });

  /** An owner with an authenticator app, and members without one, inside. */
  async function organisation(members = 1) {
    const account = await signUp(app);
    await addAuthenticator(account);
    const tenantId = await createTenant(account);
    const owner = await switchTo(app, account, tenantId);
    const inside = await Promise.all(Array.from({ length: members }, () => signUpInto(app, owner)));
    const [member = owner] = inside;
    return { owner, member, members: inside, tenantId };
  }

  const set = ({ call }: Person, needsSecondFactor = true) =>
    call('tenants.setPolicy', { body: { needsSecondFactor } });
  const topics = ({ call }: Person) => refusalOf(call('topics.list'));

  it('is one whose owner has said so, with a second factor and a fresh proof', async () => {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account));
    const [admin, member] = [await signUpInto(app, owner), await signUpInto(app, owner)];
    await owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });

    for (const person of [admin, member]) expect(await refusalOf(set(person))).to.equal('forbidden/not_allowed');
    expect(await refusalOf(set(await signUp(app)))).to.equal('not_found/not_in_tenant');
    expect(await refusalOf(set(owner))).to.equal(NEEDED);
    await addAuthenticator(owner);
    await app.connection.collection('sessions').updateMany({}, { $set: { provenAt: new Date(0) } });
    expect(await refusalOf(set(owner))).to.equal('forbidden/proof_needed');
    expect(await topics(member)).to.equal(NOTHING);
    await app.connection.collection('sessions').updateMany({}, { $set: { provenAt: new Date() } });
    expect((await set(owner)).needsSecondFactor).to.equal(true);

    expect(await topics(owner)).to.equal(NOTHING);
    for (const person of [admin, member]) expect(await topics(person)).to.equal(NEEDED);
  });

  it('answers a member without one at no route but those of the account', async () => {
    const { owner, member } = await organisation();
    await set(owner);

    for (const [name, route] of Object.entries(routes as RouteTable)) {
      if (route.auth === 'none') continue;
      expect(await isShutOut(member, route), name).to.equal(!route.withoutFactor);
    }
  });

  it('lets the routes of the account add a factor, and the member in', async () => {
    const { owner, members } = await organisation(2);
    const [one, other] = members as [Person, Person];
    await set(owner);

    expect((await one.call('accounts.me')).tenant.id).not.to.equal('public');
    await addAuthenticator(one);
    await addPasskey(other, app.url);

    for (const person of members) expect(await topics(person)).to.equal(NOTHING);
    await connect(app, one);
  });

  it('does not concern the open space and other organisations', async () => {
    const { owner, member, tenantId } = await organisation();
    const elsewhere = await organisation(0);
    await bringIn(elsewhere.owner, member);
    await set(owner);

    const there = await switchTo(app, member, elsewhere.tenantId);
    expect(await topics(there)).to.equal(NOTHING);
    const open = await switchTo(app, there, 'public');
    expect(await topics(open)).to.equal(NOTHING);
    await connect(app, open);
    expect(await topics(await switchTo(app, open, tenantId))).to.equal(NEEDED);
  });

  it('ends the connections and the voice of members without one, and refuses new ones', async () => {
    const { owner, member } = await organisation();
    const [guest, host] = [await connectGuest(app, member), await connectGuest(app, owner)];
    const { id: roomId } = await host.call('rooms.create', { body: { title: 'Ours' } });
    const hosting = await sitDown(app, host, roomId);
    const seat = await sitDown(app, guest, roomId);
    const silent = seat.voice.next('voice:closed');

    await set(owner);

    await guest.line.ended();
    expect(await silent).to.deep.equal({ reason: 'removed' });
    expect(await refusalOf(connect(app, member))).to.equal(NEEDED);
    expect(hosting.voice.socket.connected && host.line.socket.connected).to.equal(true);
  });

  it('refuses the seat of a ticket that was issued before', async () => {
    const { owner, member } = await organisation();
    const guest = await connectGuest(app, member);
    const { id: roomId } = await owner.call('rooms.create', { body: { title: 'Ours' } });
    const { voice } = await guest.line.ask('room:join', { roomId });
    await set(owner);

    const link = await connectVoice({ url: voice.url || app.url }, voice.ticket);

    expect(await refusalOf(link.ask('voice:open', {}))).to.equal(NEEDED);
  });

  it('ends connections although the event of the change is lost', async () => {
    const { member, tenantId } = await organisation();
    const guest = await connectGuest(app, member);
    const tenants = app.connection.collection<{ _id: string }>('tenants');

    await tenants.updateOne({ _id: tenantId }, { $set: { needsSecondFactor: true } });

    await guest.line.ended();
  });

  it('is asked of few people at a time, however many are connected', async () => {
    const { owner, members } = await organisation(5);
    const guests = await Promise.all(members.map((member) => connectGuest(app, member)));
    const { memberships } = app.services;
    const asked: number[] = [];
    const original = memberships.accountsOf;
    memberships.accountsOf = (people) => {
      asked.push(people.length);
      return original.call(memberships, people);
    };

    await set(owner);
    await Promise.all(guests.map(({ line }) => line.ended()));
    memberships.accountsOf = original;

    expect(Math.max(...asked)).to.equal(2);
  });

  it('sends members without one no calendar, no push message and no mail', async () => {
    const { owner, members, tenantId } = await organisation(2);
    const [member, other] = members as [Person, Person];
    const { url } = await member.call('calendar.createLink');
    const [device, ownDevice] = [await notified(member), await notified(owner)];
    expect((await fetch(url)).status).to.equal(200);

    await set(owner);

    expect((await fetch(url)).status).to.equal(404);
    // The member first: what is due later is sent later.
    for (const { id } of [member, owner]) await warn(tenantId, id);
    await app.kernel.jobs.runDue();
    await until(() => warned(owner).length > 0);
    expect(ownDevice.received).to.have.length(1);
    expect(device.received).to.have.length(0);
    expect(warned(member)).to.have.length(0);
    await addAuthenticator(member);
    expect((await fetch(url)).status).to.equal(200);
    expect(await topics(other)).to.equal(NEEDED);
  });

  function warned({ email }: Person) {
    return mailServer.mails.filter(({ to, text }) => to === email && text.includes('No adverts'));
  }

  /** A push device of a person who also wants mail. */
  async function notified(person: Person) {
    await proveAddress(app, person);
    await person.call('notifications.editSettings', { body: { quietHours: null, mail: ['operators'] } });
    const device = pushService.newDevice();
    await person.call('notifications.subscribe', { body: device.subscription });
    return device;
  }

  function warn(tenantId: string, personId: string) {
    const warning = { kind: 'operators_warning', data: { note: 'No adverts' }, byId: null } as const;
    const key = `warning:${personId}`;
    return app.services.notifications.notify({ tenantId, personIds: [personId], key, occasion: 'now', ...warning });
  }

  it('keeps its members from removing their last factor, until it no longer asks', async () => {
    const { owner } = await organisation(0);
    await addPasskey(owner, app.url);
    await addPasskey(owner, app.url);
    await set(owner);

    await owner.call('secondFactors.removeAuthenticator');
    const [first, last] = (await owner.call('secondFactors.get')).passkeys;
    const remove = (passkeyId = '') => refusalOf(owner.call('passkeys.remove', { params: { passkeyId } }));
    expect(await remove(first?.id)).to.equal(NOTHING);
    expect(await remove(last?.id)).to.equal('conflict/factor_required');
    expect(await topics(owner)).to.equal(NOTHING);

    await set(owner, false);
    expect(await remove(last?.id)).to.equal(NOTHING);
  });

  it('keeps one of two factors that are removed at once', async () => {
    const { owner } = await organisation(0);
    await addPasskey(owner, app.url);
    await set(owner);
    const [passkey] = (await owner.call('secondFactors.get')).passkeys;
    const held = holdNext(app.services.memberships, 'listOfAccount');
    const removingApp = refusalOf(owner.call('secondFactors.removeAuthenticator'));
    await held.reached;

    await owner.call('passkeys.remove', { params: { passkeyId: passkey?.id ?? '' } });
    held.release();

    expect(await removingApp).to.equal('conflict/factor_required');
    expect((await owner.call('secondFactors.get')).isOn).to.equal(true);
    expect(await topics(owner)).to.equal(NOTHING);
  });

  it('lets everyone in again when it no longer asks', async () => {
    const { owner, member } = await organisation();
    await set(owner);
    expect(await topics(member)).to.equal(NEEDED);

    await set(owner, false);

    expect(await topics(member)).to.equal(NOTHING);
    await connect(app, member);
  });

  it('shows owners and admins which members have one, and nobody else', async () => {
    const { owner, members } = await organisation(2);
    const [admin, member] = members as [Person, Person];
    await owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });
    const seenBy = async ({ call }: Person) =>
      new Map((await call('tenantMembers.list')).items.map((one) => [one.person.id, one.hasSecondFactor]));

    for (const reader of [owner, admin]) {
      expect([...(await seenBy(reader))]).to.have.deep.members([
        [owner.id, true],
        [admin.id, false],
        [member.id, false],
      ]);
    }
    expect(new Set((await seenBy(member)).values())).to.deep.equal(new Set([null]));
  });

  it('leaves an entry in its audit log, once for each change', async () => {
    const { owner } = await organisation(0);
    await set(owner);
    await set(owner);
    await set(owner, false);

    const { items } = await owner.call('tenants.audit', { query: { action: 'tenant_policy_changed' } });

    expect(items.map(({ before, after, actorId, as }) => [before, after, actorId, as])).to.deep.equal([
      [{ needsSecondFactor: true }, { needsSecondFactor: false }, owner.id, 'owner'],
      [{ needsSecondFactor: false }, { needsSecondFactor: true }, owner.id, 'owner'],
    ]);
  });

  async function isShutOut(person: Person, route: RouteDefinition): Promise<boolean> {
    // Without a body, a route of the account changes nothing.
    const body =
      route.body && route.body !== 'image' && !route.withoutFactor ? sampleOf(route.body, { name: 'x' }) : undefined;
    if (route.withoutFactor && !route.body && route.method !== 'get') return false;
    const { text } = await askRoute(app, person.accessToken, route, { ids: IDS, ...(body !== undefined && { body }) });
    return text.includes('"reason":"second_factor_needed"');
  }
});
