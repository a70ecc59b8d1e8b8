/** The audit log in the settings of an organisation. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, violations, walkTo } from '../support/browser.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'light' },
];

describe('the audit log on the screen', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  for (const look of LOOKS) {
    it(`shows entries with their details, filters them and saves them on a ${look.size}`, async () => {
      const { audit } = { ja, en }[look.language];
      const isJapanese = look.language === 'ja';
      const account = await signUp(app, { language: look.language });
      const tenantId = await createTenant(account, isJapanese ? '解析機関' : 'Analytical Engines');
      const owner = await switchTo(app, account, tenantId);
      const mary = await signUpInto(app, owner, { displayName: isJapanese ? 'メアリー' : 'Mary' });
      const body = { name: isJapanese ? '数学' : 'Mathematics', joining: 'open' as const, rules: '' };
      const { id: communityId } = await owner.call('communities.create', { body });
      await mary.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
      const params = { communityId, personId: mary.id };
      const reason = isJapanese ? '宣伝を繰り返したため' : 'Posted advertising again and again';
      await owner.call('communities.remove', { params, body: { reason } });
      await owner.call('tenantMembers.setRole', { params: { personId: mary.id }, body: { role: 'admin' } });
      const page = await openSignedIn(app, account, look);
      const picture = (screen: string) => keepPicture(page, 'audit', `${screen}-${look.size}-${look.language}`);

      await walkTo(page, '/organisation/records');
      const part = page.getByRole('region', { name: audit.title });
      const rows = part.getByRole('listitem');
      const row = (action: string) => rows.filter({ has: page.getByText(action, { exact: true }) }).first();
      await row(audit.actions.tenant_role_set).locator('summary').focus();
      await page.keyboard.press('Enter');
      await part.getByText(audit.change(audit.roles.member, audit.roles.admin)).waitFor();
      await row(audit.actions.community_member_removed).locator('summary').click();
      await part.getByText(reason).waitFor();
      await part.scrollIntoViewIfNeeded();
      await picture('entries');
      const found = await violations(page);
      await part.getByLabel(audit.byAction, { exact: true }).selectOption('tenant_role_set');
      await row(audit.actions.tenant_created).waitFor({ state: 'detached' });
      await row(audit.actions.tenant_role_set).waitFor();
      const filtered = await rows.count();
      await part.getByLabel(audit.byPerson, { exact: true }).selectOption(mary.id);
      await part.getByText(audit.empty).waitFor();
      await picture('empty');
      const saving = page.waitForEvent('download');
      await part.getByRole('button', { name: audit.exportCsv }).click();
      const file = await saving;
      await page.setViewportSize({ width: 320, height: 640 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      await picture('narrow');

      expect(filtered).to.equal(1);
      expect(file.suggestedFilename()).to.equal(`audit-${tenantId}-1.csv`);
      expect(width).to.equal(320);
      expect(found, 'what axe finds').to.deep.equal([]);
      await page.context().close();
    });
  }

  it('is not shown to members', async () => {
    const account = await signUp(app);
    const tenantId = await createTenant(account);
    const owner = await switchTo(app, account, tenantId);
    const mary = await signUpInto(app, owner, { displayName: 'Mary' });
    const page = await openSignedIn(app, mary);
    await walkTo(page, '/organisation');
    await page.getByRole('heading', { name: ja.tenants.members, exact: true }).waitFor();
    expect(await page.getByRole('link', { name: ja.tenants.sections.records.label }).count()).to.equal(0);
    await walkTo(page, '/organisation/records');
    await page.getByRole('heading', { name: ja.errors.notFoundTitle }).waitFor();

    expect(await page.getByRole('region', { name: ja.audit.title }).count()).to.equal(0);
    await page.context().close();
  });
});
