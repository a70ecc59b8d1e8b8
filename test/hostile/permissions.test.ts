/**
 * Every route that needs a permission in an organisation or a community, tried with every built-in role and set, and with every
 * permission alone: it answers exactly to those who hold its permission, in that organisation or community. A new route is tried
 * without a new test.
 */
import { expect } from 'chai';
import type { SetScope } from '../../src/protocol/groups.ts';
import {
  type CommunityPermission,
  communityPermissions,
  communityRoles,
  type GroupPermission,
  type OrganisationPermission,
  organisationPermissions,
  organisationRoles,
  scopeOf,
} from '../../src/protocol/permissions.ts';
import { type RouteDefinition, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, signUp } from '../support/people.ts';
import { askRoute } from './asking.ts';
import { picture } from './rights-world.ts';
import { sampleOf } from './samples.ts';

type Needing = RouteDefinition & { needs: GroupPermission };

const UNKNOWN = '0123456789abcdef01234567';
const REFUSED = /"reason":"(?:not_allowed|not_a_member)"/;
/** Routes for which the permission alone is not enough, with the role that they need too. */
const ONLY_OWNERS = ['communities.handOver'];
/** It ends what the other routes are tried with. */
const CLOSING = 'communities.close';

const needing = Object.entries(routes as RouteTable).filter(
  (entry): entry is [string, Needing] => entry[1].needs !== undefined,
);
const ofOrganisation = needing.filter(([, { needs }]) => scopeOf(needs) === 'organisation');
const ofCommunity = needing.filter(([name, { needs }]) => scopeOf(needs) === 'community' && name !== CLOSING);
const organisationNames = Object.keys(organisationPermissions) as OrganisationPermission[];
const communityNames = Object.keys(communityPermissions) as CommunityPermission[];

/** The routes of organisations and communities that every member may call, and those for people who are no members yet. */
const WITHOUT = new Set([
  ...['list', 'unread', 'create', 'offers', 'join', 'current', 'leave'].map((name) => `tenants.${name}`),
  'tenantMembers.list',
  ...['preview', 'accept'].map((name) => `tenantInvitations.${name}`),
  ...['list', 'recommended', 'listMine', 'listInvitations', 'create', 'get', 'glance', 'join', 'leave'].map(
    (name) => `communities.${name}`,
  ),
  ...['acceptRules', 'members', 'channels', 'openRoom', 'announcements', 'report'].map((name) => `communities.${name}`),
  ...['readInvitation', 'acceptInvitation'].map((name) => `communities.${name}`),
]);

