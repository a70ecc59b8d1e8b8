/** Suspensions: they take effect everywhere at once, and there is no way back in. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { holdNext } from '../support/hold.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { newOperator, operatorWith, REASON } from '../support/operators.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const SUSPENDED = 'forbidden/suspended';

describe('a suspension', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let operator: Person;
  let nowMs = Date.now();
  before(async () => {
    // Other files of the lane may have run for long. The proof of the operator must still be fresh in the first test.
    nowMs = Date.now();
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      env: { SMTP_URL: mailServer.url },
      limits: { accessTokenMs: 20 * HOUR_MS },
    });
    operator = await operatorWith(app);
  });
  beforeEach(async () => {
    nowMs = Date.now();
    await operator.call('portal.take', {
      body: { role: 'operator', reason: REASON, minutes: 60, password: operator.password },
    });
  });
  afterEach(disconnectAll);
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  it('ends every session, connection and seat at once', async () => {
    const spammer = await connectGuest(app, await signUp(app));
    const { id: roomId } = await spammer.call('rooms.create', { body: { title: 'Buy now' } });
    const seat = await sitDown(app, spammer, roomId);
    const ended = spammer.line.next('session:ended');
    const silent = seat.voice.next('voice:closed');

    await suspend(spammer);

    expect(await ended).to.deep.equal({ reason: 'suspended' });
    await silent;
    expect(await refusalOf(spammer.call('accounts.me'))).to.equal('unauthenticated/session_ended');
    const refresh = caller(app)('sessions.refresh', { body: { refreshToken: spammer.refreshToken ?? '' } });
    expect(await refusalOf(refresh)).to.equal('unauthenticated/session_ended');
  });

  it('ends the sessions in organisations, too', async () => {
    const owner = await proveAddress(app, await signUp(app));
    const inside = await signUpInto(app, await switchTo(app, owner, await createTenant(owner)));
    const accounts = app.connection.collection<{ _id: string }>('accounts');
    const account = await accounts.findOne({ email: inside.email });

    await suspend({ ...inside, id: account?._id ?? '' });

    expect(await refusalOf(inside.call('accounts.me'))).to.equal('unauthenticated/session_ended');
  });

  it('closes rooms and topics of the person, and deletes nothing', async () => {
    const spammer = await signUp(app);
    const { id: topicId } = await spammer.call('topics.create', { body: { kind: 'discuss', title: 'Coins' } });
    const { id: roomId } = await spammer.call('rooms.create', { body: { title: 'Coins' } });
    const reader = await signUp(app);

    await suspend(spammer);

    expect((await reader.call('topics.get', { params: { topicId } })).state).to.equal('closed');
    expect((await reader.call('rooms.get', { params: { roomId } })).state).to.equal('closed');
    expect(await refusalOf(reader.call('profiles.get', { params: { personId: spammer.id } }))).to.equal(
      'nothing was refused',
    );
  });

  it('is told only to somebody with the password, and to the owner by a letter with the reason', async () => {
    const spammer = await proveAddress(app, await signUp(app));

    const letter = await mailServer.textOf(async () => {
      await suspend(spammer, { reason: 'Sells coins to everyone' });
      await app.kernel.jobs.runDue();
    }, spammer.email);

    expect(await signIn(spammer)).to.equal(SUSPENDED);
    expect(await signIn({ ...spammer, password: 'a guess of somebody' })).to.equal('unauthenticated/wrong_credentials');
    expect(letter).to.include('Sells coins to everyone');
  });

  it('ends at its time, or when an operator ends it', async () => {
    const [one, other] = [await signUp(app), await signUp(app)];
    await suspend(one, { until: new Date(nowMs + DAY_MS).toISOString() });
    await suspend(other);
    expect(await signIn(one)).to.equal(SUSPENDED);

    const params = { personId: other.id };
    const { suspension } = await operator.call('operatedPeople.unsuspend', { params, body: { reason: REASON } });
    expect(suspension).to.equal(null);
    expect(await signIn(other)).to.equal('nothing was refused');
    nowMs += DAY_MS + 1;
    expect(await signIn(one)).to.equal('nothing was refused');
  });

  it('must end later than now', async () => {
    const person = await signUp(app);
    const past = suspend(person, { until: new Date(nowMs).toISOString() });
    expect(await refusalOf(past)).to.equal('invalid_input/time_passed');
  });

  it('refuses a sign-in that had checked the password before', async () => {
    const spammer = await signUp(app);
    const held = holdNext(app.services.sessions, 'begin');
    const signingIn = signIn(spammer);
    await held.reached;

    await suspend(spammer);
    held.release();

    expect(await signingIn).not.to.equal('nothing was refused');
    const { sessions } = await operator.call('operatedPeople.get', { params: { personId: spammer.id } });
    expect(sessions).to.equal(0);
  });

  it('holds for a new account with the same mailbox, also after the old one was deleted', async () => {
    const name = newId();
    const spammer = await signUp(app, { email: `Sp.${name}@gmail.com` });
    const plain = await signUp(app, { email: `sp-${name}@example.com` });
    await suspend(spammer);
    await suspend(plain);
    for (const { id } of [spammer, plain]) {
      await operator.call('operatedPeople.erase', { params: { personId: id }, body: { reason: REASON } });
    }

    for (const email of [
      `sp.${name}@gmail.com`,
      `SP${name}@GMAIL.COM`,
      `s.p.${name}+again@googlemail.com`,
      `sp-${name}@example.com`,
      `SP-${name}+1@EXAMPLE.com`,
      `sp-${name}+@example.com`,
      `ｓｐ-${name}@example.com`,
    ]) {
      expect(await refusalOf(signUp(app, { email })), email).to.equal(SUSPENDED);
    }
    expect(await refusalOf(signUp(app, { email: `s.p-${name}@example.com` }))).to.equal('nothing was refused');
    const { kind } = await stored(spammer);
    expect(kind).to.equal('only a hash');
  });

  it('of a deleted account is found by any spelling of the mailbox or by its id, and ended', async () => {
    const name = newId();
    const spammer = await signUp(app, { email: `sp.${name}@gmail.com` });
    const [params, body] = [{ personId: spammer.id }, { reason: REASON }];
    await suspend(spammer, { reason: 'Coins' });
    await operator.call('operatedPeople.erase', { params, body });
    const list = async (q?: string) =>
      (await operator.call('operatedSuspensions.list', { query: { limit: 100, ...(q && { q }) } })).items;

    for (const q of [`S.P${name}+1@googlemail.com`, spammer.id]) {
      const [found, ...more] = await list(q);
      expect(more).to.deep.equal([]);
      expect(found).to.deep.include({ accountId: spammer.id, person: null, reason: 'Coins', until: null });
      expect(found?.by?.id).to.equal(operator.id);
    }
    expect((await list()).map(({ accountId }) => accountId)).to.include(spammer.id);
    expect(await refusalOf(signUp(app, { email: `sp${name}@gmail.com` }))).to.equal(SUSPENDED);
    await operator.call('operatedSuspensions.end', { params, body });

    expect(await list(spammer.id)).to.deep.equal([]);
    expect(await refusalOf(signUp(app, { email: `sp${name}@gmail.com` }))).to.equal('nothing was refused');
    const { items } = await operator.call('server.audit', {
      query: { targetId: spammer.id, action: 'account_suspension_ended' },
    });
    expect(items.map(({ actorId, reason }) => [actorId, reason])).to.deep.equal([[operator.id, REASON]]);
  });

  it('that has ended is in no list', async () => {
    const person = await signUp(app);
    await suspend(person, { until: new Date(nowMs + HOUR_MS / 4).toISOString() });
    const list = async () =>
      (await operator.call('operatedSuspensions.list', { query: { q: person.id } })).items.map(
        ({ accountId }) => accountId,
      );
    expect(await list()).to.deep.equal([person.id]);

    nowMs += HOUR_MS / 4;

    expect(await list()).to.deep.equal([]);
  });

  it('refuses a sign-up that had checked the address before', async () => {
    const spammer = await signUp(app);
    const held = holdNext(app.services.passwords, 'hash');
    const signingUp = refusalOf(signUp(app, { email: spammer.email.replace('@', '+2@') }));
    await held.reached;

    await suspend(spammer);
    held.release();

    expect(await signingUp).to.equal(SUSPENDED);
  });

  it('holds for another account that wants the address', async () => {
    const spammer = await signUp(app);
    const other = await signUp(app);
    await suspend(spammer);
    const email = spammer.email.replace('@', '+3@');

    const change = () => other.call('accounts.changeEmail', { body: { email, password: other.password } });
    const code = await mailServer.codeOf(change, email);

    expect(await refusalOf(other.call('accounts.confirmEmail', { body: { code } }))).to.equal(SUSPENDED);
  });

  it('leaves no way in through a link that was made before', async () => {
    const spammer = await proveAddress(app, await signUp(app));
    const request = () => spammer.call('passwordResets.request', { body: { email: spammer.email } });
    const text = await mailServer.textOf(request, spammer.email);
    const token = /token=([\w-]+)/.exec(text)?.[1] ?? '';
    const { url } = await spammer.call('calendar.createLink');

    await suspend(spammer);

    const confirm = caller(app)('passwordResets.confirm', { body: { token, newPassword: 'another evening with tea' } });
    expect(await refusalOf(confirm)).to.equal('invalid_input/reset_expired');
    expect((await fetch(url)).status).to.equal(404);
  });

  it('can be set by no operator on themselves, and on an operator only by somebody who manages the operators', async () => {
    const moderator = await operatorWith(app, 'moderator');
    const colleague = await newOperator(app, 'support');

    for (const [actor, target] of [
      [operator, operator],
      [moderator, moderator],
      [moderator, colleague],
    ] as const) {
      expect(await refusalOf(suspend(target, {}, actor))).to.equal('conflict/operator_protected');
    }
    expect(await refusalOf(suspend(colleague))).to.equal('nothing was refused');
  });

  it('shows operators the facts of an account, and who suspended it, but no conversation', async () => {
    const spammer = await signUp(app, { displayName: 'Coin Seller' });
    await suspend(spammer, { reason: 'Coins' });

    const byEmail = await operator.call('operatedPeople.find', { query: { q: spammer.email.toUpperCase() } });
    const byName = await operator.call('operatedPeople.find', { query: { q: 'coin seller' } });
    const byId = await operator.call('operatedPeople.find', { query: { q: spammer.id } });

    expect(byEmail.items).to.have.length(1);
    expect([byName.items.find(({ person }) => person.id === spammer.id), byId.items[0]]).to.deep.equal([
      byEmail.items[0],
      byEmail.items[0],
    ]);
    expect(byEmail.items[0]).to.deep.include({ email: spammer.email, sessions: 0, organisations: 0, reports: 0 });
    expect(byEmail.items[0]?.suspension).to.deep.include({ reason: 'Coins', until: null });
    expect(byEmail.items[0]?.suspension?.by?.id).to.equal(operator.id);
  });

  function suspend(person: Person, change: { reason?: string; until?: string } = {}, actor = operator) {
    const body = { reason: REASON, ...change };
    return actor.call('operatedPeople.suspend', { params: { personId: person.id }, body });
  }

  function signIn({ email, password }: Person) {
    return refusalOf(caller(app)('sessions.signIn', { body: { email, password, refreshIn: 'body' } }));
  }

  async function stored({ id, email }: Person) {
    const found = await app.connection.collection<{ _id: string }>('suspensions').findOne({ _id: id });
    return { kind: found && !JSON.stringify(found).includes(email) ? 'only a hash' : 'the address' };
  }
});
