/**
 * A community is made private while a person who is not a member looks at it. It disappears from that screen without a reload,
 * and no address shows it any more. A member can go on writing.
 */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepPicture, type Look, openPage, violations } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { closeClients, newPerson, type SdkPerson } from '../support/sdk.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'en', theme: 'light' };
const NAME = '鍋と分散システム';

describe('a community in the browser', () => {
  let app: DemoApp;

  before(async () => {
    app = await demoApp();
  });
  after(closeClients);

  it('disappears from the screen of a non-member when it is made private, while a member goes on writing', async () => {
    const [owner, member, stranger] = await Promise.all([newPerson(app), newPerson(app), newPerson(app)]);
    const made = await owner.sdk.communities.create({
      name: NAME,
      description: '合意に至るまで煮込みます。',
      tags: ['鍋'],
      rules: '灰汁はすくう。',
      joining: 'open',
    });
    const ofStranger = await signIn(DESKTOP, stranger);
    const ofOwner = await signIn(DESKTOP, owner);
    const ofMember = await signIn(PHONE, member);

    await join(ofMember, made.id);
    await ofStranger.goto(`${app.url}/communities/${made.id}`);
    await ofStranger.getByRole('heading', { name: NAME, level: 1 }).waitFor();
    await ofStranger
      .getByRole('link', { name: new RegExp(NAME) })
      .first()
      .waitFor();
    // A reload would remove this mark.
    await ofStranger.evaluate(() => Object.assign(window, { sameVisit: true }));

    await makePrivate(ofOwner, made.id);

    await ofStranger.getByRole('heading', { name: en.communities.goneTitle }).waitFor();
    await ofStranger.waitForFunction((name) => !document.documentElement.outerHTML.includes(name), NAME);
    expect(await ofStranger.evaluate(() => Object.hasOwn(window, 'sameVisit'))).to.equal(true);
    for (const path of ['', '/topics', '/channels', '/room', '/members', '/moderation']) {
      await ofStranger.goto(`${app.url}/communities/${made.id}${path}`);
      await ofStranger.getByRole('heading', { name: en.communities.goneTitle }).waitFor();
      expect(await ofStranger.content(), path).to.not.include(NAME);
    }
    await keepPicture(ofStranger, 'communities', 'gone-for-a-stranger');

    await write(ofMember, made.id, 'まだ煮えています');
    await ofOwner.goto(`${app.url}/communities/${made.id}/channels`);
    await ofOwner.getByRole('link', { name: '雑談' }).click();
    await ofOwner.getByText('まだ煮えています').filter({ visible: true }).first().waitFor();
    expect(await violations(ofOwner), 'what axe finds').to.deep.equal([]);
    await Promise.all([ofStranger, ofOwner, ofMember].map((page) => page.context().close()));
  });

  it('leads from creating one to a link that invites people', async () => {
    const page = await signIn(PHONE, await newPerson(app));
    await page.goto(`${app.url}/communities`);
    await page.getByRole('button', { name: ja.communities.create, exact: true }).first().click();
    const form = page.getByRole('dialog', { name: ja.communities.createTitle });
    await form.getByRole('textbox', { name: ja.communities.name, exact: true }).fill('招く会');
    await form.getByRole('button', { name: ja.communities.create, exact: true }).click();

    const step = page.getByRole('dialog', { name: ja.communities.inviteFirst('招く会') });
    await step.getByRole('button', { name: ja.invite.makeLink }).click();
    const link = await step.getByLabel(ja.invite.link).inputValue();
    await keepPicture(page, 'communities', 'invite-first');
    await step.getByRole('button', { name: ja.invite.done }).click();
    await step.waitFor({ state: 'detached' });
    await page.goto(link);

    await page.getByRole('heading', { name: '招く会', level: 1 }).waitFor();
    await page.context().close();
  });

  async function signIn(look: Look, { email, password }: SdkPerson): Promise<Page> {
    const words = look.language === 'ja' ? ja : en;
    const { page } = await openPage(look);
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(words.account.email).fill(email);
    await page.getByLabel(words.account.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
    await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();
    return page;
  }

  /** Reads the rules and accepts them. */
  async function join(page: Page, communityId: string): Promise<void> {
    await page.goto(`${app.url}/communities/${communityId}`);
    await page.getByRole('button', { name: ja.communities.join, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: ja.communities.joinTitle(NAME) });
    await dialog.getByText('灰汁はすくう。').waitFor();
    await keepPicture(page, 'communities', 'joining');
    await dialog.getByRole('button', { name: ja.communities.join, exact: true }).click();
    await dialog.getByText(ja.communities.agreeFirst).waitFor();
    await dialog.getByLabel(ja.communities.agree).check();
    await dialog.getByRole('button', { name: ja.communities.join, exact: true }).click();
    await page.getByRole('link', { name: ja.communities.tabs.channels }).waitFor();
  }

  async function makePrivate(page: Page, communityId: string): Promise<void> {
    await page.goto(`${app.url}/communities/${communityId}`);
    await page.getByRole('button', { name: en.common.menu, exact: true }).click();
    await page.getByRole('menuitem', { name: en.common.edit }).click();
    const dialog = page.getByRole('dialog', { name: en.communities.editTitle });
    await dialog.getByRole('radio', { name: en.communities.visibilities.private }).check();
    await keepPicture(page, 'communities', 'editing');
    await dialog.getByRole('button', { name: en.common.save }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async function write(page: Page, communityId: string, text: string): Promise<void> {
    await page.goto(`${app.url}/communities/${communityId}/channels`);
    await page.getByRole('link', { name: '雑談' }).click();
    await page.getByRole('log').waitFor();
    // Many communities have a channel of this name, so its head names the community.
    await page.locator('.detail-head').getByRole('link', { name: NAME }).waitFor();
    await page.getByLabel(ja.messages.composer).fill(text);
    await page.getByRole('button', { name: ja.messages.send }).click();
    await page.getByRole('log').getByText(text).waitFor();
  }
});
