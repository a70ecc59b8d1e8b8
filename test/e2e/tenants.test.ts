/** One account in two organisations: after switching, the screens show nothing of the other organisation. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hasFocus, keepPicture, type Look, openPage, violations, walkTo } from '../support/browser.ts';
import { createTenant, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn, showTopics } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

describe('an organisation on the screen', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  for (const look of LOOKS) {
    it(`shows nothing of another organisation after switching to it on a ${look.size}`, async () => {
      const words = { ja, en }[look.language];
      const person = await signUp(app, { displayName: 'Ada Outside' });
      await person.call('topics.create', { body: { title: 'Seen outside alone' } });
      const name = look.language === 'ja' ? '解析機関' : 'Analytical Engines';
      const tenantId = await createTenant(person, name);
      const inside = await switchTo(app, person, tenantId);
      const mary = await signUpInto(app, inside, { displayName: 'Mary' });
      const { id: topicId } = await inside.call('topics.create', { body: { title: 'Seen inside alone' } });
      await mary.call('topics.createInterest', { params: { topicId } });
      await inside.call('sessions.switch', { body: { tenantId: 'public' } });
      const { page, failures } = await openPage(look);
      await page.goto(`${app.url}/sign-in`);
      await page.getByLabel(words.account.email, { exact: true }).fill(person.email);
      await page.getByLabel(words.account.password, { exact: true }).fill(person.password);
      await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
      await page.getByRole('navigation', { name: words.nav.label }).waitFor();
      const picture = (screen: string) => keepPicture(page, 'tenants', `${screen}-${look.size}-${look.language}`);

      const switcher = page.getByRole('button', { name: words.nav.switchOrganisation });
      const nameOf = () => switcher.filter({ visible: true }).textContent();
      await switcher.filter({ hasText: words.navBadge.elsewhere('1') }).waitFor();
      const before = await nameOf();
      await switcher.focus();
      await page.keyboard.press('Enter');
      const here = page.getByRole('menuitemradio', { name: words.nav.everyone });
      const there = page.getByRole('menuitemradio', { name: `${name} ${words.tenants.unread('1')}` });
      await there.waitFor();
      const checked = await here.getAttribute('aria-checked');
      await picture('spaces');
      // The library's guards pass the focus on at once.
      const found = (await violations(page)).filter((one) => !one.includes('data-base-ui-focus-guard'));
      // As with the keyboard alone: to the last entry, and up to the organisation.
      await page.keyboard.press('End');
      await page.getByRole('menuitem', { name: words.tenants.joinOrCreate }).and(page.locator(':focus')).waitFor();
      while (!(await hasFocus(there))) await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await switcher.filter({ hasText: name }).waitFor();
      await walkTo(page, '/topics/mine');
      await page.getByText('Seen inside alone').filter({ visible: true }).first().waitFor();
      const outside = await page.getByText('Seen outside alone').count();
      await walkTo(page, '/organisation/members');
      await page.getByText('Mary').filter({ visible: true }).first().waitFor();
      await picture('organisation');
      found.push(...(await violations(page)));

      expect(before).to.contain(words.nav.everyone);
      expect(checked).to.equal('true');
      expect(outside, 'what is outside').to.equal(0);
      expect(found, 'what axe finds').to.deep.equal([]);
      expect(failures, 'what the page throws').to.deep.equal([]);
      await page.context().close();
    });
  }

  it('says in the menu that its words could not be loaded, and reloads the page after a press', async () => {
    const { page, failures } = await openPage({ size: 'small', language: 'ja', theme: 'light' });
    await showTopics(page, app, await signUp(app));
    await page.route('**/assets/ja-rare-*.js', (route) => route.abort());
    const switcher = page.getByRole('button', { name: ja.nav.switchOrganisation }).filter({ visible: true });

    await switcher.click();
    const reload = page.getByRole('menuitem', { name: ja.connection.reload });
    await reload.waitFor();
    await keepPicture(page, 'tenants', 'spaces-without-words');
    const found = (await violations(page)).filter((one) => !one.includes('data-base-ui-focus-guard'));
    await page.unroute('**/assets/ja-rare-*.js');
    await page.keyboard.press('End');
    await reload.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await reload.waitFor({ state: 'detached' });
    await switcher.click();

    await page.getByRole('menuitem', { name: ja.tenants.joinOrCreate }).waitFor();
    expect([found, failures]).to.deep.equal([[], []]);
    await page.context().close();
  });

  it('shows where the reader is, also if the list of organisations cannot be read', async () => {
    const { page } = await openPage(LOOKS[0] as Look);
    await page.route('**/api/v1/tenants', (route) => route.abort());
    await showTopics(page, app, await signUp(app));

    await page.getByRole('button', { name: ja.nav.switchOrganisation }).filter({ visible: true }).click();

    await page.getByRole('menuitem', { name: ja.tenants.joinOrCreate }).waitFor();
    const here = page.getByRole('menuitemradio', { name: ja.nav.everyone });
    expect(await here.getAttribute('aria-checked')).to.equal('true');
    await page.context().close();
  });

  it('leads from creating an organisation to a link that invites people', async () => {
    const person = await signUp(app);
    const page = await openSignedIn(app, person, { size: 'phone', language: 'ja', theme: 'light' });
    const { tenants, invite, account } = ja;
    await page.getByRole('button', { name: ja.nav.switchOrganisation }).click();
    await page.getByRole('menuitem', { name: tenants.joinOrCreate }).click();
    await page.getByRole('button', { name: tenants.create, exact: true }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(tenants.name).fill('煮込み研究所');
    await form.getByLabel(tenants.slug, { exact: true }).fill(`stew-${Date.now()}`);
    await form.getByLabel(account.handle).fill('stewer');
    await form.getByRole('button', { name: tenants.create, exact: true }).click();

    await page.getByRole('heading', { name: tenants.inviteFirst('煮込み研究所') }).waitFor();
    await keepPicture(page, 'tenants', 'invite-first');
    await page.getByRole('button', { name: invite.makeLink }).click();
    const link = await page.getByLabel(invite.link).inputValue();
    await keepPicture(page, 'tenants', 'invite-link');
    const found = await violations(page);
    await page.getByRole('button', { name: invite.done }).click();

    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    const { tenant } = await person.call('tenantInvitations.preview', { body: { token: tokenOf(link) } });
    expect([tenant.name, found]).to.deep.equal(['煮込み研究所', []]);
    await page.context().close();
  });
});
