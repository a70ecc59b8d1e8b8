/** Keys on the screen: made and shown once, rehearsed, disabled, deleted; in the console and in an organisation. */
import { createHmac, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { askWithKey } from '../keys/asking-with-key.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { keepPicture, settled, violations } from '../support/browser.ts';
import { newGuest, sitDown } from '../support/guest.ts';
import { newOperatorWithoutFactor, REASON } from '../support/operators.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { type Person, proveAddress, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

describe('keys on the screen', () => {
  let app: TestApp;
  /** With keys of its own in the database. */
  let sealing: TestApp;
  before(async () => {
    const env = {
      KEYS_SECRET: `s1:${randomBytes(48).toString('base64url')}`,
      TURN_URLS: 'turn:turn.example:3478',
    };
    [app, sealing] = await Promise.all([startTestApp({ limits: { keyRestMs: 0 } }), startTestApp({ env })]);
  });
  after(() => Promise.all([app.close(), sealing.close()]));

  it('are led through their life in the console, on a desktop in English', async () => {
    const words = en.keys;
    const page = await consoleOf(await newOperatorWithoutFactor(app, 'operator'));
    await page.getByText(words.none).waitFor();

    await page.getByRole('button', { name: words.create }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words.create }).click();
    await dialog.getByText(en.errors.required).first().waitFor();
    await dialog.getByLabel(words.name).fill('Dashboard');
    await dialog.getByLabel(words.permissions['server:read']).check();
    await dialog.getByLabel(words.reason).fill(REASON);
    await shown(page, 'new-desktop-en');
    await dialog.getByRole('button', { name: words.create }).click();
    const text = await page.getByLabel(words.text).inputValue();
    expect(await askWithKey(app, text)).to.equal('served');
    await shown(page, 'shown-once-desktop-en');

    await act(page, words.acts.rehearse, 'Dashboard');
    await page.getByText(words.states.rehearsal, { exact: true }).waitFor();
    expect(await askWithKey(app, text)).to.equal('warned');
    await page.reload();
    await page.getByText(words.rehearsalUses(1)).waitFor();
    expect(await page.getByLabel(words.text).count(), 'not shown again').to.equal(0);
    await shown(page, 'rehearsal-desktop-en');
    await act(page, words.acts.disable, 'Dashboard');
    await page.getByText(words.states.disabled, { exact: true }).waitFor();
    expect(await askWithKey(app, text)).to.equal('unauthenticated/key_disabled');
    await page.reload();
    await page.getByText(words.refusedUses(1)).waitFor();
    await shown(page, 'disabled-desktop-en');
    await act(page, words.acts.delete, 'Dashboard');
    await page.getByText(words.none).waitFor();
  });

  it('of an organisation are made by its owner, on a phone in Japanese', async () => {
    const words = ja.keys;
    const account = await proveAddress(app, await signUp(app));
    const owner = await switchTo(app, account, await createTenant(account, 'みなと'));
    const page = await openSignedIn(app, owner, { size: 'phone', language: 'ja', theme: 'light' });
    await page.goto(`${app.url}/organisation/records`);

    await page.getByRole('button', { name: words.create }).click();
    await page.getByRole('dialog').getByLabel(words.name).fill('監査の保存');
    await page.getByRole('dialog').getByLabel(words.permissions['organisation:read_audit']).check();
    await page.getByRole('dialog').getByLabel(words.reason).fill('毎日の保存');
    await shown(page, 'new-phone-ja');
    await page.getByRole('dialog').getByRole('button', { name: words.create }).click();
    const text = await page.getByLabel(words.text).inputValue();

    expect(await askWithKey(app, text, { route: 'tenants.audit' })).to.equal('served');
    await page.getByLabel(words.text).scrollIntoViewIfNeeded();
    await shown(page, 'shown-once-phone-ja');
  });

  it('that the server uses itself are replaced in the console, on a phone in Japanese', async () => {
    const words = ja.keys;
    const { nextKeys, turnKey } = ja.operators;
    const page = await consoleOf(await newOperatorWithoutFactor(sealing, 'operator'), sealing, 'ja');
    const row = (kind: 'push' | 'turn', number = 0) =>
      page
        .locator('.key-row')
        .filter({ hasText: new RegExp(`${kind} 20`) })
        .nth(number);
    const next = async (kind: 'push' | 'turn', from: 'makeNew' | 'takeOver') => {
      const { action, done } = nextKeys[kind][from];
      await page.getByRole('button', { name: `${action}: ${words.kinds[kind]}` }).click();
      const dialog = page.getByRole('dialog', { name: action, exact: true });
      await dialog.getByLabel(words.reason).fill('毎年の交換');
      await shown(page, `${kind}-${from}-phone-ja`);
      await dialog.getByRole('button', { name: action, exact: true }).click();
      await page.getByText(done).first().waitFor();
      await dialog.waitFor({ state: 'hidden' });
    };

    await next('turn', 'makeNew');
    const text = await page.getByLabel(turnKey).inputValue();
    await row('turn').getByText(words.states.disabled, { exact: true }).waitFor();
    await shown(page, 'turn-new-phone-ja');
    await row('turn').getByRole('button', { name: words.firstUse.action }).click();
    const dialog = page.getByRole('dialog', { name: /turn 20/ });
    await dialog.getByText(words.actTexts.turn?.enable ?? '').waitFor();
    await dialog.getByLabel(words.reason).fill(REASON);
    await dialog.getByRole('button', { name: words.firstUse.action, exact: true }).click();
    await row('turn').getByText(words.states.in_use, { exact: true }).waitFor();
    const guest = await newGuest(sealing);
    const room = await guest.call('rooms.create', { body: { title: 'お茶' } });
    const [server] = (await sitDown(sealing, guest, room.id)).opened.iceServers as {
      username: string;
      credential: string;
    }[];
    expect(
      createHmac('sha1', text)
        .update(server?.username ?? '')
        .digest('base64'),
    ).to.equal(server?.credential);

    await next('push', 'takeOver');
    await row('push').getByText(words.states.in_use, { exact: true }).waitFor();
    await next('push', 'makeNew');
    await row('push', 1).getByText(words.states.rehearsal, { exact: true }).waitFor();
    await row('push', 1).getByText(words.devices(0)).waitFor();
    await row('push', 1).scrollIntoViewIfNeeded();
    await shown(page, 'push-rehearsal-phone-ja');
  });

  /** The part of the console, in a session that holds the role. */
  async function consoleOf(person: Person, on = app, language: 'en' | 'ja' = 'en'): Promise<Page> {
    const size = language === 'en' ? 'desktop' : 'phone';
    const all = language === 'en' ? en : ja;
    const page = await openSignedIn(on, person, { size, language, theme: 'light' });
    // After signing in, which is then one step.
    await addAuthenticator(person);
    await page.goto(`${on.url}/portal`);
    const words = all.operators;
    await page.getByRole('button', { name: `${words.take}: ${words.roles.operator ?? 'operator'}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.reason).fill(REASON);
    await dialog.getByLabel(all.account.password, { exact: true }).fill(person.password);
    await dialog.getByRole('button', { name: words.take }).click();
    await page.getByRole('link', { name: words.openConsole }).click();
    await page.locator('.tabs').getByRole('link', { name: words.tabs.keys }).click();
    await page.getByText(words.settingSecretNotes.TURN_SECRET).waitFor();
    return page;
  }

  async function act(page: Page, { action, done }: { action: string; done: string }, name: string): Promise<void> {
    await page.getByRole('button', { name: `${action}: ${name}` }).click();
    await page.getByRole('dialog').getByLabel(en.keys.reason).fill(REASON);
    await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
    await page.getByText(done).first().waitFor();
  }

  async function shown(page: Page, name: string): Promise<void> {
    await settled(page);
    expect(await violations(page), name).to.deep.equal([]);
    await keepPicture(page, 'keys', name);
  }
});
