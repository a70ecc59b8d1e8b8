/**
 * Every screen, on phone and desktop, in Japanese and English, light and dark: it renders, throws nothing, and axe finds no
 * serious problem. A picture of each is kept in `test-results/screens`. Two looks cover both sizes, languages and themes.
 * `npm run screens` takes eight: every pair of these, a small phone, a tablet, 200 % zoom, and high contrast.
 */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { filledButtons, keepPicture, type Look, openPage, violations, walkTo } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { doorOf, passDoor } from '../support/door.ts';
import { headsOutOfView, layoutFaults } from '../support/layout.ts';
import { caller } from '../support/people.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
/** People of the demo with whom the reader has written. */
const PARTNERS = { ja: '佐々木 健二', en: 'Tomáš Horák' };
const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];
if (process.env.SCREENS === 'all') {
  LOOKS.push(
    { size: 'desktop', language: 'ja', theme: 'light' },
    { size: 'phone', language: 'en', theme: 'dark' },
    { size: 'small', language: 'en', theme: 'light' },
    { size: 'tablet', language: 'ja', theme: 'dark' },
    { size: 'zoomed', language: 'ja', theme: 'light' },
    { size: 'desktop', language: 'en', theme: 'light', isHighContrast: true },
  );
}

describe('the screens', () => {
  let app: DemoApp;
  let publicMeal: { id: string; title: string };

  before(async () => {
    app = await demoApp();
    const { accessToken } = await caller(app)('sessions.signIn', { body: app.credentials[0] });
    const { items } = await caller(app, accessToken)('meals.list', { query: {} });
    const found = items.find(({ isPublic }) => isPublic);
    if (!found) throw new Error('The demo has a public meal');
    publicMeal = found;
  });

  for (const look of LOOKS) {
    const name = `${look.isHighContrast ? 'contrast' : look.size}-${look.language}-${look.theme}`;
    const words = WORDS[look.language];

    describe(`as ${name}`, () => {
      let page: Page;
      let failures: string[];

      before(async () => {
        ({ page, failures } = await openPage(look));
        await page.goto(app.url);
        await page.getByRole('heading', { name: words.front.title }).waitFor();
      });

      after(() => page?.context().close());

      const check = async (screen: string) => {
        await keepPicture(page, 'screens', `${screen}-${name}`);
        expect(await layoutFaults(page), 'faults of the layout').to.deep.equal([]);
        // The system chooses these colours.
        if (!look.isHighContrast) expect(await violations(page), 'what axe finds').to.deep.equal([]);
        if (!look.isHighContrast)
          expect((await filledButtons(page)).slice(1), 'filled buttons after the first').to.deep.equal([]);
        expect(failures, 'what the page throws').to.deep.equal([]);
      };
      const shows = (screen: string, path: string, landmark: () => ReturnType<Page['locator']>) =>
        it(`shows ${screen}`, async () => {
          await walkTo(page, path);
          await landmark().filter({ visible: true }).first().waitFor();
          await check(screen);
          expect(await headsOutOfView(page), 'heads out of view').to.deep.equal([]);
        });
      /** As `shows`, from outside of the running app. */
      const opens = (screen: string, path: string, landmark: () => ReturnType<Page['locator']>) =>
        it(`shows ${screen}`, async () => {
          await page.goto(app.url + path);
          await landmark().filter({ visible: true }).first().waitFor();
          await check(screen);
        });
      const heading = (text: string) => () => page.getByRole('heading', { name: text });

      opens('welcome', '/', heading(words.front.title));
      opens('sign-up', '/sign-up', heading(words.account.signUpTitle));
      it('shows the problems of a sign-up', async () => {
        await page.getByRole('button', { name: words.account.signUpAction }).click();
        await page.getByText(words.errors.email).waitFor();
        await check('sign-up-problems');
      });
      shows('reset-password', '/reset-password#token=x', heading(words.account.resetTitle));
      shows('undo-email', '/undo-email#token=x', heading(words.account.undoTitle));
      shows('keep-factors', '/keep-factors#token=x', heading(words.account.keepTitle));
      shows('forgot-password', '/forgot-password', heading(words.account.forgotTitle));
      shows('stop-mail', '/stop-mail#token=x', heading(words.notifications.stopTitle));
      it('shows a public meal', async () => {
        await walkTo(page, `/meals/${publicMeal.id}`);
        await page.getByRole('heading', { name: publicMeal.title }).waitFor();
        await check('public-meal');
      });
      opens('no-public-meal', '/meals/nothing', heading(words.front.missingTitle));
      opens('sign-in', '/sign-in', heading(words.account.signInTitle));
      it('shows a wrong password', async () => {
        await page.getByLabel(words.account.email).fill('nobody@example.com');
        await page.getByLabel(words.account.password, { exact: true }).fill('not the password');
        await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
        await page.getByText(words.errors.reasons.wrong_credentials).waitFor();
        await check('sign-in-problem');
      });
      it('shows the topics after signing in', async () => {
        const [reader, other] = app.credentials;
        const { email, password } = look.language === 'ja' ? reader : other;
        await page.getByLabel(words.account.email).fill(email);
        await page.getByLabel(words.account.password, { exact: true }).fill(password);
        await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
        await page.getByRole('article').first().waitFor();
        await check('topics');
      });
      it('shows why a topic is shown', async () => {
        await page.getByRole('button', { name: words.topics.why.open }).first().click();
        await page.getByRole('dialog', { name: words.topics.why.title }).waitFor();
        await check('why');
        await page.keyboard.press('Escape');
      });
      it('shows a topic', async () => {
        await page.getByRole('article').first().getByRole('link').first().click();
        await page.getByRole('heading', { name: words.topics.owner }).waitFor();
        await check('topic');
      });
      it('shows the dialog for a new topic', async () => {
        await walkTo(page, '/topics');
        await page.getByRole('button', { name: words.topics.create }).first().click();
        await page.getByRole('dialog').waitFor();
        await check('new-topic');
        await page.keyboard.press('Escape');
      });
      shows('no-topic-fits', '/topics?q=zzzz', heading(words.topics.emptyFilteredTitle));
      shows('my-topics', '/topics/mine', () => page.getByRole('article'));
      it('shows my topic with the people who are interested', async () => {
        await page.getByRole('article').first().getByRole('link').first().click();
        await page.getByRole('heading', { name: words.topics.whoIsInterested }).waitFor();
        await check('my-topic');
      });
      shows('given', '/topics/given', heading(words.topics.title));
      shows('conversations', '/conversations', () => page.locator('.conversation-row'));
      it('shows a conversation', async () => {
        await page.locator('.conversation-row').filter({ hasText: PARTNERS[look.language] }).click();
        await page.getByRole('log').waitFor();
        await check('conversation');
      });
      shows('rooms', '/rooms', heading(words.rooms.emptyTitle));
      it('shows the dialog for a new room', async () => {
        await page.getByRole('button', { name: words.rooms.create }).first().click();
        await page.getByRole('dialog').waitFor();
        await check('new-room');
        await page.keyboard.press('Escape');
      });
      it('shows the empty rooms, and a room from outside', async () => {
        await page.locator('.room-group-fold').click();
        await check('rooms-empty');
        await page.locator('.room-card').first().click();
        await page.getByRole('button', { name: words.rooms.join, exact: true }).waitFor();
        await check('room-outside');
      });
      it('asks how to enter a room, with the level of the microphone', async () => {
        await page.getByRole('button', { name: words.rooms.join, exact: true }).click();
        await doorOf(page, words).waitFor();
        await check('door');
        await doorOf(page, words).getByRole('radio', { name: words.rooms.door.ways.talk.label }).check();
        await doorOf(page, words).getByText(words.rooms.door.works).waitFor();
        await check('door-talk');
      });
      it('shows a room from inside, and the mini-player elsewhere', async () => {
        await passDoor(page, words);
        await check('room');
        await page
          .getByRole('button', { name: words.common.menu, exact: true })
          .filter({ visible: true })
          .last()
          .click();
        await page.getByRole('menuitem', { name: words.rooms.door.devices }).click();
        await page.getByRole('dialog', { name: words.rooms.door.devices }).waitFor();
        await check('room-devices');
        await page.keyboard.press('Escape');
        // A low window has no room for the menu beside a voice room.
        if (look.size === 'zoomed') await walkTo(page, '/conversations');
        else await page.getByRole('link', { name: words.nav.conversations }).first().click();
        await page.getByRole('complementary', { name: words.rooms.inRoom }).waitFor();
        await check('mini-player');
      });
      shows('communities', '/communities', () => page.locator('.community-card'));
      it('shows the dialog for a new community', async () => {
        await page.getByRole('button', { name: words.communities.create, exact: true }).first().click();
        await page.getByRole('dialog').waitFor();
        await check('new-community');
        await page.keyboard.press('Escape');
      });
      it('shows a community, and a tab of each kind', async () => {
        const { mine, tabs } = words.communities;
        await page.getByRole('region', { name: mine }).getByRole('link').first().click();
        await page.getByRole('link', { name: tabs.members }).waitFor();
        await check('community');
        for (const tab of ['topics', 'channels', 'rounds', 'meals', 'members', 'moderation'] as const) {
          await page.locator('nav.tabs').getByRole('link', { name: tabs[tab], exact: true }).click();
          await page.getByRole('region', { name: tab === 'moderation' ? words.communities.log : tabs[tab] }).waitFor();
          await check(`community-${tab}`);
        }
      });
      it('asks before it ends the rounds of a community', async () => {
        await page.locator('nav.tabs').getByRole('link', { name: words.communities.tabs.rounds, exact: true }).click();
        await page.getByRole('button', { name: words.rounds.close }).click();
        await page.getByRole('alertdialog', { name: words.rounds.closeTitle }).waitFor();
        await check('end-rounds');
        await page.keyboard.press('Escape');
      });
      shows('meals', '/meals', () => page.getByRole('article'));
      it('shows a meal', async () => {
        await page.getByRole('article').first().getByRole('link').first().click();
        await page.getByRole('heading', { name: words.meals.guests(4) }).waitFor();
        await check('meal');
      });
      it('shows the dialog for a new meal', async () => {
        await walkTo(page, '/meals');
        await page.getByRole('button', { name: words.meals.create }).first().click();
        await page.getByRole('dialog').waitFor();
        await page.getByRole('radio', { name: words.meals.modes.both, exact: true }).check();
        await check('new-meal');
        await page.keyboard.press('Escape');
        await page.getByRole('alertdialog').getByRole('button', { name: words.common.discard, exact: true }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      });
      shows('rounds', '/rounds', () => page.getByText(words.rounds.everyOf.week));
      shows('calendar', '/settings/calendar', heading(words.settings.link));
      shows('me', '/me', heading(words.topics.ofPerson));
      shows('settings', '/settings', heading(words.nav.settings));
      shows('notifications', '/notifications', () => page.locator('.notification'));
      shows('notification-settings', '/settings/notifications', () => page.getByText(words.notifications.quietOn));
      shows('profile', '/me/profile', heading(words.me.edit));
      shows('appearance', '/settings/appearance', heading(words.settings.appearance));
      shows('security', '/settings/security', () => page.getByText(words.settings.current));
      shows('password', '/settings/password', heading(words.settings.changePassword));
      shows('email', '/settings/email', heading(words.settings.changeEmail));
      shows('less', '/settings/less', heading(words.topics.notInterested.none));
      shows('blocks', '/settings/blocks', heading(words.settings.noBlocks));
      shows('data', '/settings/data', heading(words.settings.dataExport));
      shows('delete', '/settings/delete', heading(words.settings.deleteTitle));
      shows('not-found', '/nowhere', heading(words.errors.notFoundTitle));
      shows('no-such-topic', '/topics/nothing', () => page.getByRole('alert'));
    });
  }
});
