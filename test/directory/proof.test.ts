/** A user of a directory is linked only to an account that has proved the address. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { entraUser, newDirectory, patchOf } from '../support/directory.ts';
import { bringIn, switchTo } from '../support/organisations.ts';
import { refusalOf, signUp } from '../support/people.ts';

const OK = 'nothing was refused';

describe('an account that has not proved its address', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  it('is a member by invitation without the groups of the user, and is not suspended with it', async () => {
    const directory = await newDirectory(app);
    const { scim, owner, tenantId, domain } = directory;
    const email = `anna@${domain}`;
    const user = await scim('POST', '/Users', entraUser(email));
    const group = await scim('POST', '/Groups', { displayName: 'Auditors', members: [{ value: user.json.id }] });
    const body = { name: 'Auditors', grants: [{ setId: 'auditor' }] };
    await owner.call('tenantGroups.edit', { params: { groupId: group.json.id }, body });
    const stranger = await signUp(app, { email });

    await bringIn(owner, stranger);
    const inside = await switchTo(app, stranger, tenantId);

    expect((await inside.call('tenants.current')).permissions).to.deep.equal([]);
    await scim('PATCH', `/Users/${user.json.id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }));
    expect(await refusalOf(inside.call('accounts.me'))).to.equal(OK);
  });
});
