/** Badges of the main menu and of the top line stand beside icons and words, also with the largest number. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, settled } from '../support/browser.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';

const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'small', language: 'en', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

describe('badges of the menu', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  for (const look of LOOKS) {
    it(`cover no icon and no word on a ${look.size}`, async () => {
      const person = await signUp(app);
      const outside = await signUp(app);
      await waitFor(person, outside);
      const inside = await switchTo(app, person, await createTenant(person, 'Analytical Engines'));
      await waitFor(inside, await signUpInto(app, inside, { displayName: 'Mary' }));
      await inside.call('sessions.switch', { body: { tenantId: 'public' } });
      const page = await openSignedIn(app, person, look);
      const badges = page.locator(':is(.nav, .shell-top) .badge').filter({ visible: true });
      // Of the topics, of the bell and of the other organisation.
      await badges.nth(2).waitFor();
      await settled(page);
      await keepPicture(page, 'badges', look.size);

      const ofOne = await covered(page);
      await badges.evaluateAll((found) => {
        for (const badge of found) badge.textContent = '99+';
      });
      const ofMany = await covered(page);

      expect(ofOne, 'by one').to.deep.equal([]);
      expect(ofMany, 'by many').to.deep.equal([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 'too wide').to.equal(
        0,
      );
      await page.context().close();
    });
  }

  it('are dots that can be seen in the colours of the system on a phone', async () => {
    const person = await signUp(app);
    const inside = await switchTo(app, person, await createTenant(person, 'Analytical Engines'));
    await waitFor(inside, await signUpInto(app, inside, { displayName: 'Mary' }));
    await inside.call('sessions.switch', { body: { tenantId: 'public' } });
    const page = await openSignedIn(app, person, {
      size: 'phone',
      language: 'ja',
      theme: 'light',
      isHighContrast: true,
    });
    const dot = page.locator('.space-button .badge').filter({ visible: true });
    await dot.waitFor();
    await settled(page);
    await keepPicture(page, 'badges', 'phone-contrast');

    const colours = await dot.evaluate((badge) =>
      [getComputedStyle(badge), getComputedStyle(document.body)].map((one) => one.backgroundColor),
    );

    expect(colours[0]).not.to.be.oneOf([colours[1], 'rgba(0, 0, 0, 0)']);
    await page.context().close();
  });
});

/** Lets somebody wait for the owner of a new topic. */
async function waitFor(owner: Person, other: Person): Promise<void> {
  const { id: topicId } = await owner.call('topics.create', { body: { title: 'Bread' } });
  await other.call('topics.createInterest', { params: { topicId } });
}

/** The icons, words and buttons that a badge covers, or that it is cut off by. */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = (list: Iterable<Element | Range>) => [...list].map((one) => one.getBoundingClientRect());
    const words = [...document.querySelectorAll(':is(.nav, .shell-top) :is(a, button)')].flatMap((press) => {
      const walker = document.createTreeWalker(press, NodeFilter.SHOW_TEXT);
      const found: Range[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement?.closest('.badge, .hidden-text, .bell-label, .space-name')) continue;
        const range = document.createRange();
        range.selectNode(node);
        found.push(range);
      }
      return found;
    });
    const shown = [...boxes(document.querySelectorAll(':is(.nav, .shell-top) svg')), ...boxes(words)];
    return boxes(document.querySelectorAll(':is(.nav, .shell-top) .badge')).flatMap((badge) => {
      if (badge.width === 0) return [];
      const isOutside = badge.left < 0 || badge.right > window.innerWidth;
      const isOn = shown.some(({ left, right, top, bottom, width }) => {
        return width > 0 && left < badge.right && right > badge.left && top < badge.bottom && bottom > badge.top;
      });
      return isOn || isOutside ? [`${badge.left},${badge.top},${badge.width}`] : [];
    });
  });
}
