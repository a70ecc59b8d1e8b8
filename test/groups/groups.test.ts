/** Groups of an organisation: what they give, who can give it, and what ends with it. */
import { expect } from 'chai';
import { type CommunityPermission, communityRoles } from '../../src/protocol/permissions.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { holdNext } from '../support/hold.ts';
import { createTenant, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';

const NOT_ALLOWED = 'forbidden/not_allowed';
const NOT_HELD = 'forbidden/not_held';
const OK = 'nothing was refused';

describe('groups of an organisation', () => {
  let app: TestApp;
  let count = 0;
  before(async () => {
    app = await startTestApp({ limits: { writePerMinute: 5_000, credentialPerMinute: 5_000 } });
  });
  afterEach(() => disconnectAll());
  after(() => app.close());

  async function organisation() {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account));
    const [anna, ben] = [await signUpInto(app, owner), await signUpInto(app, owner)];
    return { owner, anna, ben };
  }
  const newName = () => `Group ${++count}`;

  /** A group with these sets and people. */
  async function group(maker: Person, sets: string[], people: Person[] = [], communityId: string | null = null) {
    const grants = sets.map((setId) => ({ setId, communityId }));
    const { id: groupId } = await maker.call('tenantGroups.create', { body: { name: newName(), grants } });
    for (const { id } of people) await maker.call('tenantGroups.addPerson', { params: { groupId, personId: id } });
    return groupId;
  }
  async function ownSet(maker: Person, ...permissions: `organisation:${string}`[]): Promise<string> {
    const body = { name: newName(), scope: 'organisation', permissions } as never;
    return (await maker.call('tenantPermissionSets.create', { body })).id;
  }
  const permissionsOf = async ({ call }: Person) => (await call('tenants.current')).permissions;
  async function community(owner: Person, ...members: Person[]) {
    const { id } = await owner.call('communities.create', { body: { name: newName() } });
    const params = { communityId: id };
    for (const { call } of members) await call('communities.join', { params, body: { rulesVersion: 0 } });
    return params;
  }

  it('give their people sets, which count at the next request, and end with the group', async () => {
    const { owner, anna } = await organisation();
    const before = await refusalOf(anna.call('tenants.audit', { query: {} }));

    const groupId = await group(owner, ['auditor'], [anna]);
    const within = await refusalOf(anna.call('tenants.audit', { query: {} }));
    const edit = await refusalOf(anna.call('tenants.edit', { body: { name: 'Mine' } }));
    const given = await permissionsOf(anna);
    await owner.call('tenantGroups.remove', { params: { groupId } });

    expect([before, within, edit]).to.deep.equal([NOT_ALLOWED, OK, NOT_ALLOWED]);
    expect(given).to.deep.equal(['organisation:read_audit']);
    expect(await refusalOf(anna.call('tenants.audit', { query: {} }))).to.equal(NOT_ALLOWED);
  });

  it('give nothing to people who are removed from them, and what a set held ends with the set', async () => {
    const { owner, anna, ben } = await organisation();
    const setId = await ownSet(owner, 'organisation:edit');
    const groupId = await group(owner, [setId], [anna, ben]);

    await owner.call('tenantGroups.removePerson', { params: { groupId, personId: anna.id } });
    const between = [await permissionsOf(anna), await permissionsOf(ben)];
    await owner.call('tenantPermissionSets.remove', { params: { setId } });

    expect(between).to.deep.equal([[], ['organisation:edit']]);
    expect(await permissionsOf(ben)).to.deep.equal([]);
  });

  it('are listed with their sets and people, for those who manage them', async () => {
    const { owner, anna } = await organisation();
    const setId = await ownSet(owner, 'organisation:edit');
    const groupId = await group(owner, ['auditor', setId], [anna]);

    const { items, sets } = await owner.call('tenantGroups.list');
    const people = await owner.call('tenantGroups.people', { params: { groupId }, query: {} });

    expect(items.map(({ id, keptBy, peopleCount }) => ({ id, keptBy, peopleCount }))).to.deep.equal([
      { id: groupId, keptBy: 'hand', peopleCount: 1 },
    ]);
    expect(items[0]?.grants.map(({ setId: id }) => id)).to.deep.equal(['auditor', setId]);
    expect(sets.map(({ id }) => id)).to.deep.equal(['admin', 'auditor', 'moderator', setId]);
    expect(people.items.map(({ id }) => id)).to.deep.equal([anna.id]);
    expect(await refusalOf(anna.call('tenantGroups.list'))).to.equal(NOT_ALLOWED);
  });

  it('have pages of people without gaps', async () => {
    const { owner, anna, ben } = await organisation();
    const people = [anna, ben, owner];
    const groupId = await group(owner, [], people);

    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query = { limit: 1, ...(cursor && { cursor }) };
      const page: { items: { id: string }[]; nextCursor: string | null } = await owner.call('tenantGroups.people', {
        params: { groupId },
        query,
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    }

    expect(seen).to.deep.equal(people.map(({ id }) => id).sort());
  });

  it('cannot be given more than their manager holds, or lose it: by a new group, a change, a set or a person', async () => {
    const { owner, anna, ben } = await organisation();
    const manager = await ownSet(owner, 'organisation:manage_groups', 'organisation:read_audit');
    const strong = await ownSet(owner, 'organisation:delete');
    await group(owner, [manager], [anna]);
    const strongGroup = await group(owner, [strong]);
    const weakGroup = await group(anna, ['auditor']);
    const name = newName();

    const refusals = [
      await refusalOf(anna.call('tenantGroups.create', { body: { name, grants: [{ setId: 'admin' }] } })),
      await refusalOf(anna.call('tenantGroups.create', { body: { name, grants: [{ setId: strong }] } })),
      await refusalOf(
        anna.call('tenantGroups.edit', {
          params: { groupId: weakGroup },
          body: { name, grants: [{ setId: strong }] },
        }),
      ),
      await refusalOf(
        anna.call('tenantPermissionSets.create', {
          body: { name, scope: 'organisation', permissions: ['organisation:set_roles'] },
        }),
      ),
      await refusalOf(anna.call('tenantGroups.addPerson', { params: { groupId: strongGroup, personId: anna.id } })),
      await refusalOf(anna.call('tenantGroups.addPerson', { params: { groupId: strongGroup, personId: ben.id } })),
      await refusalOf(
        anna.call('tenantGroups.edit', { params: { groupId: strongGroup }, body: { name: newName(), grants: [] } }),
      ),
      await refusalOf(anna.call('tenantGroups.removePerson', { params: { groupId: strongGroup, personId: owner.id } })),
      await refusalOf(anna.call('tenantGroups.remove', { params: { groupId: strongGroup } })),
      await refusalOf(anna.call('tenantPermissionSets.remove', { params: { setId: strong } })),
    ];

    expect(refusals).to.deep.equal(refusals.map(() => NOT_HELD));
    expect(
      await refusalOf(anna.call('tenantGroups.addPerson', { params: { groupId: weakGroup, personId: ben.id } })),
    ).to.equal(OK);
    expect(await permissionsOf(ben)).to.deep.equal(['organisation:read_audit']);
    expect(await permissionsOf(anna)).to.have.members(['organisation:manage_groups', 'organisation:read_audit']);
  });

  it('give the directory, which is equal to being an owner, only if their manager holds all permissions', async () => {
    const { owner, anna, ben } = await organisation();
    const directory = 'organisation:manage_directory' as const;
    const manager = await ownSet(owner, 'organisation:manage_groups', 'organisation:manage_keys', directory);
    const held = await group(owner, [manager], [anna]);
    const set = { name: newName(), scope: 'organisation' as const, permissions: [directory] };
    const fields = { name: 'Entra ID', reason: 'our directory', permissions: [directory] };

    const refusals = [
      await refusalOf(anna.call('tenantPermissionSets.create', { body: set })),
      await refusalOf(anna.call('tenantGroups.addPerson', { params: { groupId: held, personId: ben.id } })),
      await refusalOf(anna.call('tenantGroups.removePerson', { params: { groupId: held, personId: anna.id } })),
      await refusalOf(anna.call('tenantKeys.create', { body: fields })),
    ];

    expect(refusals).to.deep.equal([NOT_HELD, NOT_HELD, NOT_HELD, 'forbidden/key_beyond_role']);
    expect(await refusalOf(owner.call('tenantKeys.create', { body: fields }))).to.equal(OK);
  });

  it('cannot make somebody an owner or admin, invite one, or remove people who hold more', async () => {
    const { owner, anna, ben } = await organisation();
    const setId = await ownSet(
      owner,
      'organisation:set_roles',
      'organisation:invite_admins',
      'organisation:invite_members',
      'organisation:remove_members',
      'organisation:remove_admins',
    );
    await group(owner, [setId], [anna]);
    await group(owner, ['auditor'], [ben]);

    const refusals = [
      ...(await Promise.all(
        (['owner', 'admin'] as const).map((role) =>
          refusalOf(anna.call('tenantMembers.setRole', { params: { personId: anna.id }, body: { role } })),
        ),
      )),
      await refusalOf(anna.call('tenantMembers.setRole', { params: { personId: owner.id }, body: { role: 'member' } })),
      await refusalOf(anna.call('tenantInvitations.create', { body: { role: 'admin' } })),
      await refusalOf(anna.call('tenantMembers.remove', { params: { personId: owner.id } })),
      await refusalOf(anna.call('tenantMembers.remove', { params: { personId: ben.id } })),
    ];

    expect(refusals).to.deep.equal(refusals.map(() => NOT_ALLOWED));
    expect(await refusalOf(anna.call('tenantInvitations.create', { body: {} }))).to.equal(OK);
  });

  it('end the invitations of people who may no longer invite, also if the right comes back', async () => {
    const { owner, anna } = await organisation();
    const setId = await ownSet(owner, 'organisation:invite_members');
    const groupId = await group(owner, [setId], [anna]);
    const { link } = await anna.call('tenantInvitations.create', { body: {} });
    const preview = () => refusalOf(caller(app)('tenantInvitations.preview', { body: { token: tokenOf(link) } }));
    const before = await preview();

    await owner.call('tenantGroups.removePerson', { params: { groupId, personId: anna.id } });
    const after = await preview();
    await owner.call('tenantGroups.addPerson', { params: { groupId, personId: anna.id } });

    expect([before, after, await preview()]).to.deep.equal([
      OK,
      'not_found/invitation_expired',
      'not_found/invitation_expired',
    ]);
  });

  it('make moderators of one community, at once and on open connections, as long as they are members', async () => {
    const { owner, anna, ben } = await organisation();
    const [here, there] = [await community(owner, anna, ben), await community(owner, anna, ben)];
    const mute = (params: { communityId: string }) =>
      refusalOf(
        anna.call('communities.mute', {
          params: { ...params, personId: ben.id },
          body: { until: new Date(Date.now() + 60_000).toISOString() },
        }),
      );
    const device = await connect(app, anna);
    await device.ask('communities:watch', {});
    const before = await mute(here);

    const groupId = await group(owner, ['moderator'], [anna], here.communityId);
    await device.next('circle:changed');
    await device.next('community:changed', ({ communityId }) => communityId === here.communityId);
    const within = [await mute(here), await mute(there)];
    const { permissions, standing } = await anna.call('communities.get', { params: here });
    await owner.call('tenantGroups.edit', { params: { groupId }, body: { name: newName(), grants: [] } });

    expect([before, ...within]).to.deep.equal([NOT_ALLOWED, OK, NOT_ALLOWED]);
    expect(permissions).to.include('community:moderate').and.not.include('community:set_roles');
    expect(standing).to.equal('member');
    expect(await mute(here)).to.equal(NOT_ALLOWED);
    const leaver = await group(owner, ['moderator'], [anna], here.communityId);
    await anna.call('communities.leave', { params: here });
    expect(await mute(here)).to.equal('forbidden/not_a_member');
    await owner.call('tenantGroups.remove', { params: { groupId: leaver } });
  });

  it('let nobody take a role in a community that would outlive the group', async () => {
    const { owner, anna, ben } = await organisation();
    const here = await community(owner, anna, ben);
    const permissions: CommunityPermission[] = ['community:set_roles', ...communityRoles.moderator];
    const body = { name: newName(), scope: 'community' as const, permissions };
    const { id: setId } = await owner.call('tenantPermissionSets.create', { body });
    await group(owner, [setId], [anna], here.communityId);
    const setRole = ({ id: personId }: Person) =>
      refusalOf(anna.call('communities.setRole', { params: { ...here, personId }, body: { role: 'moderator' } }));

    expect([await setRole(anna), await setRole(ben)]).to.deep.equal([NOT_ALLOWED, OK]);
  });

  it('let nobody take a role away that somebody else has given at the same moment', async () => {
    const { owner, anna, ben } = await organisation();
    const here = await community(owner, anna, ben);
    const body = { name: newName(), scope: 'community' as const, permissions: ['community:set_roles' as const] };
    const { id: setId } = await owner.call('tenantPermissionSets.create', { body });
    await group(owner, [setId], [anna], here.communityId);
    const params = { ...here, personId: ben.id };
    const ofActor = holdNext(app.services.grants, 'inCommunity');
    const setting = refusalOf(anna.call('communities.setRole', { params, body: { role: 'member' } }));
    await ofActor.reached;
    const held = holdNext(app.services.grants, 'inCommunity');
    ofActor.release();
    // The role of the other member has been read.
    await held.reached;

    await owner.call('communities.setRole', { params, body: { role: 'moderator' } });
    held.release();

    expect(await setting).to.equal(NOT_ALLOWED);
    expect((await ben.call('communities.get', { params: here })).standing).to.equal('moderator');
  });

  it('let a moderator of a group hide messages and close the room, until the group ends', async () => {
    const { owner, anna, ben } = await organisation();
    const params = await community(owner, anna, ben);
    const [channel] = (await ben.call('communities.channels', { params })).items;
    const conversationId = channel?.conversationId ?? '';
    const line = await connect(app, ben);
    const { seq } = await line.ask('message:send', message(conversationId, 'first'));
    const second = await line.ask('message:send', message(conversationId, 'second'));
    const hide = (at: number) =>
      refusalOf(anna.call('communities.hideMessage', { params, body: { conversationId, seq: at } }));
    const { id: roomId } = await owner.call('communities.openRoom', { params });
    const close = () => refusalOf(anna.call('rooms.close', { params: { roomId } }));
    const before = [await hide(seq), (await close()).split('/')[0]];

    const groupId = await group(owner, ['moderator'], [anna], params.communityId);
    const within = await hide(seq);
    await owner.call('tenantGroups.removePerson', { params: { groupId, personId: anna.id } });
    const after = [await hide(second.seq), (await close()).split('/')[0]];
    await owner.call('tenantGroups.addPerson', { params: { groupId, personId: anna.id } });

    expect(before).to.deep.equal([NOT_ALLOWED, 'forbidden']);
    expect(within).to.equal(OK);
    expect(after).to.deep.equal([NOT_ALLOWED, 'forbidden']);
    expect(await close()).to.equal(OK);
  });

  it('end the links into a community of people who may no longer invite there', async () => {
    const { owner, anna, ben } = await organisation();
    const params = await community(owner, anna);
    const groupId = await group(owner, ['moderator'], [anna], params.communityId);
    const { token } = await anna.call('communities.createInvitation', { params, body: {} });

    await owner.call('tenantGroups.removePerson', { params: { groupId, personId: anna.id } });
    await owner.call('tenantGroups.addPerson', { params: { groupId, personId: anna.id } });

    expect(await refusalOf(ben.call('communities.acceptInvitation', { body: { token, rulesVersion: 0 } }))).to.equal(
      'not_found/invitation_expired',
    );
  });

  it('give rights in a community only if their manager can set roles there', async () => {
    const { owner, anna, ben } = await organisation();
    const params = await community(anna, ben);
    const grants = [{ setId: 'moderator', communityId: params.communityId }];
    const create = () => refusalOf(owner.call('tenantGroups.create', { body: { name: newName(), grants } }));
    const asStranger = await create();
    await owner.call('communities.join', { params, body: { rulesVersion: 0 } });
    await anna.call('communities.setRole', { params: { ...params, personId: owner.id }, body: { role: 'moderator' } });
    const asModerator = await create();
    await anna.call('communities.setRole', { params: { ...params, personId: owner.id }, body: { role: 'owner' } });

    expect([asStranger, asModerator, await create()]).to.deep.equal([NOT_HELD, NOT_HELD, OK]);
    const wrong = { name: newName(), grants: [{ setId: 'moderator' }] };
    expect(await refusalOf(owner.call('tenantGroups.create', { body: wrong }))).to.equal('invalid_input');
  });

  it('give nothing in a community that was closed, and can get people again', async () => {
    const { owner, anna, ben } = await organisation();
    const params = await community(owner, anna, ben);
    const groupId = await group(owner, ['moderator'], [anna], params.communityId);
    const add = () => refusalOf(owner.call('tenantGroups.addPerson', { params: { groupId, personId: ben.id } }));

    await owner.call('communities.close', { params });

    expect(await add()).to.equal(OK);
    expect((await owner.call('tenantGroups.list')).items.find(({ id }) => id === groupId)?.grants).to.deep.equal([]);
  });

  it('have names of their own', async () => {
    const { owner } = await organisation();
    const body = { name: newName() };
    await owner.call('tenantGroups.create', { body });

    expect(await refusalOf(owner.call('tenantGroups.create', { body }))).to.equal('conflict/group_name_taken');
  });

  it('that a directory keeps follow single sign-on, and cannot be changed by hand', async () => {
    const { owner, anna } = await organisation();
    const { tenant } = await owner.call('accounts.me');
    const make = async (externalName: string | null) =>
      (
        await owner.call('tenantGroups.create', {
          body: { name: newName(), externalName, grants: [{ setId: 'auditor' }] },
        })
      ).id;
    const [audit, sales, byHand] = [await make('Audit'), await make('Sales'), await make(null)];
    await owner.call('tenantGroups.addPerson', { params: { groupId: byHand, personId: anna.id } });
    const { groupPeople } = app.services;
    const groupsOfAnna = async () =>
      (await owner.call('tenantGroups.list')).items.filter(({ peopleCount }) => peopleCount > 0).map(({ id }) => id);
    const sync = (...names: string[]) =>
      groupPeople.syncDirectoryGroups({ tenantId: tenant.id, personId: anna.id, names });

    await sync('Audit', 'Unknown', 'audit');
    const first = await groupsOfAnna();
    await sync('Sales');
    const second = await groupsOfAnna();
    await sync();

    expect(first).to.have.members([audit, byHand]);
    expect(second).to.have.members([sales, byHand]);
    expect(await groupsOfAnna()).to.deep.equal([byHand]);
    const params = { groupId: audit, personId: anna.id };
    expect(await refusalOf(owner.call('tenantGroups.addPerson', { params }))).to.equal('conflict/group_kept');
    expect(await refusalOf(owner.call('tenantGroups.removePerson', { params }))).to.equal('conflict/group_kept');
    const { items } = await owner.call('tenants.audit', { query: { action: 'tenant_group_person_added' } });
    expect(items.map(({ as, target }) => [as, target?.id])).to.deep.include(['directory', anna.id]);
  });

  it('never add a person to a group that has come to give more meanwhile', async () => {
    const { owner, anna, ben } = await organisation();
    const manager = await ownSet(owner, 'organisation:manage_groups');
    await group(owner, [manager], [anna]);
    const groupId = await group(anna, []);

    const held = holdNext(app.services.groupStore, 'get');
    const adding = refusalOf(anna.call('tenantGroups.addPerson', { params: { groupId, personId: ben.id } }));
    await held.reached;

    const body = { name: newName(), grants: [{ setId: 'admin' }] };
    await owner.call('tenantGroups.edit', { params: { groupId }, body });
    held.release();

    expect(await adding).to.equal(NOT_HELD);
    expect(await permissionsOf(ben)).to.deep.equal([]);
  });

  it('have nobody who leaves the organisation while being added', async () => {
    const { owner, anna } = await organisation();
    const groupId = await group(owner, []);
    const read = holdNext(app.services.groupStore, 'get');
    const adding = refusalOf(owner.call('tenantGroups.addPerson', { params: { groupId, personId: anna.id } }));
    await read.reached;
    const checked = holdNext(app.services.memberships, 'find');
    read.release();
    await checked.reached;
    await anna.call('tenants.leave');
    checked.release();

    expect(await adding).to.equal('not_found');
    const stored = await app.connection.collection('organisationGroups').findOne({ _id: groupId as never });
    expect(stored?.personIds).to.deep.equal([]);
  });

  it('are not removed by somebody for whom they have come to give too much meanwhile', async () => {
    const { owner, anna, ben } = await organisation();
    const manager = await ownSet(owner, 'organisation:manage_groups');
    await group(owner, [manager], [anna]);
    const groupId = await group(anna, [], [ben]);
    const held = holdNext(app.services.groupStore, 'get');
    const removing = refusalOf(anna.call('tenantGroups.remove', { params: { groupId } }));
    await held.reached;

    const body = { name: newName(), grants: [{ setId: 'admin', communityId: null }] };
    await owner.call('tenantGroups.edit', { params: { groupId }, body });
    held.release();

    expect(await removing).to.equal(NOT_HELD);
    expect(await permissionsOf(ben)).to.include('organisation:edit');
  });
});
