/** SCIM 2.0 with the requests that Entra ID and Okta send, and what they do to members of an organisation. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  entraUser,
  memberWith,
  newDirectory,
  newDirectoryKey,
  patchOf,
  scimCaller,
  type TestDirectory,
} from '../support/directory.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { bringIn, newEntry, switchTo, tokenOf } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const OK = 'nothing was refused';
const SUSPENDED = 'forbidden/membership_suspended';

describe('the directory of an organisation', () => {
  let app: TestApp;
  let count = 0;
  before(async () => {
    app = await startTestApp({
      limits: {
        writePerMinute: 5_000,
        readPerMinute: 20_000,
        credentialPerMinute: 5_000,
        credentialPerMinutePerAddress: 5_000,
      },
    });
  });
  afterEach(() => disconnectAll());
  after(() => app.close());

  const newEmail = ({ domain }: TestDirectory) => `anna-${++count}@${domain}`;
  async function linked() {
    const directory = await newDirectory(app);
    const email = newEmail(directory);
    const anna = await memberWith(app, directory, email);
    const { json } = await directory.scim('POST', '/Users', entraUser(email));
    return { ...directory, email, anna, userId: json.id as string };
  }
  const deactivate = patchOf({ op: 'Replace', path: 'active', value: 'False' });
  const activate = patchOf({ op: 'Replace', path: 'active', value: 'True' });
  const isInside = async ({ call }: Person) => (await refusalOf(call('accounts.me'))) === OK;
  const signInAgain = async ({ email, password }: Person) =>
    caller(app)('sessions.signIn', { body: { email, password } });

  describe('as its clients see it', () => {
    it('describes what it can do', async () => {
      const { scim } = await newDirectory(app);
      const config = await scim('GET', '/ServiceProviderConfig');
      const types = await scim('GET', '/ResourceTypes');
      const schemas = await scim('GET', '/Schemas');
      const one = await scim('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');

      expect(config.headers.get('content-type')).to.equal('application/scim+json; charset=utf-8');
      expect([config.json.patch, config.json.bulk.supported, config.json.filter]).to.deep.equal([
        { supported: true },
        false,
        { supported: true, maxResults: 200 },
      ]);
      expect(types.json.Resources.map(({ id }: { id: string }) => id)).to.deep.equal(['User', 'Group']);
      expect(schemas.json.totalResults).to.equal(2);
      expect(one.json.attributes[0]).to.include({ name: 'userName', required: true, uniqueness: 'server' });
    });

    it('answers errors in the form of SCIM', async () => {
      const { scim } = await newDirectory(app);
      const answers = [
        await scim('GET', '/Users/652f000000000000000000aa'),
        await scim('GET', '/Nothing'),
        await scim('GET', '/Users/%ZZ/%ZZ'),
        await scim('POST', '/Users', '{ not json'),
        await scim('POST', '/Users', []),
        await scim('DELETE', '/Users'),
        await scim('GET', '/Users?filter=userName%20co%20%22a%22'),
        await scim('PATCH', '/Groups/652f000000000000000000aa', patchOf({ op: 'add', path: 'members', value: [] })),
      ];

      for (const { json, status } of answers) {
        expect(json.schemas).to.deep.equal(['urn:ietf:params:scim:api:messages:2.0:Error']);
        expect(json.status).to.equal(String(status));
      }
      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 400, 400, 405, 400, 404]);
      expect(answers[6]?.json.scimType).to.equal('invalidFilter');
    });

    it('reads a query to its end, also one with a question mark in it', async () => {
      const directory = await newDirectory(app);
      await directory.scim('POST', '/Users', { ...entraUser(newEmail(directory)), externalId: 'who?me' });

      const found = await directory.scim('GET', '/Users?filter=externalId%20eq%20%22who?me%22');

      expect(found.json.totalResults).to.equal(1);
    });

    it('creates, finds, changes and deletes a user as Entra ID does', async () => {
      const directory = await newDirectory(app);
      const { scim } = directory;
      const email = newEmail(directory);
      const find = (name: string) => scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`);
      const before = await find(email);
      const created = await scim('POST', '/Users', entraUser(email));
      const path = `/Users/${created.json.id}`;
      const patched = await scim(
        'PATCH',
        path,
        patchOf(
          { op: 'Replace', path: 'displayName', value: 'Anna B.' },
          { op: 'Add', path: 'name.familyName', value: 'Berg' },
          { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Audit' },
          { op: 'Replace', value: { 'name.givenName': 'Anne', externalId: 'entra-2' } },
        ),
      );

      expect(before.json).to.include({ totalResults: 0, startIndex: 1, itemsPerPage: 0 });
      expect(created.status).to.equal(201);
      expect(created.json).to.deep.include({ userName: email, active: true, externalId: `entra-${email}` });
      expect(created.json.meta.location).to.match(new RegExp(`/scim/v2${path}$`));
      expect((await find(email.toUpperCase())).json.Resources[0].id).to.equal(created.json.id);
      expect(patched.json).to.deep.include({ displayName: 'Anna B.', externalId: 'entra-2' });
      expect(patched.json.name).to.include({ givenName: 'Anne', familyName: 'Berg' });
      expect((await scim('GET', path)).json).to.deep.equal(patched.json);
      expect((await scim('DELETE', path)).status).to.equal(204);
      expect((await scim('GET', path)).status).to.equal(404);
    });

    it('creates and replaces a user as Okta does', async () => {
      const directory = await newDirectory(app);
      const { scim } = directory;
      const email = newEmail(directory);
      const user = {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: email,
        name: { givenName: 'Test', familyName: 'User' },
        emails: [{ primary: true, value: email, type: 'work' }],
        displayName: 'Test User',
        locale: 'en-US',
        externalId: '00ujl29u0le5T6Aj10h7',
        groups: [],
        password: 'never kept',
        active: true,
      };
      const created = await scim('POST', '/Users', user);
      const { id } = created.json;
      const replaced = await scim('PUT', `/Users/${id}`, { ...user, id, name: { givenName: 'Another' }, active: true });
      const off = await scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }));

      expect(created.status).to.equal(201);
      expect(JSON.stringify(created.json)).to.not.include('never kept');
      expect(replaced.json.name).to.include({ givenName: 'Another', familyName: '' });
      expect(off.json.active).to.equal(false);
    });

    it('refuses a name or an address that another user has, and addresses outside of verified domains', async () => {
      const directory = await newDirectory(app);
      const { scim } = directory;
      const [one, other] = [newEmail(directory), newEmail(directory)];
      await scim('POST', '/Users', entraUser(one));
      const second = await scim('POST', '/Users', entraUser(other));

      const answers = [
        await scim('POST', '/Users', entraUser(one.toUpperCase())),
        await scim('PATCH', `/Users/${second.json.id}`, patchOf({ op: 'Replace', path: 'userName', value: one })),
        await scim('POST', '/Users', entraUser('anna@elsewhere.example')),
        await scim(
          'PATCH',
          `/Users/${second.json.id}`,
          patchOf(
            { op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@elsewhere.example' },
            { op: 'Replace', path: 'userName', value: 'a@elsewhere.example' },
          ),
        ),
        await scim('POST', '/Users', { userName: '' }),
        await scim('POST', '/Users', entraUser(newEmail(directory), { active: 'perhaps' })),
      ];

      expect(answers.map(({ status, json }) => [status, json.scimType])).to.deep.equal([
        [409, 'uniqueness'],
        [409, 'uniqueness'],
        [400, 'invalidValue'],
        [400, 'invalidValue'],
        [400, 'invalidValue'],
        [400, 'invalidValue'],
      ]);
    });

    it('lists in pages', async () => {
      const directory = await newDirectory(app);
      const names = [newEmail(directory), newEmail(directory), newEmail(directory)];
      for (const name of names) await directory.scim('POST', '/Users', entraUser(name));

      const page = await directory.scim('GET', '/Users?startIndex=2&count=1');
      const none = await directory.scim('GET', '/Users?count=0');
      const odd = await directory.scim('GET', '/Users?startIndex=-5&count=999999');

      expect(page.json).to.include({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
      expect(page.json.Resources[0].userName).to.equal(names[1]);
      expect(none.json).to.include({ totalResults: 3, itemsPerPage: 0 });
      expect(odd.json).to.include({ totalResults: 3, startIndex: 1, itemsPerPage: 3 });
    });
  });

  describe('and people', () => {
    it('never makes an account of its own, nor a member without proof of the address', async () => {
      const directory = await newDirectory(app);
      const email = newEmail(directory);
      const stranger = await signUp(app, { email });
      const before = await directory.owner.call('tenantMembers.list', { query: {} });

      await directory.scim('POST', '/Users', entraUser(email));

      const after = await directory.owner.call('tenantMembers.list', { query: {} });
      expect(after.items.length).to.equal(before.items.length);
      // The address was never verified: the account may belong to somebody else.
      const join = () =>
        refusalOf(stranger.call('tenants.join', { params: { tenantId: directory.tenantId }, body: newEntry() }));
      expect(await join()).to.equal('not_found');
      await proveAddress(app, stranger);
      expect(await join()).to.equal(OK);
    });

    it('links a person who joins to the own user and its groups', async () => {
      const directory = await newDirectory(app);
      const { scim, owner } = directory;
      const email = newEmail(directory);
      const user = await scim('POST', '/Users', entraUser(email));
      const group = await scim('POST', '/Groups', { displayName: 'Auditors', members: [{ value: user.json.id }] });
      const body = { name: 'Auditors', grants: [{ setId: 'auditor' }] };
      await owner.call('tenantGroups.edit', { params: { groupId: group.json.id }, body });

      const anna = await memberWith(app, directory, email);

      expect((await anna.call('tenants.current')).permissions).to.deep.equal(['organisation:read_audit']);
      await scim('PATCH', `/Users/${user.json.id}`, deactivate);
      expect(await isInside(anna)).to.equal(false);
    });

    it('suspends a member at once, with sessions, sockets and voice, and lets the person in again', async () => {
      const { anna, scim, userId, tenantId } = await linked();
      const guest = await connectGuest(app, anna);
      const { id: roomId } = await anna.call('rooms.create', { body: { title: 'Kitchen' } });
      const seat = await sitDown(app, guest, roomId);

      const answer = await scim('PATCH', `/Users/${userId}`, deactivate);
      await guest.line.ended();
      await seat.voice.ended();

      expect([answer.status, answer.json.active]).to.deep.equal([200, false]);
      expect(await isInside(anna)).to.equal(false);
      const signedIn = await signInAgain(anna);
      expect(signedIn.tenant.id).to.equal('public');
      const outside = caller(app, signedIn.accessToken);
      expect(await refusalOf(outside('sessions.switch', { body: { tenantId } }))).to.equal('not_found');
      expect((await outside('tenants.list')).items.map(({ tenant }) => tenant.id)).to.deep.equal(['public']);
      await scim('PATCH', `/Users/${userId}`, activate);
      const back = await switchTo(app, { ...anna, ...signedIn, call: outside }, tenantId);
      expect(back.id).to.equal(anna.id);
    });

    it('cannot be joined by somebody whom it has suspended, in no way', async () => {
      const { anna, scim, userId, owner, tenantId } = await linked();
      await scim('PATCH', `/Users/${userId}`, deactivate);
      const { accessToken } = await signInAgain(anna);
      const outside = { ...anna, call: caller(app, accessToken) };

      const join = outside.call('tenants.join', { params: { tenantId }, body: newEntry() });
      expect(await refusalOf(join)).to.equal('not_found');
      expect(await refusalOf(bringIn(owner, outside))).to.equal(SUSPENDED);
    });

    it('keeps out somebody whom it has suspended before they joined, also with an invitation', async () => {
      const directory = await newDirectory(app);
      const email = newEmail(directory);
      await directory.scim('POST', '/Users', entraUser(email, { active: false }));
      const account = await proveAddress(app, await signUp(app, { email }));

      expect(await refusalOf(bringIn(directory.owner, account))).to.equal(SUSPENDED);
    });

    it('suspends somebody who joins at the same moment', async () => {
      const directory = await newDirectory(app);
      const email = newEmail(directory);
      const { json } = await directory.scim('POST', '/Users', entraUser(email));
      const account = await proveAddress(app, await signUp(app, { email }));

      await Promise.all([
        refusalOf(account.call('tenants.join', { params: { tenantId: directory.tenantId }, body: newEntry() })),
        directory.scim('PATCH', `/Users/${json.id}`, deactivate),
      ]);

      const { items } = await account.call('tenants.list');
      expect(items.map(({ tenant }) => tenant.id)).to.deep.equal(['public']);
    });

    it('removes a deleted user from the organisation, who cannot come back by the domain', async () => {
      const { anna, scim, userId, owner, tenantId, domain } = await linked();
      await scim('POST', '/Users', entraUser(`other-${++count}@${domain}`));

      expect((await scim('DELETE', `/Users/${userId}`)).status).to.equal(204);

      expect(await isInside(anna)).to.equal(false);
      const { items } = await owner.call('tenantMembers.list', { query: {} });
      expect(items.map(({ person }) => person.id)).to.not.include(anna.id);
      const outside = caller(app, (await signInAgain(anna)).accessToken);
      expect(await refusalOf(outside('tenants.join', { params: { tenantId }, body: newEntry() }))).to.equal(
        'not_found',
      );
      expect((await outside('tenants.offers')).items).to.deep.equal([]);
    });

    it('ends the ownership of an owner whom it suspends, but never suspends or removes the last one', async () => {
      const { anna, scim, userId, owner } = await linked();
      const params = { personId: anna.id };
      await owner.call('tenantMembers.setRole', { params, body: { role: 'owner' } });
      await scim('PATCH', `/Users/${userId}`, deactivate);
      await scim('PATCH', `/Users/${userId}`, activate);
      const afterwards = (await owner.call('tenantMembers.list', { query: {} })).items.find(
        ({ person }) => person.id === anna.id,
      )?.role;
      await owner.call('tenantMembers.setRole', { params, body: { role: 'owner' } });
      const back = await signInAgain(anna);
      const inside = caller(app, back.accessToken);
      await inside('tenantMembers.setRole', { params: { personId: owner.id }, body: { role: 'member' } });

      const answers = [await scim('PATCH', `/Users/${userId}`, deactivate), await scim('DELETE', `/Users/${userId}`)];

      expect(afterwards).to.equal('member');
      // The key was made by a person who may not manage the directory any more.
      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
      const { secret } = await newDirectoryKey({ call: inside });
      const again = scimCaller(app, secret);
      const last = [await again('PATCH', `/Users/${userId}`, deactivate), await again('DELETE', `/Users/${userId}`)];
      expect(last.map(({ status, json }) => [status, json.scimType])).to.deep.equal([
        [409, 'mutability'],
        [409, 'mutability'],
      ]);
      expect((await again('GET', `/Users/${userId}`)).json.active).to.equal(true);
    });

    it('links a member to one user only, also if another one gets the address', async () => {
      const { anna, email, scim, userId, ...directory } = await linked();
      const renamed = newEmail({ ...directory, scim });
      await scim('PUT', `/Users/${userId}`, entraUser(renamed));
      const other = (await scim('POST', '/Users', entraUser(email))).json.id;

      await scim('PATCH', `/Users/${other}`, deactivate);
      const afterOther = await isInside(anna);
      await scim('DELETE', `/Users/${other}`);
      const afterRemoval = await isInside(anna);
      await scim('PATCH', `/Users/${userId}`, deactivate);

      expect([afterOther, afterRemoval, await isInside(anna)]).to.deep.equal([true, true, false]);
    });

    it('suspends nobody, and ends no ownership, with a change that it refuses', async () => {
      const { anna, scim, userId, owner, ...rest } = await linked();
      await owner.call('tenantMembers.setRole', { params: { personId: anna.id }, body: { role: 'owner' } });
      const taken = newEmail({ ...rest, owner, scim });
      await scim('POST', '/Users', entraUser(taken));

      const { status } = await scim('PUT', `/Users/${userId}`, entraUser(taken, { active: false }));

      const { items } = await owner.call('tenantMembers.list', { query: {} });
      const role = items.find(({ person }) => person.id === anna.id)?.role;
      expect([status, await isInside(anna), role]).to.deep.equal([409, true, 'owner']);
      expect((await scim('GET', `/Users/${userId}`)).json.active).to.equal(true);
    });

    it('deactivates a user whose address is in no verified domain any longer', async () => {
      const { anna, email, scim, userId, tenantId } = await linked();
      const tenants = app.connection.collection<{ _id: string }>('tenants');
      await tenants.updateOne({ _id: tenantId }, { $set: { domains: [] } });
      const put = (name: string, active: boolean) => scim('PUT', `/Users/${userId}`, entraUser(name, { active }));

      const answers = [
        // The same address in other letters is no other address.
        (await put(email.toUpperCase(), true)).status,
        (await put(`new-${email}`, true)).status,
        (await put(`new-${email}`, false)).status,
      ];

      expect(answers).to.deep.equal([200, 400, 200]);
      expect(await isInside(anna)).to.equal(false);
    });

    it('removes somebody who joins while the user is being deleted', async () => {
      const directory = await newDirectory(app);
      const email = newEmail(directory);
      const { json } = await directory.scim('POST', '/Users', entraUser(email));
      const held = holdNext(app.services.directoryUsers, 'find');
      const deleting = directory.scim('DELETE', `/Users/${json.id}`);
      await held.reached;
      const anna = await memberWith(app, directory, email);
      held.release();

      expect((await deleting).status).to.equal(204);
      expect(await isInside(anna)).to.equal(false);
      expect((await directory.scim('GET', `/Users/${json.id}`)).status).to.equal(404);
    });

    it('leaves no suspended owner, also if the person becomes one at the same moment', async () => {
      const { anna, scim, userId, owner } = await linked();
      const held = holdNext(app.services.memberships, 'findAny');
      const suspending = scim('PATCH', `/Users/${userId}`, deactivate);
      await held.reached;
      await owner.call('tenantMembers.setRole', { params: { personId: anna.id }, body: { role: 'owner' } });
      held.release();
      await suspending;
      await scim('PATCH', `/Users/${userId}`, activate);

      const { items } = await owner.call('tenantMembers.list', { query: {} });
      expect(items.find(({ person }) => person.id === anna.id)?.role).to.equal('member');
    });

    it('ends what a suspended member has made: invitations, links into communities and keys', async () => {
      const { anna, scim, userId, owner } = await linked();
      await owner.call('tenantMembers.setRole', { params: { personId: anna.id }, body: { role: 'owner' } });
      const { secret } = await newDirectoryKey(anna);
      const { link } = await anna.call('tenantInvitations.create', { body: {} });
      const { id: communityId } = await anna.call('communities.create', { body: { name: `Tea ${++count}` } });
      const { token } = await anna.call('communities.createInvitation', { params: { communityId }, body: {} });

      await scim('PATCH', `/Users/${userId}`, deactivate);
      await scim('PATCH', `/Users/${userId}`, activate);

      expect((await scimCaller(app, secret)('GET', '/Users')).status).to.equal(401);
      const preview = caller(app)('tenantInvitations.preview', { body: { token: link?.split('=')[1] ?? '' } });
      expect(await refusalOf(preview)).to.equal('not_found/invitation_expired');
      const accept = owner.call('communities.acceptInvitation', { body: { token, rulesVersion: 0 } });
      expect(await refusalOf(accept)).to.equal('not_found/invitation_expired');
    });

    it('leaves entries in the audit log as the directory', async () => {
      const { scim, userId, owner, anna } = await linked();
      await scim('PATCH', `/Users/${userId}`, deactivate);
      await scim('PATCH', `/Users/${userId}`, activate);
      await scim('DELETE', `/Users/${userId}`);

      const { items } = await owner.call('tenants.audit', { query: { limit: 50 } });
      const entries = items.filter(({ as }) => as === 'directory').map(({ action, targetId }) => [action, targetId]);
      expect(entries.toReversed()).to.deep.equal([
        ['directory_user_created', userId],
        ['directory_user_changed', userId],
        ['tenant_member_suspended', anna.id],
        ['directory_user_changed', userId],
        ['tenant_member_reactivated', anna.id],
        ['tenant_member_removed', anna.id],
        ['directory_user_removed', userId],
      ]);
    });
  });

  describe('and groups', () => {
    it('keeps the people of groups, as Entra ID and Okta do', async () => {
      const { scim, userId, anna, owner, ...rest } = await linked();
      const other = (await scim('POST', '/Users', entraUser(newEmail({ ...rest, scim, owner })))).json.id;
      const { json: group } = await scim('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        externalId: 'g-1',
        displayName: 'Auditors',
      });
      const path = `/Groups/${group.id}`;
      const members = async () =>
        (await scim('GET', path)).json.members.map(({ value }: { value: string }) => value).sort();
      const permissions = async () => (await anna.call('tenants.current')).permissions;
      const body = { name: 'Audit', grants: [{ setId: 'auditor' }] };
      await owner.call('tenantGroups.edit', { params: { groupId: group.id }, body });

      const added = await scim('PATCH', path, patchOf({ op: 'Add', path: 'members', value: [{ value: userId }] }));
      const first = [await members(), await permissions()];
      await scim('PATCH', path, patchOf({ op: 'Remove', path: 'members', value: [{ value: userId }] }));
      const second = [await members(), await permissions()];
      await scim('PUT', path, { displayName: 'Auditors', members: [{ value: userId }, { value: other }] });
      const third = [await members(), await permissions()];
      await scim('PATCH', path, patchOf({ op: 'remove', path: `members[value eq "${userId}"]` }));
      const fourth = [await members(), await permissions()];
      await scim('PATCH', path, patchOf({ op: 'replace', path: 'members', value: [{ value: userId }] }));
      const fifth = [await members(), await permissions()];

      expect(added.status).to.equal(200);
      expect(first).to.deep.equal([[userId], ['organisation:read_audit']]);
      expect(second).to.deep.equal([[], []]);
      expect(third).to.deep.equal([[userId, other].sort(), ['organisation:read_audit']]);
      expect(fourth).to.deep.equal([[other], []]);
      expect(fifth).to.deep.equal([[userId], ['organisation:read_audit']]);
      await scim('DELETE', path);
      expect(await permissions()).to.deep.equal([]);
    });

    it('finds groups by name without their members, and renames them', async () => {
      const { scim, userId, owner } = await linked();
      const displayName = `Team "${++count}"`;
      const { json: group } = await scim('POST', '/Groups', { displayName, members: [{ value: userId }] });
      const filter = encodeURIComponent(`displayName eq ${JSON.stringify(displayName)}`);

      const found = await scim('GET', `/Groups?excludedAttributes=members&filter=${filter}`);
      const renamed = await scim(
        'PATCH',
        `/Groups/${group.id}`,
        patchOf({ op: 'replace', value: { id: group.id, displayName: 'Other name' } }),
      );

      expect(found.json.totalResults).to.equal(1);
      expect(found.json.Resources[0]).to.not.have.property('members');
      expect(renamed.json).to.include({ displayName: 'Other name' });
      expect(renamed.json.members.length).to.equal(1);
      const [shown] = (await owner.call('tenantGroups.list')).items;
      expect(shown).to.include({ name: 'Other name', externalName: 'Other name', keptBy: 'scim' });
    });

    it('takes over a group that owners have prepared for it, with what it gives', async () => {
      const { scim, userId, owner, anna } = await linked();
      const body = { name: 'Our auditors', externalName: 'Auditors', grants: [{ setId: 'auditor' }] };
      const { id } = await owner.call('tenantGroups.create', { body });

      const created = await scim('POST', '/Groups', { displayName: 'Auditors', members: [{ value: userId }] });
      const again = await scim('POST', '/Groups', { displayName: 'Auditors' });

      expect(created.json.id).to.equal(id);
      expect((await anna.call('tenants.current')).permissions).to.deep.equal(['organisation:read_audit']);
      expect([again.status, again.json.scimType]).to.deep.equal([409, 'uniqueness']);
      const [shown] = (await owner.call('tenantGroups.list')).items;
      expect(shown).to.include({ name: 'Our auditors', keptBy: 'scim' });
    });

    it('does not see groups that are kept by hand, nor users that do not exist', async () => {
      const { scim, owner } = await linked();
      const { id } = await owner.call('tenantGroups.create', { body: { name: 'By hand' } });
      const { json: group } = await scim('POST', '/Groups', { displayName: 'Team' });
      const unknown = { value: '652f000000000000000000aa' };

      expect((await scim('GET', `/Groups/${id}`)).status).to.equal(404);
      expect((await scim('DELETE', `/Groups/${id}`)).status).to.equal(404);
      expect((await scim('GET', '/Groups')).json.totalResults).to.equal(1);
      const adding = patchOf({ op: 'add', path: 'members', value: [unknown] });
      expect((await scim('PATCH', `/Groups/${group.id}`, adding)).json.scimType).to.equal('invalidValue');
    });

    it('lists large groups on several pages', async () => {
      const { scim, tenantId } = await newDirectory(app);
      for (const name of ['A', 'B', 'C']) await scim('POST', '/Groups', { displayName: name });
      const directoryUserIds = Array.from({ length: 5_000 }, (_, at) => at.toString(16).padStart(24, '0'));
      const groups = app.connection.collection('organisationGroups');
      await groups.updateMany({ tenantId }, { $set: { directoryUserIds } });

      const first = await scim('GET', '/Groups?count=200');
      const second = await scim('GET', '/Groups?count=200&startIndex=3');

      expect(first.json).to.include({ totalResults: 3, startIndex: 1, itemsPerPage: 2 });
      expect(second.json).to.include({ totalResults: 3, startIndex: 3, itemsPerPage: 1 });
    });

    it('has groups with long and odd names, which owners can edit', async () => {
      const { scim, owner } = await newDirectory(app);
      const long = 'Engineering of the whole company '.repeat(6).trim();
      await scim('POST', '/Groups', { displayName: ` Team\u200b  A` });
      await scim('POST', '/Groups', { displayName: long });
      const { status } = await scim('POST', '/Groups', { displayName: '\u200b' });

      const { items } = await owner.call('tenantGroups.list');

      expect(status).to.equal(400);
      expect(items.map(({ externalName }) => externalName)).to.deep.equal([long, 'Team A']);
      for (const { id, name } of items) {
        const edited = owner.call('tenantGroups.edit', { params: { groupId: id }, body: { name, grants: [] } });
        expect(await refusalOf(edited)).to.equal(OK);
      }
    });

    it('leaves no group behind when it refuses one', async () => {
      const { scim } = await linked();
      const members = [{ value: '652f000000000000000000aa' }];

      expect((await scim('POST', '/Groups', { displayName: 'Team', members })).status).to.equal(400);
      expect((await scim('GET', '/Groups')).json.totalResults).to.equal(0);
      expect((await scim('POST', '/Groups', { displayName: 'Team' })).status).to.equal(201);
    });

    it('ends what removed people made also if somebody joins at the same moment', async () => {
      const { scim, userId, anna, owner, ...rest } = await linked();
      const directory = { ...rest, scim, owner };
      const email = newEmail(directory);
      const { id: benId } = (await scim('POST', '/Users', entraUser(email))).json;
      const set = await owner.call('tenantPermissionSets.create', {
        body: { name: 'Inviters', scope: 'organisation', permissions: ['organisation:invite_members'] },
      });
      const body = { name: 'Team', externalName: 'Team', grants: [{ setId: set.id }] };
      await owner.call('tenantGroups.create', { body });
      const { json: group } = await scim('POST', '/Groups', { displayName: 'Team', members: [{ value: userId }] });
      const { link } = await anna.call('tenantInvitations.create', { body: {} });

      const held = holdNext(app.services.directoryUsers, 'peopleOf');
      const replacing = scim('PUT', `/Groups/${group.id}`, { displayName: 'Team', members: [{ value: benId }] });
      await held.reached;
      const ben = await memberWith(app, directory, email);
      held.release();
      await replacing;
      await scim('PUT', `/Groups/${group.id}`, { displayName: 'Team', members: [{ value: benId }, { value: userId }] });

      const permissions = async ({ call }: Person) => (await call('tenants.current')).permissions;
      expect([await permissions(ben), await permissions(anna)]).to.deep.equal([
        ['organisation:invite_members'],
        ['organisation:invite_members'],
      ]);
      const preview = caller(app)('tenantInvitations.preview', { body: { token: tokenOf(link) } });
      expect(await refusalOf(preview)).to.equal('not_found/invitation_expired');
    });

    it('has nobody in a group who leaves the organisation at the same moment', async () => {
      const { scim, userId, anna } = await linked();
      const { json: group } = await scim('POST', '/Groups', { displayName: 'Team', members: [{ value: userId }] });
      const groups = app.connection.collection<{ _id: string; personIds: string[]; revision: number }>(
        'organisationGroups',
      );
      const stored = () => groups.findOne({ _id: group.id });
      const before = (await stored())?.revision ?? 0;
      const held = holdNext(app.services.directoryUsers, 'peopleOf');
      const renaming = scim(
        'PATCH',
        `/Groups/${group.id}`,
        patchOf({ op: 'replace', value: { displayName: 'Other' } }),
      );
      await held.reached;
      await anna.call('tenants.leave');
      const between = (await stored())?.revision;
      held.release();
      await renaming;

      // Of itself a change: a request that has read the group before starts again.
      expect(between).to.equal(before + 1);
      expect((await stored())?.personIds).to.deep.equal([]);
    });

    it('adds and removes more people than one write takes', async () => {
      const { scim, tenantId } = await linked();
      const { json: group } = await scim('POST', '/Groups', { displayName: 'Everybody' });
      const ids = Array.from({ length: 250 }, (_, at) =>
        (0x6520000000000 + count * 1_000 + at).toString(16).padStart(24, '0'),
      );
      const users = app.connection.collection<{ _id: string }>('directoryUsers');
      await users.insertMany(
        ids.map((_id) => ({
          ...{ _id, tenantId, userName: _id, userNameKey: _id, externalId: null, email: `${_id}@corp.example` },
          ...{ displayName: '', givenName: '', familyName: '', isActive: true, personId: `f${_id.slice(1)}` },
          ...{ createdAt: new Date(), changedAt: new Date() },
        })),
      );
      const writes: number[] = [];
      const { groupStore } = app.services;
      const change = groupStore.change.bind(groupStore);
      groupStore.change = (before, update, entries) => {
        writes.push(entries.length);
        return change(before, update, entries);
      };
      const people = async () =>
        (await app.connection.collection('organisationGroups').findOne({ _id: group.id }))?.personIds.length;

      await scim('PUT', `/Groups/${group.id}`, { displayName: 'Everybody', members: ids.map((value) => ({ value })) });
      const added = await people();
      await scim('PUT', `/Groups/${group.id}`, { displayName: 'Everybody', members: [] });
      Reflect.deleteProperty(groupStore, 'change');

      expect([added, await people()]).to.deep.equal([250, 0]);
      expect(writes).to.deep.equal([100, 100, 50, 100, 100, 50]);

      // A request that is interrupted looks undone, so that the directory repeats it.
      await scim('PUT', `/Groups/${group.id}`, { displayName: 'Everybody', members: ids.map((value) => ({ value })) });
      await interrupting(app.services.directoryUsers, 'peopleOf', async () => {
        const removing = app.services.groupStore.change.bind(groupStore);
        groupStore.change = (before, update, entries) => {
          Reflect.deleteProperty(groupStore, 'change');
          return removing(before, update, entries);
        };
        await scim('PUT', `/Groups/${group.id}`, { displayName: 'Everybody', members: [] });
      });
      expect((await scim('GET', `/Groups/${group.id}`)).json.members).to.have.length(250);
    });

    it('has two groups whose long names begin alike', async () => {
      const { scim } = await linked();
      const beginning = 'Engineering of everything that has to do with the network of the company in ';
      const [tokyo, osaka] = [
        await scim('POST', '/Groups', { displayName: `${beginning}Tokyo` }),
        await scim('POST', '/Groups', { displayName: `${beginning}Osaka` }),
      ];
      const renamed = patchOf({ op: 'replace', value: { displayName: `${beginning}Kyoto` } });

      expect([tokyo.status, osaka.status]).to.deep.equal([201, 201]);
      expect((await scim('PATCH', `/Groups/${tokyo.json.id}`, renamed)).json.displayName).to.equal(`${beginning}Kyoto`);
    });

    it('keeps every change when many arrive at once', async () => {
      const directory = await newDirectory(app);
      const { scim } = directory;
      const { json: group } = await scim('POST', '/Groups', { displayName: 'Team' });
      const users = await Promise.all(
        Array.from({ length: 8 }, async () => (await scim('POST', '/Users', entraUser(newEmail(directory)))).json.id),
      );

      const answers = await Promise.all(
        users.map((value) =>
          scim('PATCH', `/Groups/${group.id}`, patchOf({ op: 'add', path: 'members', value: [{ value }] })),
        ),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal(users.map(() => 200));
      const { members } = (await scim('GET', `/Groups/${group.id}`)).json;
      expect(members.map(({ value }: { value: string }) => value).sort()).to.deep.equal(users.sort());
    });
  });
});
