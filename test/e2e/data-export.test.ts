/** The archive of my data on the screen: asking for it, its progress, the download, and the page in it. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { message, picture } from '../hostile/rights-world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { readArchive } from '../support/archive.ts';
import { filledButtons, keepPicture, type Look, openPage, violations, walkTo } from '../support/browser.ts';
import { connectGuest } from '../support/guest.ts';
import { runDueJobs } from '../support/jobs.ts';
import { matchedPair } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];
/** What a page would run if it took words of people for HTML. */
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

// Promise A13 of docs/promises.md.
describe('the archive of my data on the screen', () => {
  let app: TestApp;
  let folder: string;
  const pages: Page[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshi-archive-'));
    // Jobs run only when the test runs them.
    app = await startTestApp({ limits: { jobPollMs: 3_600_000 } });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  after(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const look of LOOKS) {
    const words = WORDS[look.language];
    const name = `${look.size}-${look.language}`;

    it(`is asked for, made and downloaded on a ${look.size} in ${look.language}, and its page reads well`, async () => {
      const { alice, bob, conversationId } = await matchedPair(app);
      const [ada, ben] = [await connectGuest(app, alice), await connectGuest(app, bob)];
      await ada.line.ask('message:send', message(conversationId, HOSTILE));
      await ben.line.ask('message:send', message(conversationId, '土曜日の夜はどうですか。'));
      await ada.call('profiles.setAvatar', { body: await picture() });
      const page = await openSignedIn(app, alice, look);
      pages.push(page);

      await walkTo(page, '/settings/data');
      await page.getByRole('button', { name: words.settings.dataExportAsk }).waitFor();
      await keepPicture(page, 'screens', `data-none-${name}`);
      expect(await violations(page)).to.deep.equal([]);
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);
      await page.getByRole('button', { name: words.settings.dataExportAsk }).click();
      await page.getByText(words.settings.dataExportMaking).waitFor();
      await keepPicture(page, 'screens', `data-making-${name}`);
      expect(await violations(page)).to.deep.equal([]);
      await runDueJobs(app);
      await page.getByText(words.settings.dataExportReady).waitFor();
      await keepPicture(page, 'screens', `data-ready-${name}`);
      expect(await violations(page)).to.deep.equal([]);
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: words.settings.dataExportDownload }).click();
      const entries = readArchive(await readFile(await (await saving).path()));
      const file = join(folder, `${name}.html`);
      await writeFile(file, entries.get('index.html') ?? '');

      const read = await openPage(look);
      pages.push(read.page);
      const asked: string[] = [];
      read.page.on('request', (request) => asked.push(request.url()));
      await read.page.goto(pathToFileURL(file).href);
      await keepPicture(read.page, 'screens', `data-page-${name}`);

      expect(await read.page.locator('html').getAttribute('lang')).to.equal(look.language);
      await read.page.getByText(HOSTILE).waitFor();
      await read.page.getByText('土曜日の夜はどうですか。').waitFor();
      expect(await read.page.title()).not.to.match(/[12]/);
      const { width, height } = (await read.page.getByRole('img').boundingBox()) ?? { width: 0, height: 0 };
      expect([width, height]).to.deep.equal([96, 96]);
      expect(await violations(read.page)).to.deep.equal([]);
      expect(asked.filter((url) => !url.startsWith('data:'))).to.deep.equal([pathToFileURL(file).href]);
      const widths = await read.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect(widths[0]).to.be.at.most(widths[1] ?? 0);
    });
  }

  it('can be removed, and stopped while it is being made', async () => {
    const { alice } = await matchedPair(app);
    const page = await openSignedIn(app, alice, { size: 'desktop', language: 'en', theme: 'light' });
    pages.push(page);
    await walkTo(page, '/settings/data');

    await page.getByRole('button', { name: en.settings.dataExportAsk }).click();
    await page.getByRole('button', { name: en.settings.dataExportCancel }).click();
    await page.getByRole('button', { name: en.settings.dataExportAsk }).click();
    await page.getByText(en.settings.dataExportMaking).waitFor();
    await runDueJobs(app);
    await page.getByRole('button', { name: en.settings.dataExportRemove }).click();

    await page.getByText(en.settings.dataExportRemoved).waitFor();
    await page.getByRole('button', { name: en.settings.dataExportAsk }).waitFor();
    expect((await alice.call('dataExport.get')).state).to.equal('none');
  });

  it('says what to do without a connection', async () => {
    const { alice } = await matchedPair(app);
    const page = await openSignedIn(app, alice, { size: 'phone', language: 'en', theme: 'light' });
    pages.push(page);
    await page.route('**/account/export', (route) => route.abort());

    await walkTo(page, '/settings/data');
    await page.getByRole('button', { name: en.common.retry }).waitFor();
    await page.unroute('**/account/export');
    await page.getByRole('button', { name: en.common.retry }).click();

    await page.getByRole('button', { name: en.settings.dataExportAsk }).waitFor();
  });
});
