/** A room whose host lets people speak, mutes and removes them, on the screen of the host and of a guest. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, violations } from '../support/browser.ts';
import { passDoor } from '../support/door.ts';
import { newGuest, sitDown } from '../support/guest.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const LOOKS: readonly Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

// Promise A18 of docs/promises.md.
describe('the screens of a room with a host', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 50 } });
  });
  afterEach(disconnectAll);
  after(() => app?.close());

  for (const look of LOOKS) {
    const words = WORDS[look.language];
    const { moderation } = words.rooms;

    it(`let the host invite to speak, mute, remove, let back in and lock, on a ${look.size} in ${look.language}`, async () => {
      const page = await openSignedIn(app, await signUp(app), look);
      await page.goto(`${app.url}/rooms`);
      await press(page, words.rooms.create);
      await page.getByLabel(words.rooms.titleField).fill('Ask me about ramen');
      await page.getByLabel(moderation.stage).check();
      await keepPicture(page, 'rooms', `stage-form-${look.size}`);
      await press(page, words.rooms.open);
      await passDoor(page, words, 'listen');
      const roomId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      const { guest, voice } = await sitDown(app, await newGuest(app), roomId);
      const { displayName } = (await guest.call('accounts.me')).profile;
      await voice.ask('hand:raise', { isRaised: true });

      await page.getByRole('region', { name: moderation.hands }).waitFor();
      await keepPicture(page, 'rooms', `hands-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
      await press(page, `${moderation.letSpeak}: ${displayName}`);
      await voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && maySpeak);
      await page.getByRole('region', { name: moderation.hands }).waitFor({ state: 'detached' });

      await page.getByRole('button', { name: new RegExp(displayName) }).click();
      await keepPicture(page, 'rooms', `seat-actions-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
      await press(page, moderation.mute);
      const toast = page.getByText(moderation.muted).filter({ visible: true });
      await toast.waitFor();
      expect(await overlap(page.locator('.toast').filter({ has: toast }), page.getByRole('toolbar'))).to.equal(false);
      await voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && !maySpeak);
      await page.getByRole('button', { name: new RegExp(displayName) }).click();
      await press(page, moderation.makeModerator);
      await voice.next('peer:changed', ({ id, role }) => id === guest.id && role === 'moderator');

      await page.getByRole('button', { name: new RegExp(displayName) }).click();
      await press(page, moderation.remove);
      const dialog = page.getByRole('dialog', { name: moderation.removeTitle(displayName) });
      await dialog.getByLabel(moderation.lengths.never).check();
      await dialog.getByLabel(moderation.reason).fill('Shouts');
      await keepPicture(page, 'rooms', `remove-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
      await dialog.getByRole('button', { name: moderation.remove }).click();
      expect(await voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });

      await press(page, words.common.menu);
      await page.getByRole('menuitem', { name: moderation.removedPeople }).click();
      await page.getByText('Shouts').waitFor();
      await keepPicture(page, 'rooms', `removed-people-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
      await press(page, `${moderation.letBack}: ${displayName}`);
      await page.getByText(moderation.nobodyRemoved).waitFor();
      await page.keyboard.press('Escape');

      await press(page, words.common.menu);
      await page.getByRole('menuitem', { name: moderation.lock }).click();
      await page.getByRole('img', { name: moderation.isLocked }).first().waitFor();
      await keepPicture(page, 'rooms', `locked-${look.size}`);
      await page.context().close();
    });

    it(`tell a guest what they may do, on a ${look.size} in ${look.language}`, async () => {
      const owner = await newGuest(app);
      const { id: roomId } = await owner.call('rooms.create', { body: { title: 'A talk about soup', isStage: true } });
      await sitDown(app, owner, roomId);
      const guest = await signUp(app);
      const of = { roomId, personId: guest.id };
      const page = await openSignedIn(app, guest, look);
      await page.goto(`${app.url}/rooms/${roomId}`);
      await press(page, words.rooms.join);
      await passDoor(page, words, 'listen');

      await page.getByText(moderation.listenOnly).waitFor();
      await keepPicture(page, 'rooms', `listener-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
      await press(page, moderation.askToSpeak);
      await page.getByText(moderation.handIsUp).waitFor();
      await owner.call('rooms.setVoice', { params: of, body: { maySpeak: true } });
      await page.getByText(moderation.youCanSpeak).first().waitFor();
      await page.getByRole('button', { name: words.rooms.raiseHand, exact: true }).filter({ visible: true }).waitFor();
      await owner.call('rooms.setVoice', { params: of, body: { maySpeak: false } });
      await page.getByText(moderation.youAreMuted).first().waitFor();
      await owner.call('rooms.removePerson', { params: of, body: { minutes: 10 } });

      await page.getByText(words.rooms.voiceEnded.removed).first().waitFor();
      await press(page, words.rooms.join);
      await page.getByText(words.errors.reasons.removed_from_room).first().waitFor();
      await keepPicture(page, 'rooms', `kept-out-${look.size}`);
      await page.context().close();
    });
  }
});

/** Whether the first element covers a part of the second one. */
async function overlap(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  if (!a || !b) throw new Error('Both must be on the screen');
  const apart = [a.x + a.width <= b.x, b.x + b.width <= a.x, a.y + a.height <= b.y, b.y + b.height <= a.y];
  return !apart.includes(true);
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();
}
