/** Keys of the server and of organisations: who makes them, what they open, and that they end with the right of their owner. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startTestDatabase } from '../support/database.ts';
import { holdNext } from '../support/hold.ts';
import { newOperator, type Operator, operatorWith, REASON, takeRole } from '../support/operators.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { askWithKey } from './asking-with-key.ts';
import { keysOf } from './forged-keys.ts';

const OK = 'nothing was refused';
const UNKNOWN = 'unauthenticated/token_invalid';
const DISABLED = 'unauthenticated/key_disabled';
const body = { reason: REASON };

describe('a key', () => {
  let app: TestApp;
  let chief: Operator;
  let nowMs = Date.now();
  before(async () => {
    const limits = { accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS, keyRestMs: HOUR_MS, keysPerTenant: 1_000 };
    app = await startTestApp({ clock: new Clock(() => nowMs), limits });
    chief = await operatorWith(app);
  });
  beforeEach(async () => {
    await takeRole(chief, 'operator');
  });
  after(() => app.close());

  type ServerPermission = 'people:read' | 'reports:read' | 'audit:read' | 'server:read';

  async function newKey(maker = chief, permissions: ServerPermission[] = ['server:read']) {
    const { key, text } = await maker.call('serverKeys.create', { body: { name: 'a program', permissions, ...body } });
    return { ...key, text, params: { keyId: key.id } };
  }
  async function read(keyId: string, reader = chief) {
    await app.services.keyUses.flush();
    return (await reader.call('serverKeys.list')).items.find(({ id }) => id === keyId);
  }
  async function organisation() {
    const account = await proveAddress(app, await signUp(app));
    const owner = await switchTo(app, account, await createTenant(account));
    const fields = { name: 'a program', permissions: ['organisation:read_audit' as const], ...body };
    const { key, text } = await owner.call('tenantKeys.create', { body: fields });
    return { account, owner, text, params: { keyId: key.id } };
  }

  describe('of the server', () => {
    it('opens what it was made for, and says when, by what and from where it was used', async () => {
      const { id, text, owner, state, uses } = await newKey();
      expect({ state, uses, owner: owner?.id }).to.deep.equal({ state: 'in_use', uses: 0, owner: chief.id });

      expect(await askWithKey(app, text)).to.equal('served');
      expect(await askWithKey(app, text, { userAgent: 'curl/8.9.1' })).to.equal('served');

      const key = await read(id);
      expect(key).to.include({ uses: 2, lastUsedBy: 'curl/8', lastUsedFrom: '127.0.0.0/24' });
      expect(key?.lastUsedAt).to.equal(new Date(nowMs).toISOString());
    });

    it('opens nothing else: no permission that it lacks, no act, and nothing that is a person’s', async () => {
      const { text } = await newKey(chief, ['server:read', 'people:read']);
      const lacks = 'forbidden/key_not_allowed';

      expect(await askWithKey(app, text, { route: 'server.audit' })).to.equal(lacks);
      expect(await askWithKey(app, text, { route: 'operatedPeople.find', query: '?q=person' })).to.equal('served');
      expect(await askWithKey(app, text, { route: 'operatedPeople.suspend' })).to.equal(lacks);
      expect(await askWithKey(app, text, { route: 'serverKeys.list' })).to.equal(lacks);
      expect(await askWithKey(app, text, { route: 'accounts.me' })).to.equal(lacks);
      expect(await askWithKey(app, text, { route: 'tenants.audit' })).to.equal(lacks);
    });

    it('leads through its life: warned and counted in rehearsal, refused and counted when disabled, then deleted', async () => {
      const { id, text, params } = await newKey();

      await chief.call('serverKeys.rehearse', { params, body });
      expect(await askWithKey(app, text)).to.equal('warned');
      expect(await read(id)).to.include({ state: 'rehearsal', rehearsalUses: 1, refusedUses: 0, deletableAt: null });
      await chief.call('serverKeys.disable', { params, body });
      expect(await askWithKey(app, text)).to.equal(DISABLED);
      const disabled = await read(id);
      expect(disabled).to.include({ state: 'disabled', rehearsalUses: 1, refusedUses: 1 });
      expect(disabled?.deletableAt).to.equal(new Date(nowMs + HOUR_MS).toISOString());
      expect(await refusalOf(chief.call('serverKeys.delete', { params, body }))).to.equal('conflict/key_not_rested');

      nowMs += HOUR_MS;
      await takeRole(chief, 'operator');
      await chief.call('serverKeys.delete', { params, body });

      expect(await read(id)).to.equal(undefined);
      expect(await askWithKey(app, text)).to.equal(UNKNOWN);
      expect(await app.connection.collection<{ _id: string }>('keys').countDocuments({ _id: id })).to.equal(0);
    });

    it('rests anew after each use that was tried, before it can be deleted', async () => {
      const { text, params } = await newKey();
      const remove = () => refusalOf(chief.call('serverKeys.delete', { params, body }));
      await chief.call('serverKeys.disable', { params, body });
      nowMs += HOUR_MS - 1_000;
      await takeRole(chief, 'operator');
      expect(await askWithKey(app, text)).to.equal(DISABLED);

      nowMs += HOUR_MS - 1;
      await takeRole(chief, 'operator');
      expect(await remove()).to.equal('conflict/key_not_rested');
      nowMs += 1;
      expect(await remove()).to.equal(OK);
    });

    it('is refused and counted as that if it is disabled between being read and being counted', async () => {
      const { id, text, params } = await newKey();
      await chief.call('serverKeys.rehearse', { params, body });
      const held = holdNext(app.services.keyStore, 'findById');
      const asking = askWithKey(app, text);
      await held.reached;
      await chief.call('serverKeys.disable', { params, body });
      held.release();

      expect(await asking).to.equal(DISABLED);
      expect(await read(id)).to.include({ rehearsalUses: 0, refusedUses: 1 });
    });

    it('comes back with one press after it was disabled', async () => {
      const { text, params } = await newKey();
      await chief.call('serverKeys.disable', { params, body });
      await chief.call('serverKeys.enable', { params, body });

      expect(await askWithKey(app, text)).to.equal('served');
    });

    it('can only get permissions of the role that its maker holds', async () => {
      await chief.call('operatorRoles.create', {
        body: { name: 'keepers', permissions: ['keys:manage', 'keys:read'] },
      });
      const keeper = await newOperator(app, 'keepers', 'auditor');
      await takeRole(keeper, 'keepers');

      // The groups would give the permission, but the role that is held does not.
      expect(await refusalOf(newKey(keeper))).to.equal('forbidden/key_beyond_role');
      const { params } = await newKey();
      await keeper.call('serverKeys.disable', { params, body });
      expect(await refusalOf(keeper.call('serverKeys.enable', { params, body }))).to.equal('forbidden/key_beyond_role');
    });

    it('needs a role and a fresh proof to be made and changed', async () => {
      const auditor = await operatorWith(app, 'auditor');
      const { id, params } = await newKey();

      expect((await read(id, auditor))?.id).to.equal(id);
      expect(await refusalOf(newKey(auditor))).to.equal('forbidden/role_needed');
      expect(await refusalOf(auditor.call('serverKeys.disable', { params, body }))).to.equal('forbidden/role_needed');
      await app.connection
        .collection('sessions')
        .updateOne({ _id: chief.sessionId as never }, { $unset: { provenAt: 1 } });
      expect(await refusalOf(newKey())).to.equal('forbidden/proof_needed');
      expect(await refusalOf(chief.call('serverKeys.rehearse', { params, body }))).to.equal('forbidden/proof_needed');
      await chief.call('accounts.prove', { body: { password: chief.password, code: chief.authenticator.app.code() } });
    });

    it('does not change after the role has ended in the middle of the request', async () => {
      const { id, params } = await newKey();
      const held = holdNext(app.services.keyStore, 'find');
      const disabling = refusalOf(chief.call('serverKeys.disable', { params, body }));
      await held.reached;
      await chief.call('portal.leave');
      held.release();

      expect(await disabling).to.equal('forbidden/role_needed');
      await takeRole(chief, 'operator');
      expect((await read(id))?.state).to.equal('in_use');
    });

    it('is disabled at its next use when its owner has left the operators, and does not come back with them', async () => {
      const maker = await operatorWith(app);
      const { id, text, params } = await newKey(maker);
      const groups = app.connection.collection('operatorGroups');
      await groups.updateMany({ accountIds: maker.id as never }, { $set: { roles: [] } });

      expect(await askWithKey(app, text)).to.equal(DISABLED);
      expect(await read(id)).to.include({ state: 'disabled', refusedUses: 1 });
      await groups.updateMany({ accountIds: maker.id as never }, { $set: { roles: ['operator'] } });
      expect(await askWithKey(app, text)).to.equal(DISABLED);

      // Another operator answers for it from now on.
      await chief.call('serverKeys.enable', { params, body });
      await groups.updateMany({ accountIds: maker.id as never }, { $set: { roles: [] } });
      expect(await askWithKey(app, text)).to.equal('served');
      const { owner, madeBy } = (await read(id)) ?? {};
      expect([owner?.id, madeBy?.id]).to.deep.equal([chief.id, maker.id]);
    });

    it('ends with the suspension, and with the account, of its owner', async () => {
      const [suspended, leaving] = [await operatorWith(app), await operatorWith(app)];
      const [one, other] = [await newKey(suspended), await newKey(leaving)];

      await chief.call('operatedPeople.suspend', { params: { personId: suspended.id }, body });
      await leaving.call('accounts.delete', { body: { password: leaving.password } });

      expect(await askWithKey(app, one.text)).to.equal(DISABLED);
      expect(await askWithKey(app, other.text)).to.equal(DISABLED);
      expect(await read(other.id)).to.include({ owner: null, madeBy: null, state: 'disabled' });
    });

    it('leaves entries in the audit log, with the reason and the uses, also when nobody acted', async () => {
      const { text, params, id } = await newKey(chief, ['server:read', 'audit:read']);
      await chief.call('serverKeys.rehearse', { params, body });
      await askWithKey(app, text);
      await chief.call('serverKeys.disable', { params, body });

      const { items } = await chief.call('server.audit', { query: { targetId: id } });

      const facts = items.map(({ action, reason, before, after, actor }) => [action, reason, before, after, actor?.id]);
      expect(facts).to.deep.equal([
        ['key_disabled', REASON, { state: 'rehearsal', uses: 1 }, {}, chief.id],
        ['key_rehearsed', REASON, { state: 'in_use', uses: 0 }, {}, chief.id],
        ['key_created', REASON, {}, { kind: 'server', permissions: 'server:read.audit:read' }, chief.id],
      ]);
    });

    it('does not show its owner the reports about the owner', async () => {
      const reporter = await signUp(app);
      await reporter.call('reports.create', { body: { kind: 'person', id: chief.id, reason: 'other' } });
      const { text } = await newKey(chief, ['reports:read']);

      const response = await fetch(`${app.url}/api/v1/operators/reports`, {
        headers: { authorization: `Bearer ${text}` },
      });

      const { items } = (await response.json()) as { items: { author: { id: string } }[] };
      expect(items.filter(({ author }) => author.id === chief.id)).to.deep.equal([]);
    });
  });

  describe('of an organisation', () => {
    it('opens the audit log of the organisation, and of no other one', async () => {
      const [one, other] = [await organisation(), await organisation()];
      const response = await fetch(`${app.url}/api/v1/tenant/audit`, {
        headers: { authorization: `Bearer ${one.text}` },
      });
      const { items } = (await response.json()) as { items: { actorId: string }[] };

      expect(items.length).to.be.above(0);
      expect(items.every(({ actorId }) => [one.owner.id, 'system'].includes(actorId))).to.equal(true);
      expect(await askWithKey(app, other.text, { route: 'tenants.exportAudit' })).to.equal('served');
      expect(await askWithKey(app, other.text, { route: 'server.audit' })).to.equal('forbidden/key_not_allowed');
    });

    it('keeps what it opens if it was made when its permission had another name', async () => {
      const { owner, text, params } = await organisation();
      const keys = app.connection.collection<{ _id: string }>('keys');
      await keys.updateOne({ _id: params.keyId }, { $set: { permissions: ['audit:read'] } });
      const ask = () => askWithKey(app, text, { route: 'tenants.audit' });

      const first = await ask();
      await owner.call('tenantKeys.disable', { params, body });
      const enabled = await owner.call('tenantKeys.enable', { params, body });

      expect([first, await ask(), enabled.permissions]).to.deep.equal([
        'served',
        'served',
        ['organisation:read_audit'],
      ]);
    });

    it('is managed by owners and admins of this organisation only', async () => {
      const [{ owner, params, text }, other] = [await organisation(), await organisation()];
      const member = await signUpInto(app, owner);

      expect(await refusalOf(other.owner.call('tenantKeys.disable', { params, body }))).to.equal('not_found');
      expect(await refusalOf(chief.call('serverKeys.disable', { params, body }))).to.equal('not_found');
      expect(await refusalOf(member.call('tenantKeys.list'))).to.equal('forbidden/not_allowed');
      expect(await refusalOf(member.call('tenantKeys.disable', { params, body }))).to.equal('forbidden/not_allowed');
      expect(await refusalOf(chief.call('tenantKeys.list'))).to.equal('not_found/not_in_tenant');
      expect(await askWithKey(app, text, { route: 'tenants.audit' })).to.equal('served');
      expect((await other.owner.call('tenantKeys.list')).items.map(({ id }) => id)).to.not.include(params.keyId);
    });

    it('is disabled at its next use when its owner is no longer an admin, and does not come back', async () => {
      const { owner } = await organisation();
      const admin = await signUpInto(app, owner);
      const role = (name: 'admin' | 'member') =>
        owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: name } });
      await role('admin');
      const fields = { name: 'theirs', permissions: ['organisation:read_audit' as const], ...body };
      const { text } = await admin.call('tenantKeys.create', { body: fields });
      expect(await askWithKey(app, text, { route: 'tenants.audit' })).to.equal('served');

      await role('member');
      expect(await askWithKey(app, text, { route: 'tenants.audit' })).to.equal(DISABLED);
      await role('admin');
      expect(await askWithKey(app, text, { route: 'tenants.audit' })).to.equal(DISABLED);
      const { items } = await owner.call('tenants.audit', { query: { action: 'key_disabled' } });
      expect(items.map(({ actorId, after }) => [actorId, after.why])).to.deep.equal([['system', 'right_ended']]);
    });
  });

  describe('that is sent', () => {
    it('is refused without a question to the database if its checksum is wrong', async () => {
      const { text } = await newKey();
      const held = holdNext(app.services.keyStore, 'findById');
      const wrong = text.slice(0, -1) + (text.endsWith('a') ? 'b' : 'a');

      // The held call would not return.
      expect(await askWithKey(app, wrong)).to.equal(UNKNOWN);
      held.release();
      expect(await askWithKey(app, text)).to.equal('served');
    });

    it('is refused with another secret, of another kind, and as the token of a socket or a session', async () => {
      const [{ text }, other] = [await newKey(), await newKey()];

      for (const forged of keysOf(text, other.text)) expect(await askWithKey(app, forged)).to.equal(UNKNOWN);
      expect(await refusalOf(caller(app, text)('sessions.refresh', { body: { refreshToken: text } }))).to.not.equal(OK);
    });

    it('spends its own allowance, and wrong ones that of their address', async () => {
      const limits = { keyRequestsPerMinute: 3, credentialPerMinutePerAddress: 60 };
      const small = await startTestApp({ limits });
      try {
        const maker = await operatorWith(small);
        const make = async () => {
          const fields = { name: 'a', permissions: ['server:read' as const], ...body };
          return (await maker.call('serverKeys.create', { body: fields })).text;
        };
        const [one, other] = [await make(), await make()];
        const answers = [];
        for (let time = 0; time < 4; time += 1) answers.push(await askWithKey(small, one));

        expect(answers).to.deep.equal(['served', 'served', 'served', 'limit_exceeded']);
        expect(await askWithKey(small, other)).to.equal('served');
        expect(await refusalOf(maker.call('server.state'))).to.equal(OK);
        const wrong = [];
        for (let time = 0; time < 61; time += 1) wrong.push(await askWithKey(small, 'meshi_srv_wrong'));
        expect(new Set(wrong.slice(0, 60))).to.deep.equal(new Set([UNKNOWN]));
        expect(wrong.at(-1)).to.equal('limit_exceeded');
      } finally {
        await small.close();
      }
    });
  });
});

describe('a key whose hash is under an older key of the server', () => {
  it('works, and is stored under the newer one at its use', async () => {
    const [older, newer] = [secretOf('k1'), secretOf('k2')];
    const { database, close } = await startTestDatabase();
    const parts = { connection: database.connection, kind: database.kind, state: () => database.state() };
    const start = (TOKEN_SECRETS: string) =>
      startTestApp({ env: { TOKEN_SECRETS }, database: { ...parts, close: async () => undefined } });
    const first = await start(older);
    const body = { name: 'a', permissions: ['server:read' as const], reason: REASON };
    const { text } = await (await operatorWith(first)).call('serverKeys.create', { body });
    await first.close();

    const both = await start(`${newer},${older}`);
    expect(await askWithKey(both, text)).to.equal('served');
    await both.close();
    const last = await start(newer);
    expect(await askWithKey(last, text)).to.equal('served');
    await last.close();
    await close();
  });
});

function secretOf(id: string): string {
  return `${id}:${randomBytes(48).toString('base64url')}`;
}

describe('the secrets in the settings of a server', () => {
  const secret = () => randomBytes(48).toString('base64');
  const [turn, sealing, older] = [secret(), secret(), secret()];
  let app: TestApp;
  before(async () => {
    const env = { TURN_URLS: 'turn:turn.example:3478', TURN_SECRET: turn, KEYS_SECRET: `s2:${sealing},s1:${older}` };
    app = await startTestApp({ env });
  });
  after(() => app.close());

  it('are listed for operators with the number of their values, and never shown', async () => {
    const operator = await operatorWith(app);

    const { items } = await operator.call('serverKeys.settings');

    expect(Object.fromEntries(items.map(({ name, values }) => [name, values]))).to.include({
      TOKEN_SECRETS: 1,
      KEYS_SECRET: 2,
      TURN_SECRET: 1,
    });
    for (const text of [turn, sealing, older]) expect(JSON.stringify(items)).not.to.contain(text);
  });

  it('are not listed for other people', async () => {
    const person = await signUp(app);

    expect(await refusalOf(person.call('serverKeys.settings'))).to.equal('forbidden/role_needed');
  });
});