describe('the permissions of organisations and communities', () => {
  let app: TestApp;
  let owner: Person;
  let other: Person;
  let here: string;
  let there: string;
  let image: Uint8Array;

  before(async () => {
    const rates = { writePerMinute: 50_000, readPerMinute: 50_000, credentialPerMinute: 50_000 };
    app = await startTestApp({ limits: { ...rates, credentialPerMinutePerAddress: 50_000, uploadPerMinute: 1_000 } });
    image = await picture();
    const account = await signUp(app);
    owner = await switchTo(app, account, await createTenant(account));
    const elsewhere = await signUp(app);
    other = await switchTo(app, elsewhere, await createTenant(elsewhere));
    [here, there] = [await newCommunity(), await newCommunity()];
  });
  after(() => app.close());

  let count = 0;
  const newName = () => `Sample ${++count}`;
  const newCommunity = async () => (await owner.call('communities.create', { body: { name: newName() } })).id;

  async function member(...communityIds: string[]): Promise<Person> {
    const person = await signUpInto(app, owner);
    for (const communityId of communityIds) {
      const params = { communityId };
      const { rulesVersion } = await person.call('communities.get', { params });
      await person.call('communities.join', { params, body: { rulesVersion } });
    }
    return person;
  }
  /** Puts a person into a group with these permissions, in the organisation or in one community. */
  async function give(person: Person, permissions: readonly GroupPermission[], communityId: string | null = null) {
    const scope: SetScope = communityId === null ? 'organisation' : 'community';
    const set = { name: newName(), scope, permissions: [...permissions] };
    const { id: setId } = await owner.call('tenantPermissionSets.create', { body: set });
    return join(person, setId, communityId);
  }
  async function join(person: Person, setId: string, communityId: string | null = null) {
    const body = { name: newName(), grants: [{ setId, communityId }] };
    const { id: groupId } = await owner.call('tenantGroups.create', { body });
    await owner.call('tenantGroups.addPerson', { params: { groupId, personId: person.id } });
  }

  it('are needed by every route that is not for all members, and each permission by a route', () => {
    const about = /^(tenant|communities\.)/;
    const without = Object.entries(routes as RouteTable).filter(
      ([name, { needs }]) => about.test(name) && needs === undefined,
    );

    expect(without.map(([name]) => name)).to.have.members([...WITHOUT]);
    const needed = new Set(needing.map(([, { needs }]) => needs));
    // These change what another request does: `tenantMembers.list` and `remove`, `tenantInvitations.create` and `communities.edit`.
    const more = [
      'organisation:see_factors',
      'organisation:remove_admins',
      'organisation:invite_admins',
      'community:set_visibility',
    ];
    expect([...needed, ...more]).to.have.members([...organisationNames, ...communityNames]);
  });

  it('of an organisation are those of the roles', async () => {
    for (const role of ['owner', 'admin', 'member'] as const) {
      const person = await member();
      await owner.call('tenantMembers.setRole', { params: { personId: person.id }, body: { role } });
      await expectOrganisation(person, organisationRoles[role], role);
    }
  });

  it('of an organisation are those of the built-in sets', async () => {
    const [admin, auditor] = [await member(), await member()];
    await join(admin, 'admin');
    await join(auditor, 'auditor');

    await expectOrganisation(admin, organisationRoles.admin, 'admin');
    await expectOrganisation(auditor, ['organisation:read_audit'], 'auditor');
  });

  for (const permission of organisationNames) {
    it(`of an organisation: ${permission} alone opens only its routes`, async () => {
      const person = await member(here);
      await give(person, [permission]);

      await expectOrganisation(person, [permission], permission);
    });
  }

  it('of a community are those of the roles', async () => {
    for (const role of ['owner', 'moderator', 'member'] as const) {
      const person = await member(here);
      const params = { communityId: here, personId: person.id };
      await owner.call('communities.setRole', { params, body: { role } });
      await expectCommunity(person, communityRoles[role], role, role === 'owner');
    }
  });

  it('of a community are those of the built-in set', async () => {
    const person = await member(here);
    await join(person, 'moderator', here);

    await expectCommunity(person, communityRoles.moderator, 'moderator');
  });

  for (const permission of communityNames) {
    it(`of a community: ${permission} alone opens only its routes`, async () => {
      const person = await member(here);
      await give(person, [permission], here);

      await expectCommunity(person, [permission], permission);
    });
  }

  it('open nothing in another scope: not of the organisation in a community, nor of a community elsewhere', async () => {
    const [ofAll, ofThere, outside] = [await member(here), await member(here, there), await member()];
    await give(ofAll, organisationNames);
    await give(ofThere, communityNames, there);
    await give(outside, communityNames, here);

    await expectCommunity(ofAll, [], 'all of the organisation');
    await expectCommunity(ofThere, [], 'all of another community');
    await expectOrganisation(ofThere, [], 'all of a community');
    for (const [name, route] of ofCommunity) {
      expect((await ask(outside, route)).status, `${name}, but no member`).to.be.oneOf(['403', '404']);
      const { status } = await ask(other, route);
      expect(status, `${name} of another organisation`).to.equal('404');
    }
  });

  it('let exactly those close a community who hold that permission', async () => {
    const [holder, moderator] = [await member(here), await member(here)];
    await give(holder, ['community:close'], here);
    await join(moderator, 'moderator', here);
    const close = routes[CLOSING] as RouteDefinition;

    expect((await ask(moderator, close)).text).to.match(REFUSED);
    expect((await ask(await member(here), close)).text).to.match(REFUSED);
    expect((await ask(holder, close)).status).to.equal('204');
  });

  async function expectOrganisation(person: Person, held: readonly OrganisationPermission[], who: string) {
    for (const [name, route] of ofOrganisation) {
      const isAllowed = (held as readonly string[]).includes(route.needs);
      expect(await isLet(person, route), `${name} as ${who}`).to.equal(isAllowed);
    }
  }

  async function expectCommunity(person: Person, held: readonly CommunityPermission[], who: string, isOwner = false) {
    for (const [name, route] of ofCommunity) {
      const isAllowed = (held as readonly string[]).includes(route.needs) && (isOwner || !ONLY_OWNERS.includes(name));
      expect(await isLet(person, route), `${name} as ${who}`).to.equal(isAllowed);
    }
  }

  /** Whether the permission was enough. An answer that comes before the permission is asked tells nothing. */
  async function isLet(person: Person, route: RouteDefinition): Promise<boolean> {
    const { status, text } = await ask(person, route);
    expect(['401', '429', '500'], text).not.to.include(status);
    return !REFUSED.test(text);
  }

  function ask(person: Person, route: RouteDefinition) {
    const ids = Object.fromEntries(
      ['personId', 'groupId', 'setId', 'keyId', 'invitationId', 'channelId', 'announcementId', 'reportId'].map(
        (name) => [name, UNKNOWN],
      ),
    );
    const named = { ...ids, communityId: here, domain: 'unknown.example', name: newName(), role: 'member' };
    const body = route.body === 'image' ? image : route.body && sampleOf(route.body, named);
    return askRoute(app, person.accessToken, route, { ids: named, query: {}, ...(body !== undefined && { body }) });
  }
});
