/** What members hold, against a model, after any history of roles, groups, sets and departures. Nobody ever gives more than they hold. */
import { expect } from 'chai';
import fc from 'fast-check';
import {
  builtInSets,
  type OrganisationPermission,
  organisationPermissions,
  organisationRoles,
} from '../../src/protocol/permissions.ts';
import type { TenantRole } from '../../src/protocol/tenants.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { at, command, expectLikeModel } from '../support/model.ts';
import { bringIn, createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';

const OK = 'nothing was refused';
const PEOPLE = 4;
type Permissions = ReadonlySet<OrganisationPermission>;

interface Group {
  id: string;
  setIds: string[];
  people: Set<number>;
}

interface Model {
  roles: TenantRole[];
  groups: Group[];
  /** By id, the built-in ones too. */
  sets: Map<string, readonly OrganisationPermission[]>;
}

interface Real {
  people: Person[];
}

const allPermissions = Object.keys(organisationPermissions) as OrganisationPermission[];

describe('the permissions of members', () => {
  let app: TestApp;
  let count = 0;
  before(async () => {
    app = await startTestApp({
      limits: { writePerMinute: 100_000, readPerMinute: 100_000, credentialPerMinute: 10_000 },
    });
  });
  after(() => app.close());

  it('are those of a simple model after every change of roles, groups, sets and members', async () => {
    const person = fc.nat({ max: PEOPLE - 1 });
    // Mostly the owner, and the one who manages groups from the beginning.
    const by = fc.constantFrom(0, 0, 1, 1, 1, 2, 3);
    const any = fc.nat({ max: 9 });
    const role = fc.constantFrom<TenantRole>('owner', 'admin', 'member');
    // Few at once, and often the one to manage groups: otherwise nobody but owners could do anything.
    const permissions = fc
      .subarray(allPermissions, { minLength: 1, maxLength: 3 })
      .chain((some) => fc.constantFrom(some, [...some, 'organisation:manage_groups' as const]));
    const sets = fc.array(any, { maxLength: 2 });

    await expectLikeModel<Model, Real>({
      commands: [
        fc.tuple(by, permissions).map((made) => makeSet(...made)),
        fc.tuple(by, permissions).map((made) => makeSet(...made)),
        fc.tuple(by, sets).map((made) => makeGroup(...made)),
        fc.tuple(by, sets).map((made) => makeGroup(...made)),
        fc.tuple(by, any, sets).map((made) => editGroup(...made)),
        fc.tuple(by, any, person).map((made) => addPerson(...made)),
        fc.tuple(by, any, person).map((made) => addPerson(...made)),
        fc.tuple(by, any, person).map((made) => removePerson(...made)),
        fc.tuple(by, any).map((made) => removeGroup(...made)),
        fc.tuple(by, any).map((made) => removeSet(...made)),
        fc.tuple(by, person, role).map((made) => setRole(...made)),
        fc.tuple(by, person).map((made) => removeMember(...made)),
        person.map(leave),
      ],
      begin,
      sequences: 12,
      maxCommands: 40,
    });
  });

  async function begin(): Promise<{ model: Model; real: Real }> {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account));
    const people = [owner];
    while (people.length < PEOPLE) people.push(await signUpInto(app, owner));
    const builtIn = [builtInSets.admin, builtInSets.auditor].map(({ permissions }) => permissions);
    const sets = new Map<string, readonly OrganisationPermission[]>([
      ['admin', at(builtIn, 0)],
      ['auditor', at(builtIn, 1)],
    ]);
    const roles = people.map<TenantRole>((_, index) => (index === 0 ? 'owner' : 'member'));
    const model: Model = { roles, groups: [], sets };
    await startGroup(model, owner, ['organisation:manage_groups', 'organisation:read_audit'], {
      people: [[1, at(people, 1)]],
    });
    await startGroup(model, owner, ['organisation:delete', 'organisation:set_roles'], { people: [] });
    return { model, real: { people } };
  }

  /** A group that exists from the beginning, with a set of its own. */
  async function startGroup(
    { groups, sets }: Model,
    owner: Person,
    permissions: OrganisationPermission[],
    { people }: { people: (readonly [number, Person])[] },
  ): Promise<void> {
    const body = { name: `Set ${++count}`, scope: 'organisation', permissions } as const;
    const { id: setId } = await owner.call('tenantPermissionSets.create', { body: { ...body, permissions } });
    const grants = [{ setId }];
    const { id } = await owner.call('tenantGroups.create', { body: { name: `Group ${++count}`, grants } });
    for (const [, person] of people) {
      await owner.call('tenantGroups.addPerson', { params: { groupId: id, personId: person.id } });
    }
    sets.set(setId, permissions);
    groups.push({ id, setIds: [setId], people: new Set(people.map(([index]) => index)) });
  }

  function act(name: string, run: (model: Model, real: Real) => Promise<void>) {
    return command<Model, Real>(name, async (model, real) => {
      await run(model, real);
      for (const [index, { call }] of real.people.entries()) {
        const { role, permissions } = await call('tenants.current');
        expect(role, `role of ${index}`).to.equal(at(model.roles, index));
        expect([...permissions].sort(), `permissions of ${index}`).to.deep.equal([...held(model, index)].sort());
      }
      expect(model.roles).to.include('owner');
    });
  }

  function makeSet(by: number, permissions: OrganisationPermission[]) {
    return act(`${by} makes a set of ${permissions}`, async (model, real) => {
      const body = { name: `Set ${++count}`, scope: 'organisation', permissions } as const;
      let id = '';
      const answer = await refusalOf(
        at(real.people, by)
          .call('tenantPermissionSets.create', { body: { ...body, permissions: [...permissions] } })
          .then((set) => {
            id = set.id;
          }),
      );
      expect(answer).to.equal(expectedOf(model, by, permissions));
      if (answer === OK) model.sets.set(id, [...new Set(permissions)]);
    });
  }

  function makeGroup(by: number, numbers: number[]) {
    return act(`${by} makes a group with the sets ${numbers}`, async (model, real) => {
      const setIds = setsAt(model, numbers);
      let id = '';
      const answer = await refusalOf(
        at(real.people, by)
          .call('tenantGroups.create', {
            body: { name: `Group ${++count}`, grants: setIds.map((setId) => ({ setId })) },
          })
          .then((group) => {
            id = group.id;
          }),
      );
      expect(answer).to.equal(expectedOf(model, by, permissionsIn(model, setIds)));
      if (answer === OK) model.groups.push({ id, setIds, people: new Set() });
    });
  }

  function editGroup(by: number, number: number, numbers: number[]) {
    return act(`${by} gives group ${number} the sets ${numbers}`, async (model, real) => {
      const group = groupAt(model, number);
      if (!group) return;
      const setIds = setsAt(model, numbers);
      const changed = [
        ...setIds.filter((id) => !group.setIds.includes(id)),
        ...group.setIds.filter((id) => !setIds.includes(id)),
      ];
      const body = { name: `Group ${++count}`, grants: setIds.map((setId) => ({ setId })) };
      const editing = at(real.people, by).call('tenantGroups.edit', { params: { groupId: group.id }, body });
      const answer = await refusalOf(editing);
      expect(answer).to.equal(expectedOf(model, by, permissionsIn(model, changed)));
      if (answer === OK) group.setIds = setIds;
    });
  }

  function addPerson(by: number, number: number, who: number) {
    return act(`${by} adds ${who} to group ${number}`, async (model, real) => {
      const group = groupAt(model, number);
      if (!group) return;
      const params = { groupId: group.id, personId: at(real.people, who).id };
      const answer = await refusalOf(at(real.people, by).call('tenantGroups.addPerson', { params }));
      expect(answer).to.equal(expectedOf(model, by, permissionsIn(model, group.setIds)));
      if (answer === OK) group.people.add(who);
    });
  }

  function removePerson(by: number, number: number, who: number) {
    return act(`${by} removes ${who} from group ${number}`, async (model, real) => {
      const group = groupAt(model, number);
      if (!group) return;
      const params = { groupId: group.id, personId: at(real.people, who).id };
      const answer = await refusalOf(at(real.people, by).call('tenantGroups.removePerson', { params }));
      expect(answer).to.equal(expectedOf(model, by, permissionsIn(model, group.setIds)));
      if (answer === OK) group.people.delete(who);
    });
  }

  function removeGroup(by: number, number: number) {
    return act(`${by} removes group ${number}`, async (model, real) => {
      const group = groupAt(model, number);
      if (!group) return;
      const removing = at(real.people, by).call('tenantGroups.remove', { params: { groupId: group.id } });
      const answer = await refusalOf(removing);
      expect(answer).to.equal(expectedOf(model, by, permissionsIn(model, group.setIds)));
      if (answer === OK) model.groups.splice(model.groups.indexOf(group), 1);
    });
  }

  function removeSet(by: number, number: number) {
    return act(`${by} removes set ${number}`, async (model, real) => {
      const own = [...model.sets.keys()].slice(2);
      const setId = own[number % Math.max(1, own.length)];
      if (setId === undefined) return;
      const removing = at(real.people, by).call('tenantPermissionSets.remove', { params: { setId } });
      const answer = await refusalOf(removing);
      expect(answer).to.equal(expectedOf(model, by, permissionsIn(model, [setId])));
      if (answer !== OK) return;
      model.sets.delete(setId);
      for (const group of model.groups) group.setIds = group.setIds.filter((id) => id !== setId);
    });
  }

  function setRole(by: number, who: number, role: TenantRole) {
    return act(`${by} makes ${who} ${role}`, async (model, real) => {
      const before = at(model.roles, who);
      const setting = at(real.people, by).call('tenantMembers.setRole', {
        params: { personId: at(real.people, who).id },
        body: { role },
      });
      const mine = held(model, by);
      const isAllowed =
        mine.has('organisation:set_roles') && covers(mine, [...organisationRoles[before], ...organisationRoles[role]]);
      const isLast =
        before === 'owner' && role !== 'owner' && model.roles.filter((one) => one === 'owner').length === 1;
      const expected = isAllowed ? (isLast ? 'conflict/last_owner' : OK) : 'forbidden/not_allowed';
      expect(await refusalOf(setting)).to.equal(expected);
      if (expected === OK) model.roles[who] = role;
    });
  }

  function removeMember(by: number, who: number) {
    return act(`${by} removes ${who}`, async (model, real) => {
      const params = { personId: at(real.people, who).id };
      const answer = await refusalOf(at(real.people, by).call('tenantMembers.remove', { params }));
      const mine = held(model, by);
      const needed = at(model.roles, who) === 'member' ? 'organisation:remove_members' : 'organisation:remove_admins';
      const isAllowed = mine.has(needed) && covers(mine, [...held(model, who)]);
      expect(answer).to.equal(isAllowed ? departureOf(model, who) : 'forbidden/not_allowed');
      if (answer === OK) await comeBack(model, real, who);
    });
  }

  function leave(who: number) {
    return act(`${who} leaves`, async (model, real) => {
      const answer = await refusalOf(at(real.people, who).call('tenants.leave'));
      expect(answer).to.equal(departureOf(model, who));
      if (answer === OK) await comeBack(model, real, who);
    });
  }

  /** A person who has left holds nothing, and comes back by an invitation as a member without groups. */
  async function comeBack(model: Model, real: Real, who: number): Promise<void> {
    const departed = at(real.people, who);
    expect(await refusalOf(departed.call('tenants.current'))).to.equal('unauthenticated/session_ended');
    model.roles[who] = 'member';
    for (const { people } of model.groups) people.delete(who);
    const owner = at(real.people, model.roles.indexOf('owner'));
    const { email, password } = departed;
    const { accessToken } = await caller(app)('sessions.signIn', { body: { email, password } });
    const account = { ...departed, call: caller(app, accessToken) };
    await bringIn(owner, account);
    const { id: tenantId } = await owner.call('tenants.current');
    real.people[who] = await switchTo(app, account, tenantId);
  }

  /** The answer to a departure that is allowed. */
  function departureOf({ roles }: Model, who: number): string {
    const isLast = at(roles, who) === 'owner' && roles.filter((role) => role === 'owner').length === 1;
    return isLast ? 'conflict/last_owner' : OK;
  }

  /** The answer to somebody who manages groups with these permissions. */
  function expectedOf(model: Model, by: number, permissions: readonly OrganisationPermission[]): string {
    const mine = held(model, by);
    if (!mine.has('organisation:manage_groups')) return 'forbidden/not_allowed';
    return covers(mine, permissions) ? OK : 'forbidden/not_held';
  }
});

function held({ roles, groups, sets }: Model, who: number): Permissions {
  const given = groups.filter(({ people }) => people.has(who)).flatMap(({ setIds }) => setIds);
  return new Set([...organisationRoles[at(roles, who)], ...given.flatMap((id) => sets.get(id) ?? [])]);
}

function covers(mine: Permissions, permissions: readonly OrganisationPermission[]): boolean {
  return permissions.every((permission) => mine.has(permission));
}

function setsAt({ sets }: Model, numbers: readonly number[]): string[] {
  const ids = [...sets.keys()];
  return [...new Set(numbers.map((number) => at(ids, number % ids.length)))];
}

function permissionsIn({ sets }: Model, ids: readonly string[]): OrganisationPermission[] {
  return ids.flatMap((id) => sets.get(id) ?? []);
}

function groupAt({ groups }: Model, number: number): Group | null {
  return groups[number % Math.max(1, groups.length)] ?? null;
}
