/** A room on narrow phones, alone, and with messages; and the list of rooms. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { App } from '../../src/app.ts';
import { startTestApp } from '../support/app.ts';
import { keepPicture, type Look, violations } from '../support/browser.ts';
import { passDoor } from '../support/door.ts';
import { type Guest, newGuest, sitDown } from '../support/guest.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };

describe('the screen of a room', () => {
  let app: App;
  let owner: Guest;

  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 50 } });
    owner = await newGuest(app);
  });
  after(async () => {
    disconnectAll();
    await app?.close();
  });

  for (const language of ['ja', 'en'] as const) {
    for (const width of [390, 320]) {
      it(`has five equal columns of controls, with whole labels, at ${width} px in ${language}`, async () => {
        const words = WORDS[language];
        const page = await arrive({ size: 'phone', language, theme: 'light' });
        await page.setViewportSize({ width, height: 740 });
        await enterNewRoom(page, words, 'listen');
        const { speak, mute, unmute, deafen, undeafen, raiseHand, lowerHand } = words.rooms;
        const presses = [
          { control: speak, becomes: mute },
          { control: mute, becomes: unmute },
          { control: deafen, becomes: undeafen },
          { control: raiseHand, becomes: lowerHand },
        ];
        expect(await misplacedControls(page)).to.deep.equal([]);

        for (const { control, becomes } of presses) {
          await press(page, control);
          await page.getByRole('button', { name: becomes, exact: true }).filter({ visible: true }).waitFor();
          expect(await misplacedControls(page), `after "${control}"`).to.deep.equal([]);
        }

        await keepPicture(page, 'rooms', `controls-${width}-${language}`);
        await page.context().close();
      });
    }
  }

  it('shows on phones how many messages have arrived, on the button and in the menu', async () => {
    const page = await arrive({ size: 'phone', language: 'ja', theme: 'light' });
    const roomId = await enterNewRoom(page, ja, 'listen');
    const { guest } = await sitDown(app, await newGuest(app), roomId);
    const { conversationId } = await guest.call('rooms.get', { params: { roomId } });
    const write = (text: string) =>
      guest.line.ask('message:send', { conversationId, clientMessageId: crypto.randomUUID(), text });
    const unread = (count: number) => `${ja.rooms.showText} ${ja.navBadge.unread(String(count))}`;

    await write('リンクはこちら');
    await page.getByRole('button', { name: unread(1) }).waitFor();
    await write('見えますか');
    await page.getByRole('button', { name: unread(2) }).waitFor();
    await keepPicture(page, 'rooms', 'unread-phone');
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole('link', { name: ja.rooms.allRooms }).click();
    await page.getByRole('link', { name: `${ja.nav.rooms} ${ja.navBadge.unread('2')}` }).waitFor();
    await page.goBack();

    await press(page, unread(2));
    await page.getByRole('log').getByText('見えますか').waitFor();
    await press(page, ja.rooms.showText);
    await write('もうひとつ');
    await page.getByRole('button', { name: unread(1) }).waitFor();
    await page.context().close();
  });

  it('marks no messages as new that are on the screen', async () => {
    const page = await arrive({ size: 'desktop', language: 'ja', theme: 'light' });
    const roomId = await enterNewRoom(page, ja, 'listen');
    const { guest } = await sitDown(app, await newGuest(app), roomId);
    const { conversationId } = await guest.call('rooms.get', { params: { roomId } });

    await guest.line.ask('message:send', { conversationId, clientMessageId: crypto.randomUUID(), text: 'やあ' });

    await page.getByRole('log').getByText('やあ').waitFor();
    await page.getByRole('link', { name: ja.nav.rooms, exact: true }).waitFor();
    await page.context().close();
  });

  it('gives a person who is alone the link to share, until someone comes', async () => {
    const page = await arrive({ size: 'phone', language: 'en', theme: 'light' });
    await page.addInitScript(() => {
      Object.assign(navigator, { share: undefined });
      Object.assign(navigator.clipboard, {
        writeText: async (text: string) => Object.assign(window, { copied: text }),
      });
    });
    await page.reload();
    const roomId = await enterNewRoom(page, en, 'muted');
    await page.getByRole('heading', { name: en.rooms.alone.title }).waitFor();
    await keepPicture(page, 'rooms', 'alone-phone');

    await press(page, en.rooms.alone.share);
    await page.getByText(en.common.copied).waitFor();
    const copied = await page.evaluate(() => (window as unknown as { copied: string }).copied);
    await page.evaluate(() => {
      Object.assign(navigator, { share: async (what: object) => Object.assign(window, { shared: what }) });
    });
    await press(page, en.rooms.alone.share);
    const shared = await until(() => page.evaluate(() => (window as unknown as { shared?: object }).shared));
    await sitDown(app, await newGuest(app), roomId);

    await page.getByRole('heading', { name: en.rooms.alone.title }).waitFor({ state: 'detached' });
    expect(copied).to.equal(`${app.url}/rooms/${roomId}`);
    expect(shared).to.deep.equal({ title: 'Ramen and Rust', url: copied });
    await page.context().close();
  });

  it('shows a long name whole when its seat is pressed', async () => {
    const displayName = 'Maximiliane Wolkenstein-Trostburg';
    const page = await arrive({ size: 'phone', language: 'en', theme: 'light' });
    await page.setViewportSize({ width: 320, height: 640 });
    const guest = await newGuest(app);
    await guest.call('profiles.update', { body: { displayName } });
    const { id } = await guest.call('rooms.create', { body: { title: 'Ramen and Rust' } });
    await sitDown(app, guest, id);
    await page.goto(`${app.url}/rooms/${id}`);

    await page.getByRole('button', { name: new RegExp(displayName) }).click();

    const name = page.getByRole('dialog').getByRole('heading', { name: displayName });
    await name.waitFor();
    expect(await name.evaluate((element) => element.scrollWidth <= element.clientWidth)).to.equal(true);
    await keepPicture(page, 'rooms', 'long-name-320');
    await page.context().close();
  });

  it('lists rooms with people first, folds the empty ones, and has one filled button', async () => {
    const own = await startTestApp({ limits: { roomChangeMs: 50 } });
    const guest = await newGuest(own);
    const empty = await guest.call('rooms.create', { body: { title: 'Nobody here' } });
    const live = await guest.call('rooms.create', { body: { title: 'Busy table' } });
    const page = await arrive({ size: 'desktop', language: 'en', theme: 'light' }, own);
    await page.goto(`${own.url}/rooms`);
    await page.getByText(en.rooms.emptyTitle).waitFor();
    await page.getByText(en.rooms.emptyRooms(2)).waitFor();
    expect(await filledButtons(page)).to.deep.equal([en.rooms.create]);
    await sitDown(own, guest, live.id);

    await page.getByRole('heading', { name: en.rooms.live }).waitFor();
    await page.getByText(en.rooms.emptyRooms(1)).waitFor();
    expect(await page.getByRole('link', { name: /Nobody here/ }).isVisible()).to.equal(false);
    await page.getByRole('link', { name: /Busy table/ }).click();
    await page.getByRole('button', { name: en.rooms.join, exact: true }).waitFor();
    expect(await filledButtons(page)).to.deep.equal([en.rooms.join]);
    await keepPicture(page, 'rooms', 'list-desktop');
    await page.goto(`${own.url}/rooms/${empty.id}`);

    await page.getByRole('link', { name: /Nobody here/ }).waitFor();
    await page.context().close();
    await own.close();
  });

  async function arrive(look: Look, where: App = app): Promise<Page> {
    return openSignedIn(where, await signUp(where), look);
  }

  async function enterNewRoom(page: Page, words: typeof ja, way: 'listen' | 'muted'): Promise<string> {
    const { id } = await owner.call('rooms.create', { body: { title: 'Ramen and Rust' } });
    await page.goto(`${app.url}/rooms/${id}`);
    await press(page, words.rooms.join);
    await passDoor(page, words, way);
    return id;
  }
});

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();
}

/** What is wrong with the controls: count, widths, the height of the icons, cut labels, or controls outside of the screen. */
async function misplacedControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll<HTMLElement>('.control')].filter((one) => one.offsetWidth > 0);
    const boxes = controls.map((control) => control.getBoundingClientRect());
    const icons = controls.map((control) => control.querySelector('.control-icon')?.getBoundingClientRect().top);
    const problems: string[] = [];
    if (controls.length !== 5) problems.push(`${controls.length} controls`);
    if (new Set(boxes.map(({ width }) => Math.round(width))).size !== 1) problems.push('columns of different widths');
    if (new Set(icons.map((top) => Math.round(top ?? 0))).size !== 1) problems.push('icons at different heights');
    for (const [index, control] of controls.entries()) {
      const label = [...control.querySelectorAll<HTMLElement>('.control-short, .control-long')].find(
        (one) => one.offsetWidth > 0,
      );
      const range = document.createRange();
      range.selectNodeContents(label ?? control);
      const text = range.getBoundingClientRect();
      const box = boxes[index] as DOMRect;
      if (text.left < box.left - 1 || text.right > box.right + 1) problems.push(`"${label?.textContent}" is cut`);
      if (text.height > 24) problems.push(`"${label?.textContent}" has two lines`);
      if (box.left < 0 || box.right > innerWidth || box.bottom > innerHeight) problems.push('outside of the screen');
      if (
        !control
          .getAttribute('aria-label')
          ?.toLowerCase()
          .includes(label?.textContent?.toLowerCase() ?? '')
      ) {
        problems.push(`"${label?.textContent}" is no part of the name`);
      }
    }
    return problems;
  });
}

function filledButtons(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.button-main, .icon-button-main')]
      .filter((button) => button.offsetWidth > 0)
      .map((button) => button.textContent?.trim() ?? ''),
  );
}
