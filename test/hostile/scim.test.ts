/** What attackers, and broken directories, send to SCIM: ids and keys of others, values without end, keys that end meanwhile. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  entraUser,
  newDirectory,
  newDirectoryKey,
  patchOf,
  scimCaller,
  type TestDirectory,
} from '../support/directory.ts';
import { holdNext } from '../support/hold.ts';
import { operatorWith } from '../support/operators.ts';
import { signUpInto } from '../support/organisations.ts';
import { refusalOf } from '../support/people.ts';

describe('SCIM', () => {
  let app: TestApp;
  let ours: TestDirectory;
  let theirs: TestDirectory;
  let userId: string;
  let groupId: string;

  before(async () => {
    app = await startTestApp({
      limits: { readPerMinute: 20_000, credentialPerMinute: 5_000, credentialPerMinutePerAddress: 5_000 },
    });
    [ours, theirs] = [await newDirectory(app), await newDirectory(app)];
    userId = (await ours.scim('POST', '/Users', entraUser(`anna@${ours.domain}`))).json.id;
    const group = { displayName: 'Kettle makers', members: [{ value: userId }] };
    groupId = (await ours.scim('POST', '/Groups', group)).json.id;
  });
  after(() => app.close());

  const ofEverything = async ({ scim }: TestDirectory) =>
    Promise.all(['/Users', '/Groups'].map(async (path) => (await scim('GET', path)).json));

  it('answers nothing without a key that works', async () => {
    const { secret, owner } = ours;
    const secrets = ['', 'x', secret.slice(0, -1), secret.replace('meshi_org_', ''), `${secret}a`, owner.accessToken];
    for (const wrong of [...secrets, `meshi_org_${'a'.repeat(100)}`, `meshi_org_${'a'.repeat(8_000)}`]) {
      for (const [method, path] of [
        ['GET', '/Users'],
        ['GET', '/ServiceProviderConfig'],
        ['POST', '/Users'],
        ['DELETE', `/Users/${userId}`],
      ] as const) {
        const { status, json, headers } = await scimCaller(app, wrong)(method, path);
        expect(status, `${method} ${path}`).to.equal(401);
        expect(json.detail).to.be.a('string');
        expect(headers.get('www-authenticate')).to.equal('Bearer');
      }
    }
  });

  it('does not open the API with its keys', async () => {
    const response = await fetch(`${app.url}/api/v1/tenant`, { headers: { authorization: `Bearer ${ours.secret}` } });

    expect(response.status).to.equal(403);
  });

  it('shows and changes nothing of another organisation, whatever its ids', async () => {
    const before = await ofEverything(ours);
    const { id: foreign } = (await theirs.scim('POST', '/Groups', { displayName: 'Foreign' })).json;
    const email = `anna@${ours.domain}`;
    const steal = patchOf({ op: 'add', path: 'members', value: [{ value: userId }] });
    const rename = patchOf({ op: 'replace', path: 'displayName', value: 'Stolen' });

    const statuses = [
      await theirs.scim('GET', `/Users/${userId}`),
      await theirs.scim('PUT', `/Users/${userId}`, entraUser(`x@${theirs.domain}`)),
      await theirs.scim('PATCH', `/Users/${userId}`, patchOf({ op: 'Replace', path: 'active', value: 'False' })),
      await theirs.scim('DELETE', `/Users/${userId}`),
      await theirs.scim('GET', `/Groups/${groupId}`),
      await theirs.scim('PATCH', `/Groups/${groupId}`, rename),
      await theirs.scim('DELETE', `/Groups/${groupId}`),
      await theirs.scim('PATCH', `/Groups/${foreign}`, steal),
      await theirs.scim('POST', '/Users', entraUser(email)),
    ].map(({ status }) => status);

    expect(statuses).to.deep.equal([404, 404, 404, 404, 404, 404, 404, 400, 400]);
    for (const filter of [`userName eq "${email}"`, `id eq "${userId}"`, `externalId eq "entra-${email}"`]) {
      const { json } = await theirs.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect(json.totalResults, filter).to.equal(0);
    }
    expect(JSON.stringify(await ofEverything(theirs))).to.not.include('Kettle');
    expect(await ofEverything(ours)).to.deep.equal(before);
  });

  it('is not opened by a key for something else, by a key of another kind, or by a person', async () => {
    const fields = {
      name: 'for the audit log',
      reason: 'our archive',
      permissions: ['organisation:read_audit' as const],
    };
    const { text } = await ours.owner.call('tenantKeys.create', { body: fields });
    const operator = await operatorWith(app);
    const read = { name: 'of the server', reason: 'our archive', permissions: ['audit:read' as const] };
    const server = await operator.call('serverKeys.create', { body: read });

    const statuses = [text, server.text].map(async (key) => (await scimCaller(app, key)('GET', '/Users')).status);
    expect(await Promise.all(statuses)).to.deep.equal([403, 403]);
  });

  it('refuses filters that are long, nested, or no filters', async () => {
    const long = 'a'.repeat(10_000);
    const filters = [
      `userName eq "${long}"`,
      `${long} eq "a"`,
      `userName eq ${' '.repeat(900)}"a`,
      `userName eq "${'\\'.repeat(901)}"`,
      `(${'('.repeat(500)}userName eq "a"`,
      'userName eq "a" or userName eq "b"',
      'userName eq {"$gt":""}',
      'userName eq "\\ud800"',
      'password eq "a"',
      'tenantId eq "public"',
      '$where eq "sleep(1000)"',
      '__proto__ eq "a"',
    ];
    for (const filter of filters) {
      const { status, json } = await ours.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([status, json.scimType], filter.slice(0, 40)).to.deep.equal([400, 'invalidFilter']);
    }
    expect((await ours.scim('GET', '/Users?filter[$ne]=a')).json.totalResults).to.equal(1);
  });

  it('refuses bodies that are large, deep, or of the wrong kind', async () => {
    const { scim, domain } = ours;
    const name = `ben@${domain}`;
    const manyMembers = Array.from({ length: 1_001 }, () => ({ value: userId }));
    const manyOperations = Array.from({ length: 1_001 }, () => ({ op: 'replace', path: 'displayName', value: 'a' }));
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const answers = [
      await scim('POST', '/Users', entraUser(name, { displayName: 'a'.repeat(2_000_000) })),
      await scim('POST', '/Users', entraUser(name, { displayName: 'a'.repeat(1_000) })),
      await scim('POST', '/Users', entraUser(name, { displayName: { $gt: '' } })),
      await scim('POST', '/Users', entraUser(name, { externalId: ['a'] })),
      await scim('POST', '/Users', entraUser(name, { emails: [{ value: { $ne: 1 }, primary: true }] })),
      await scim('POST', '/Users', entraUser(name, { displayName: 'a\u0000b' })),
      await scim('POST', '/Users', `{"userName":${deep}}`),
      await scim('PATCH', `/Users/${userId}`, patchOf(...manyOperations)),
      await scim('PATCH', `/Users/${userId}`, patchOf({ op: 'destroy', path: 'active' })),
      await scim('PATCH', `/Users/${userId}`, { Operations: 'all' }),
      await scim('PATCH', `/Groups/${groupId}`, patchOf({ op: 'add', path: 'members', value: manyMembers })),
      await scim(
        'PATCH',
        `/Groups/${groupId}`,
        patchOf({ op: 'add', path: 'members', value: [{ value: { $ne: 1 } }] }),
      ),
      await scim('PATCH', `/Groups/${groupId}`, patchOf({ op: 'remove' })),
    ].map(({ status }) => status);

    expect(answers).to.deep.equal([413, ...answers.slice(1).map(() => 400)]);
  });

  it('lets nobody set what a group gives, or who made it, with attributes of a request', async () => {
    const { scim, owner } = ours;
    const extra = { grants: [{ setId: 'admin', communityId: null }], tenantId: theirs.tenantId, personIds: [owner.id] };
    await scim('PATCH', `/Groups/${groupId}`, patchOf({ op: 'add', value: extra }));
    await scim('PUT', `/Groups/${groupId}`, { displayName: 'Kettle makers', members: [{ value: userId }], ...extra });
    await scim(
      'PATCH',
      `/Users/${userId}`,
      patchOf({ op: 'replace', value: { personId: owner.id, tenantId: 'public' } }),
    );

    const shown = (await owner.call('tenantGroups.list')).items.find(({ id }) => id === groupId);
    expect(shown).to.deep.include({ grants: [], peopleCount: 0 });
    expect((await scim('GET', `/Users/${userId}`)).status).to.equal(200);
  });

  it('stops a request in the middle when its key is disabled', async () => {
    const directory = await newDirectory(app);
    const { owner, keyId, scim, domain } = directory;
    const { directoryUsers } = app.services;
    const act = { params: { keyId }, body: { reason: 'it has leaked' } };
    const held = holdNext(app.services.keyUses, 'use');
    const creating = scim('POST', '/Users', entraUser(`late@${domain}`));
    await held.reached;
    await owner.call('tenantKeys.disable', act);
    held.release();

    expect((await creating).status).to.equal(401);
    expect(await directoryUsers.count(directory.tenantId)).to.equal(0);
    expect((await scim('GET', '/Users')).status).to.equal(401);
    await owner.call('tenantKeys.enable', act);
    expect((await scim('GET', '/Users')).status).to.equal(200);
  });

  it('warns while its key is in rehearsal', async () => {
    const { owner, keyId, scim } = await newDirectory(app);
    await owner.call('tenantKeys.rehearse', { params: { keyId }, body: { reason: 'we move' } });

    const { status, headers } = await scim('GET', '/Users');

    expect([status, headers.get('meshi-key-warning')]).to.deep.equal([200, 'rehearsal']);
    const [key] = (await owner.call('tenantKeys.list')).items;
    expect(key?.rehearsalUses).to.equal(1);
  });

  it('has keys that end with the right of their maker, and do not come back with it', async () => {
    const { owner, tenantId } = ours;
    const maker = await signUpInto(app, owner);
    const setRole = (role: 'owner' | 'member') =>
      owner.call('tenantMembers.setRole', { params: { personId: maker.id }, body: { role } });
    await setRole('owner');
    const unused = await newDirectoryKey(maker);
    const { secret } = await newDirectoryKey(maker);
    const statusOf = async (key: string) => (await scimCaller(app, key)('GET', '/Users')).status;
    const before = await statusOf(secret);
    await setRole('member');
    const demoted = await statusOf(secret);
    await setRole('owner');
    const promoted = [await statusOf(secret), await statusOf(unused.secret)];
    const another = await newDirectoryKey(maker);
    // As another process would, in the moment before it ends the keys.
    const tenants = app.connection.collection<{ _id: string; ownerIds: string[] }>('tenants');
    await tenants.updateOne({ _id: tenantId }, { $pull: { ownerIds: maker.id } });
    const late = await statusOf(another.secret);

    expect([before, demoted, promoted, late]).to.deep.equal([200, 401, [401, 401], 401]);
  });

  it('is managed only by people with the permission', async () => {
    const admin = await signUpInto(app, ours.owner);
    await ours.owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });

    expect(await refusalOf(admin.call('tenantDirectory.get'))).to.equal('forbidden/not_allowed');
    expect(await refusalOf(newDirectoryKey(admin))).to.equal('forbidden/key_beyond_role');
  });

  it('limits attempts with wrong keys', async () => {
    const small = await startTestApp({ limits: { readPerMinute: 5 } });
    try {
      const statuses: number[] = [];
      for (let at = 0; at < 7; at++) statuses.push((await scimCaller(small, 'wrong')('GET', '/Users')).status);
      expect(statuses).to.deep.equal([401, 401, 401, 401, 401, 429, 429]);
    } finally {
      await small.close();
    }
  });
});
