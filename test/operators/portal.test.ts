/** The portal: who can take which role, for how long, and that a role ends everywhere at once. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { holdNext } from '../support/hold.ts';
import { startMailServer } from '../support/mail-server.ts';
import { newOperator, newOperatorWithoutFactor, operatorWith, REASON, takeRole } from '../support/operators.ts';
import { addPasskey } from '../support/passkey.ts';
import { caller, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';

const NEEDED = 'forbidden/role_needed';
const FACTOR_NEEDED = 'forbidden/second_factor_needed';

describe('a role of operators', () => {
  let app: TestApp;
  let nowMs = Date.now();
  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS },
    });
  });
  after(() => app.close());

  it('is needed to act: to be in a group is not enough', async () => {
    const person = await newOperator(app, 'operator');

    expect(await refusalOf(state(person))).to.equal(NEEDED);
    await takeRole(person, 'operator');
    expect(await refusalOf(state(person))).to.equal('nothing was refused');
  });

  it('is offered by the portal only to people whose groups give it', async () => {
    const moderator = await newOperator(app, 'moderator');
    const nobody = await signUp(app);

    const { roles, current } = await moderator.call('portal.get');

    expect(roles.map(({ name }) => name)).to.deep.equal(['moderator']);
    expect(current).to.equal(null);
    expect((await nobody.call('portal.get')).roles).to.deep.equal([]);
    expect(await refusalOf(takeRole(moderator, 'operator'))).to.equal('forbidden/role_not_given');
    expect(await refusalOf(takeRole(nobody, 'moderator'))).to.equal('forbidden/role_not_given');
    expect(await refusalOf(takeRole(nobody, 'no-such-role'))).to.equal('forbidden/role_not_given');
  });

  it('needs the password, a reason and at most an hour', async () => {
    const person = await newOperator(app, 'operator');
    const body = { role: 'operator', reason: REASON, minutes: 10, password: person.password };
    const taken = (change: object) => refusalOf(person.call('portal.take', { body: { ...body, ...change } }));

    expect(await taken({ password: 'a guess of somebody' })).to.equal('forbidden/wrong_password');
    expect(await taken({ reason: ' ' })).to.equal('invalid_input');
    expect(await taken({ minutes: 61 })).to.equal('invalid_input');
    expect(await refusalOf(state(person))).to.equal(NEEDED);
  });

  it('needs an authenticator app or a passkey, which the portal tells', async () => {
    const [ann, bob] = [await newOperatorWithoutFactor(app, 'auditor'), await newOperatorWithoutFactor(app, 'auditor')];
    const portalOf = async ({ call }: Person) => (await call('portal.get')).needsSecondFactor;

    for (const person of [ann, bob]) {
      expect(await refusalOf(takeRole(person, 'auditor'))).to.equal(FACTOR_NEEDED);
      expect(await portalOf(person)).to.equal(true);
    }
    await addAuthenticator(ann, () => nowMs);
    await addPasskey(bob, app.url);

    for (const person of [ann, bob]) {
      expect(await portalOf(person)).to.equal(false);
      expect(await refusalOf(takeRole(person, 'auditor'))).to.equal('nothing was refused');
      expect(await refusalOf(state(person))).to.equal('nothing was refused');
    }
  });

  it('ends with the last second factor of its person', async () => {
    const person = await operatorWith(app, 'auditor');
    expect(await refusalOf(state(person))).to.equal('nothing was refused');

    await person.call('secondFactors.removeAuthenticator');

    expect(await refusalOf(state(person))).to.equal(FACTOR_NEEDED);
    expect((await person.call('portal.get')).current).to.equal(null);
  });

  it('ends by itself after its time', async () => {
    const person = await newOperator(app, 'auditor');
    const { endsAt } = await takeRole(person, 'auditor', 10);
    expect(Date.parse(endsAt ?? '')).to.equal(nowMs + 10 * MINUTE_MS);

    nowMs += 10 * MINUTE_MS - 1;
    expect(await refusalOf(state(person))).to.equal('nothing was refused');
    nowMs += 1;

    expect(await refusalOf(state(person))).to.equal(NEEDED);
    expect((await person.call('portal.get')).current).to.equal(null);
  });

  it('belongs to one session, and ends when it is given up, replaced or the session ends', async () => {
    const person = await operatorWith(app, 'auditor');
    const challengeId = await challengeOf(person);
    const { authenticator } = person;
    const code = authenticator.app.code();
    const other = await caller(app)('sessions.signInSecond', { body: { challengeId, code, refreshIn: 'body' } });
    const elsewhere = { ...person, call: caller(app, other.accessToken) };

    expect(await refusalOf(state(elsewhere))).to.equal(NEEDED);
    await takeRole(elsewhere, 'auditor');
    await person.call('portal.leave');
    await person.call('portal.leave');

    expect(await refusalOf(state(person))).to.equal(NEEDED);
    expect(await refusalOf(state(elsewhere))).to.equal('nothing was refused');
    await person.call('sessions.revokeOthers');
    expect(await refusalOf(state(elsewhere))).to.equal('unauthenticated/session_ended');
  });

  it('allows nothing but its permissions', async () => {
    const support = await operatorWith(app, 'support');
    const target = await signUp(app);
    const params = { personId: target.id };

    expect(await refusalOf(support.call('operatedPeople.get', { params }))).to.equal('nothing was refused');
    const suspend = support.call('operatedPeople.suspend', { params, body: { reason: REASON } });
    expect(await refusalOf(suspend)).to.equal(NEEDED);
  });

  it('ends at once for a person who leaves the group, and for a group that no longer gives it', async () => {
    const chief = await operatorWith(app);
    const group = await chief.call('operatorGroups.create', { body: { name: `desk ${newId()}`, roles: ['auditor'] } });
    const person = await proveAddress(app, await signUp(app));
    const params = { groupId: group.id, personId: person.id };
    await chief.call('operatorGroups.addPerson', { params });
    await addAuthenticator(person, () => nowMs);
    await takeRole(person, 'auditor');
    expect(await refusalOf(state(person))).to.equal('nothing was refused');

    await chief.call('operatorGroups.removePerson', { params });
    expect(await refusalOf(state(person))).to.equal(NEEDED);

    await chief.call('operatorGroups.addPerson', { params });
    await chief.call('operatorGroups.edit', { params: { groupId: group.id }, body: { name: group.name, roles: [] } });
    expect(await refusalOf(state(person))).to.equal(NEEDED);
  });

  it('that ends in the middle of a request changes nothing any more', async () => {
    const chief = await operatorWith(app, 'operator', 5);
    const target = await signUp(app);
    const held = holdNext(app.services.accounts, 'findAccount');
    const suspending = refusalOf(
      chief.call('operatedPeople.suspend', { params: { personId: target.id }, body: { reason: REASON } }),
    );
    await held.reached;

    nowMs += 5 * MINUTE_MS;
    held.release();

    expect(await suspending).to.equal(NEEDED);
    expect(await refusalOf(target.call('accounts.me'))).to.equal('nothing was refused');
  });

  describe('that needs a second person', () => {
    const ROLE = 'two-keys';
    before(async () => {
      const chief = await operatorWith(app);
      await chief.call('operatorRoles.create', {
        body: { name: ROLE, permissions: ['server:read'], needsSecondPerson: true },
      });
    });

    it('waits until another one with the role agrees', async () => {
      const [ann, bob] = await twoWith(ROLE);
      const { id, state: waits } = await takeRole(ann, ROLE, 7);
      expect(waits).to.equal('waiting');
      expect(await refusalOf(state(ann))).to.equal(NEEDED);
      expect((await bob.call('portal.get')).toApprove.map((one) => [one.id, one.person.id])).to.deep.include([
        id,
        ann.id,
      ]);

      await approve(bob, id);

      expect(await refusalOf(state(ann))).to.equal('nothing was refused');
      const { current } = await ann.call('portal.get');
      expect(Date.parse(current?.endsAt ?? '')).to.equal(nowMs + 7 * MINUTE_MS);
    });

    it('is not approved by somebody without a second factor', async () => {
      const [ann, bob] = [await newOperator(app, ROLE), await newOperatorWithoutFactor(app, ROLE)];
      const { id } = await takeRole(ann, ROLE);

      expect(await refusalOf(approve(bob, id))).to.equal(FACTOR_NEEDED);
      await addAuthenticator(bob, () => nowMs);
      expect(await refusalOf(approve(bob, id))).to.equal('nothing was refused');
    });

    it('is not approved by its own person, by somebody without the role, without the password, or too late', async () => {
      const [ann, bob] = await twoWith(ROLE);
      const stranger = await operatorWith(app);
      const { id } = await takeRole(ann, ROLE);

      expect(await refusalOf(approve(ann, id))).to.equal('not_found');
      expect(await refusalOf(approve(stranger, id))).to.equal('not_found');
      const params = { heldRoleId: id };
      const wrong = bob.call('portal.approve', { params, body: { password: 'a guess of somebody' } });
      expect(await refusalOf(wrong)).to.equal('forbidden/wrong_password');
      nowMs += app.kernel.limits.roleApprovalMs;
      expect(await refusalOf(approve(bob, id))).to.equal('not_found');
      expect(await refusalOf(state(ann))).to.equal(NEEDED);
    });

    async function twoWith(role: string): Promise<[Person, Person]> {
      return [await newOperator(app, role), await newOperator(app, role)];
    }

    function approve(person: Person, heldRoleId: string) {
      return person.call('portal.approve', { params: { heldRoleId }, body: { password: person.password } });
    }
  });

  function state(person: Person) {
    return person.call('server.state');
  }
});

describe('groups of operators', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.close());

  it('always leave somebody who can manage them', async () => {
    const chief = await operatorWith(app);
    const [group] = (await chief.call('operatorGroups.list')).items;
    if (!group) throw new Error('no group');
    const { id: groupId, name } = group;
    const last = 'conflict/last_operator';

    const removal = chief.call('operatorGroups.removePerson', { params: { groupId, personId: chief.id } });
    expect(await refusalOf(removal)).to.equal(last);
    expect(await refusalOf(chief.call('operatorGroups.remove', { params: { groupId } }))).to.equal(last);
    const edit = chief.call('operatorGroups.edit', { params: { groupId }, body: { name, roles: ['support'] } });
    expect(await refusalOf(edit)).to.equal(last);

    expect((await chief.call('operatorGroups.list')).items).to.deep.equal([group]);
    await operatorWith(app);
    await chief.call('operatorGroups.remove', { params: { groupId } });
    expect(await refusalOf(chief.call('server.state'))).to.equal(NEEDED);
  });

  it('take only known roles and free names', async () => {
    const chief = await operatorWith(app);
    const create = (name: string, roles: string[]) =>
      refusalOf(chief.call('operatorGroups.create', { body: { name, roles } }));
    await create('desk', []);

    expect(await create('desk', [])).to.equal('conflict/role_taken');
    expect(await create('other', ['no-such-role'])).to.equal('invalid_input');
  });

  it('lose a deleted person', async () => {
    const chief = await operatorWith(app);
    const leaver = await newOperator(app, 'support');

    await leaver.call('accounts.delete', { body: { password: leaver.password } });

    const { items } = await chief.call('operatorGroups.list');
    expect(items.flatMap(({ people }) => people.map(({ id }) => id))).to.deep.equal([chief.id]);
    const stored = await app.connection.collection('operatorGroups').countDocuments({
      tenantId: PUBLIC_TENANT,
      accountIds: leaver.id,
    });
    expect(stored).to.equal(0);
  });

  it('can give roles of one’s own, which end everywhere when they are removed', async () => {
    const chief = await operatorWith(app);
    const role = { name: 'watchers', permissions: ['server:read' as const], needsSecondPerson: false };
    await chief.call('operatorRoles.create', { body: role });
    expect(await refusalOf(chief.call('operatorRoles.create', { body: role }))).to.equal('conflict/role_taken');
    const builtIn = chief.call('operatorRoles.create', { body: { ...role, name: 'operator' } });
    expect(await refusalOf(builtIn)).to.equal('conflict/role_taken');
    const watcher = await operatorWith(app, 'watchers');
    expect(await refusalOf(watcher.call('server.state'))).to.equal('nothing was refused');

    await chief.call('operatorRoles.remove', { params: { name: 'watchers' } });

    expect(await refusalOf(watcher.call('server.state'))).to.equal(NEEDED);
    expect(await refusalOf(chief.call('operatorRoles.remove', { params: { name: 'operator' } }))).to.equal(
      'invalid_input',
    );
    expect((await chief.call('operatorGroups.list')).roles.map(({ name }) => name)).not.to.include('watchers');
  });
});

describe('the address of an operator', () => {
  it('must be verified, also when a role is taken', async () => {
    const mailServer = await startMailServer();
    const app = await startTestApp({ env: { SMTP_URL: mailServer.url } });
    const chief = await operatorWith(app);
    const person = await newOperator(app, 'auditor');
    await app.connection.collection('accounts').updateOne({ email: person.email }, { $set: { emailVerifiedAt: null } });

    expect(await refusalOf(takeRole(person, 'auditor'))).to.equal('forbidden/email_unverified');
    expect(await refusalOf(addTo(chief, await signUp(app)))).to.equal('forbidden/email_unverified');
    await app.close();
    await mailServer.close();
  });

  it('need not be verified on a server without mail, where nobody could be an operator then', async () => {
    const app = await startTestApp();
    const chief = await operatorWith(app);
    const person = await signUp(app);
    await addAuthenticator(person);

    await addTo(chief, person);
    await takeRole(person, 'auditor');

    expect(await refusalOf(person.call('server.state'))).to.equal('nothing was refused');
    await app.close();
  });

  async function addTo(chief: Person, person: Person): Promise<void> {
    const { id } = await chief.call('operatorGroups.create', { body: { name: `desk ${newId()}`, roles: ['auditor'] } });
    await chief.call('operatorGroups.addPerson', { params: { groupId: id, personId: person.id } });
  }
});
