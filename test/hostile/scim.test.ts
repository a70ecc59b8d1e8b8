/** What attackers, and broken directories, send to SCIM: ids and tokens of others, values without end, tokens that end meanwhile. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { entraUser, newDirectory, patchOf, scimCaller, type TestDirectory } from '../support/directory.ts';
import { holdNext } from '../support/hold.ts';
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

  it('answers nothing without a token that works', async () => {
    const { secret, owner } = ours;
    const secrets = ['', 'x', secret.slice(0, -1), secret.replace('meshi_scim_', ''), `${secret}a`, owner.accessToken];
    for (const wrong of [...secrets, `meshi_scim_${'a'.repeat(100)}`, `meshi_scim_${'a'.repeat(8_000)}`]) {
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

  it('does not open the API with its tokens', async () => {
    const response = await fetch(`${app.url}/api/v1/tenant`, { headers: { authorization: `Bearer ${ours.secret}` } });

    expect(response.status).to.equal(401);
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

  it('does not let owners of another organisation see or end its tokens', async () => {
    const params = { tokenId: ours.tokenId };
    const state = { params, body: { isEnabled: false } };
    expect(await refusalOf(theirs.owner.call('tenantDirectory.setTokenState', state))).to.equal('not_found');
    expect(await refusalOf(theirs.owner.call('tenantDirectory.removeToken', { params }))).to.equal('not_found');
    expect((await theirs.owner.call('tenantDirectory.get')).tokens.map(({ id }) => id)).to.deep.equal([theirs.tokenId]);
    expect((await ours.scim('GET', '/Users')).status).to.equal(200);
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

  it('stops a request in the middle when its token is disabled', async () => {
    const directory = await newDirectory(app);
    const { owner, tokenId, scim, domain } = directory;
    const { directoryUsers } = app.services;
    const held = holdNext(app.services.tenantStore, 'find');
    const creating = scim('POST', '/Users', entraUser(`late@${domain}`));
    await held.reached;
    await owner.call('tenantDirectory.setTokenState', { params: { tokenId }, body: { isEnabled: false } });
    held.release();

    expect((await creating).status).to.equal(401);
    expect(await directoryUsers.count(directory.tenantId)).to.equal(0);
    expect((await scim('GET', '/Users')).status).to.equal(401);
    await owner.call('tenantDirectory.setTokenState', { params: { tokenId }, body: { isEnabled: true } });
    expect((await scim('GET', '/Users')).status).to.equal(200);
  });

  it('has tokens that are removed only when they are disabled, shown once, and stored as a hash', async () => {
    const directory = await newDirectory(app);
    const { owner, tokenId, secret, scim } = directory;
    const params = { tokenId };
    await scim('GET', '/Users');
    const { tokens } = await owner.call('tenantDirectory.get');
    const enabled = await refusalOf(owner.call('tenantDirectory.removeToken', { params }));
    await owner.call('tenantDirectory.setTokenState', { params, body: { isEnabled: false } });
    const disabled = await refusalOf(owner.call('tenantDirectory.removeToken', { params }));

    expect(secret).to.match(/^meshi_scim_[\w-]{43}$/);
    expect(tokens[0]?.lastUsedAt).to.be.a('string');
    expect(JSON.stringify(tokens)).to.not.include(secret.slice(11));
    expect([enabled, disabled]).to.deep.equal(['conflict/token_enabled', 'nothing was refused']);
    expect((await scim('GET', '/Users')).status).to.equal(401);
    expect((await owner.call('tenantDirectory.get')).tokens).to.deep.equal([]);
    const stored = await app.connection.collection('directoryTokens').find().toArray();
    expect(JSON.stringify(stored)).to.not.include(secret.slice(11));
  });

  it('has tokens that end with the right of their maker, and do not come back with it', async () => {
    const { owner, tenantId } = ours;
    const maker = await signUpInto(app, owner);
    const setRole = (role: 'owner' | 'member') =>
      owner.call('tenantMembers.setRole', { params: { personId: maker.id }, body: { role } });
    await setRole('owner');
    const { secret } = await maker.call('tenantDirectory.createToken', { body: { name: 'Theirs' } });
    const status = async () => (await scimCaller(app, secret)('GET', '/Users')).status;
    const before = await status();
    await setRole('member');
    const demoted = await status();
    await setRole('owner');
    const promoted = await status();
    const another = await maker.call('tenantDirectory.createToken', { body: { name: 'Another' } });
    // As another process would, in the moment before it ends the tokens.
    const tenants = app.connection.collection<{ _id: string; ownerIds: string[] }>('tenants');
    await tenants.updateOne({ _id: tenantId }, { $pull: { ownerIds: maker.id } });
    const late = (await scimCaller(app, another.secret)('GET', '/Users')).status;

    expect([before, demoted, promoted, late]).to.deep.equal([200, 401, 401, 401]);
  });

  it('is managed only by people with the permission', async () => {
    const admin = await signUpInto(app, ours.owner);
    await ours.owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });

    expect(await refusalOf(admin.call('tenantDirectory.get'))).to.equal('forbidden/not_allowed');
    const create = admin.call('tenantDirectory.createToken', { body: { name: 'Mine' } });
    expect(await refusalOf(create)).to.equal('forbidden/not_allowed');
  });

  it('limits attempts with wrong tokens', async () => {
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
