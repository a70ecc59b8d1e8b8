/**
 * Every route of operators, tried with every built-in role, without a role, and with a role that has ended: it answers only to a
 * session that holds a role with its permission. A new route is tried without a new test.
 */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { keyKinds } from '../../src/protocol/key-kinds.ts';
import { type BuiltInRole, builtInRoles, type Permission, permissions } from '../../src/protocol/permissions.ts';
import { type RouteDefinition, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { newOperator, operatorWith, takeRole } from '../support/operators.ts';
import { type Person, signUp } from '../support/people.ts';
import { askRoute } from './asking.ts';
import { sampleOf } from './samples.ts';

const UNKNOWN = '0123456789abcdef01234567';
const IDS = {
  personId: UNKNOWN,
  reportId: UNKNOWN,
  groupId: UNKNOWN,
  roomId: UNKNOWN,
  communityId: UNKNOWN,
  tenantId: UNKNOWN,
  keyId: UNKNOWN,
  name: 'x-y',
};
const NEEDED = 'role_needed';

type OperatorRoute = RouteDefinition & { permission: Permission };

const all = Object.entries(routes as RouteTable).filter(
  (entry): entry is [string, OperatorRoute] => entry[1].permission !== undefined,
);

describe('routes of operators', () => {
  let app: TestApp;
  let nowMs = Date.now();
  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS },
    });
    // So that no other one can be the last to manage the operators.
    await newOperator(app, 'operator');
  });
  after(() => app.close());

  it('use every permission, and all but the portal have one', () => {
    const prefix = /^(operator|operated|server)/;
    const without = Object.entries(routes as RouteTable).filter(
      ([name, { permission }]) => prefix.test(name) && permission === undefined,
    );

    expect(without).to.deep.equal([]);
    expect(new Set(all.map(([, { permission }]) => permission))).to.have.all.keys(Object.keys(permissions));
  });

  for (const role of Object.keys(builtInRoles) as BuiltInRole[]) {
    it(`answer a session with the role ${role} exactly if it has the permission`, async () => {
      const person = await operatorWith(app, role);

      for (const [name, route] of all) {
        const isAllowed = (builtInRoles[role] as readonly Permission[]).includes(route.permission);
        expect(await isRefused(person, route), name).to.equal(!isAllowed);
      }
    });
  }

  it('refuse people without a role, in a group, after giving it up, and after its end', async () => {
    const [stranger, member] = [await signUp(app), await newOperator(app, 'operator')];
    const [left, late] = [await operatorWith(app), await operatorWith(app, 'operator', 5)];
    await left.call('portal.leave');
    nowMs += 5 * MINUTE_MS;

    for (const [name, route] of all) {
      for (const person of [stranger, member, left, late]) expect(await isRefused(person, route), name).to.equal(true);
    }
  });

  it('answer a role of one permission only where it is needed', async () => {
    const chief = await operatorWith(app);
    for (const permission of Object.keys(permissions) as Permission[]) {
      const name = permission.replaceAll(/[:_]/g, '-');
      await chief.call('operatorRoles.create', { body: { name, permissions: [permission] } });
      const person = await newOperator(app, name);
      await takeRole(person, name);

      for (const [routeName, route] of all) {
        expect(await isRefused(person, route), `${permission} ${routeName}`).to.equal(route.permission !== permission);
      }
    }
  });

  it('accept a key only where they say so, and only with its permission', async () => {
    const chief = await operatorWith(app);
    const reason = 'a test of all routes';
    const texts = new Map<Permission, string>();
    for (const permission of keyKinds.server.permissions) {
      const body = { name: permission, permissions: [permission], reason };
      texts.set(permission, (await chief.call('serverKeys.create', { body })).text);
    }

    for (const [name, route] of Object.entries(routes as RouteTable)) {
      if (route.auth === 'none') continue;
      for (const [permission, text] of texts) {
        const isAccepted = route.key?.kind === 'server' && route.key.permission === permission;
        const { text: answer } = await asked(text, route);
        expect(answer.includes('"reason":"key_not_allowed"'), `${permission} ${name}`).to.equal(!isAccepted);
      }
    }
  });

  it('accept keys only where they read, with the permission that a person needs', () => {
    for (const [name, { key, method, permission, proof }] of Object.entries(routes as RouteTable)) {
      if (!key) continue;
      expect(method, name).to.equal('get');
      expect(proof, name).to.equal(undefined);
      if (key.kind === 'server') expect(key.permission, name).to.equal(permission);
      expect(keyKinds[key.kind].permissions, name).to.include(key.permission);
    }
  });

  async function isRefused(person: Person, route: OperatorRoute): Promise<boolean> {
    const { text } = await asked(person.accessToken, route);
    return text.includes(`"reason":"${NEEDED}"`);
  }

  function asked(token: string, route: RouteDefinition) {
    const body = route.body && route.body !== 'image' ? sampleOf(route.body, { name: 'sample' }) : undefined;
    return askRoute(app, token, route, {
      ids: IDS,
      query: route.query?.shape.q ? { q: 'sample' } : {},
      ...(body !== undefined && { body }),
    });
  }
});
