/** Groups and the directory in the settings of an organisation. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, violations, walkTo } from '../support/browser.ts';
import { scimCaller } from '../support/directory.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'light' },
];

describe('groups on the screen', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  async function organisation(language: Look['language']) {
    const account = await signUp(app, { language });
    const owner = await switchTo(app, account, await createTenant(account, 'Analytical Engines'));
    const mary = await signUpInto(app, owner, { displayName: 'Mary', language });
    return { account, owner, mary };
  }
  const permissionsOf = async ({ call }: Person) => (await call('tenants.current')).permissions;

  for (const look of LOOKS) {
    it(`are made, filled and given sets on a ${look.size}`, async () => {
      const { groups: words } = { ja, en }[look.language];
      const { account, mary } = await organisation(look.language);
      const page = await openSignedIn(app, account, look);
      const button = (name: string) => page.getByRole('button', { name, exact: true });

      await walkTo(page, '/organisation/groups');
      await button(words.newSet).click();
      const dialog = page.getByRole('dialog', { name: words.newSet, exact: true });
      await dialog.getByLabel(words.setName, { exact: true }).fill('Editors');
      await dialog.getByLabel(words.permissions['organisation:edit'], { exact: true }).check();
      await dialog.getByRole('button', { name: words.create, exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await button(words.newGroup).click();
      const group = page.getByRole('dialog', { name: words.newGroup, exact: true });
      await group.getByLabel(words.groupName, { exact: true }).fill('Helpers');
      await group.getByLabel('Editors', { exact: true }).check();
      await group.getByLabel(words.setNames.auditor ?? '', { exact: true }).check();
      await keepPicture(page, 'groups', `dialog-${look.size}-${look.language}`);
      await group.getByRole('button', { name: words.create, exact: true }).click();
      await group.waitFor({ state: 'detached' });
      await button(`${words.peopleCount(0)}: Helpers`).click();
      await page.getByLabel(words.addPersonField, { exact: true }).fill(`@${mary.handle}`);
      await button(words.addPerson).click();
      await button(words.removePersonFrom('Mary', 'Helpers')).waitFor();
      const given = await permissionsOf(mary);
      await keepPicture(page, 'groups', `list-${look.size}-${look.language}`);
      const found = await violations(page);
      await page.setViewportSize({ width: 320, height: 640 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      await button(words.removePersonFrom('Mary', 'Helpers')).click();
      await button(words.removePersonFrom('Mary', 'Helpers')).waitFor({ state: 'detached' });

      expect(given).to.have.members(['organisation:edit', 'organisation:read_audit']);
      expect(await permissionsOf(mary)).to.deep.equal([]);
      expect(width).to.equal(320);
      expect(found, 'what axe finds').to.deep.equal([]);
      await page.context().close();
    });

    it(`stand beside the directory, which a key opens until it is disabled, on a ${look.size}`, async () => {
      const { groups: words, keys } = { ja, en }[look.language];
      const { account } = await organisation(look.language);
      const page = await openSignedIn(app, account, look);
      const dialog = page.getByRole('dialog');
      const button = (name: string) => page.getByRole('button', { name, exact: true });

      await walkTo(page, '/organisation/access');
      const address = await page.getByLabel(words.scimUrl).inputValue();
      await walkTo(page, '/organisation/records');
      await button(keys.create).click();
      await dialog.getByLabel(keys.name).fill('Entra');
      await dialog.getByLabel(keys.permissions['organisation:manage_directory']).check();
      await dialog.getByLabel(keys.reason).fill('our directory');
      await dialog.getByRole('button', { name: keys.create }).click();
      const secret = await page.getByLabel(keys.text).inputValue();
      const answers = [(await scimCaller(app, secret)('GET', '/Users')).status];
      await keepPicture(page, 'groups', `directory-${look.size}-${look.language}`);
      await button(`${keys.acts.disable.action}: Entra`).click();
      await dialog.getByLabel(keys.reason).fill('it has leaked');
      await dialog.getByRole('button', { name: keys.acts.disable.action }).click();
      await page.getByText(keys.states.disabled, { exact: true }).waitFor();
      answers.push((await scimCaller(app, secret)('GET', '/Users')).status);

      expect(address).to.match(/\/scim\/v2$/);
      expect(answers).to.deep.equal([200, 401]);
      await page.context().close();
    });
  }

  it('are not shown to members, but what their group gives them is', async () => {
    const { owner, mary } = await organisation('en');
    const { id: groupId } = await owner.call('tenantGroups.create', {
      body: { name: 'Auditors', grants: [{ setId: 'auditor' }] },
    });
    await owner.call('tenantGroups.addPerson', { params: { groupId, personId: mary.id } });
    const page = await openSignedIn(app, mary, LOOKS[1]);

    await walkTo(page, '/organisation/records');
    await page.getByRole('region', { name: 'Audit log' }).waitFor();

    expect(await page.getByRole('link', { name: en.tenants.sections.groups.label }).count()).to.equal(0);
    await walkTo(page, '/organisation/groups');
    await page.getByRole('heading', { name: en.errors.notFoundTitle }).waitFor();
    expect(await page.getByRole('button', { name: en.groups.newGroup, exact: true }).count()).to.equal(0);
    await page.context().close();
  });
});
