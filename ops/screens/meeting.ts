/**
 * `npm run screens -- --film`: the moving picture of the README, made from the running product. Two people at their phones: a
 * topic, "Interested", "Let's talk", a match, a chat. About 20 seconds, in both languages.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { type BenchServer, startDemo } from '../../bench/support/servers.ts';
import { MeshiClient } from '../../client-sdk/index.ts';
import { LOCALES, launchChromium } from '../../test/support/chromium.ts';
import { en, ja } from '../../test/support/words.ts';

const TO = join(import.meta.dirname, '../../docs/screens');
const SCREEN = { width: 360, height: 640 };
const GAP = 24;
const PAPER = '#e6ddd0';
const PASSWORD = 'a quiet evening with wine';
const WAIT_MS = 20_000;
/** How long a frame stays. */
const READ_MS = 2_000;
const GLANCE_MS = 1_000;

const TEXTS = {
  ja: {
    words: ja,
    names: ['佐藤 みか', '田中 健'],
    topic: 'コンパイラのテスト、どうしていますか',
    messages: ['ファジングから始めました。よかったら見せますよ。', 'ぜひ。ラーメンを食べながら話しませんか。'],
  },
  en: {
    words: en,
    names: ['Mika Sato', 'Ken Ward'],
    topic: 'How do you test a compiler?',
    messages: ['I began with fuzzing. I can show you.', 'Yes, please. Over ramen?'],
  },
} as const;
type Language = keyof typeof TEXTS;

class Film {
  readonly #pages: readonly Page[];
  readonly #frames: { picture: Buffer; ms: number }[] = [];

  constructor(pages: readonly Page[]) {
    this.#pages = pages;
  }

  /** Both screens side by side, as they are now. */
  async frame(ms: number): Promise<void> {
    const shots = await Promise.all(this.#pages.map((page) => page.screenshot({ animations: 'disabled' })));
    const { width, height } = SCREEN;
    const picture = await sharp({
      create: { width: 2 * width + 3 * GAP, height: height + 2 * GAP, channels: 3, background: PAPER },
    })
      .composite(shots.map((input, at) => ({ input, top: GAP, left: GAP + at * (width + GAP) })))
      .png()
      .toBuffer();
    this.#frames.push({ picture, ms });
  }

  async write(file: string): Promise<void> {
    const { size } = await sharp(
      this.#frames.map(({ picture }) => picture),
      { join: { animated: true } },
    )
      .webp({ delay: this.#frames.map(({ ms }) => ms), loop: 0, quality: 70, effort: 6 })
      .toFile(file);
    const seconds = this.#frames.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
    process.stdout.write(`${file}: ${seconds} s, ${Math.round(size / 1024)} KB\n`);
  }
}

async function signUp({ url }: BenchServer, displayName: string, language: Language): Promise<string> {
  const meshi = new MeshiClient({ url });
  const email = `film-${Math.random().toString(36).slice(2)}@example.com`;
  await meshi.signUp({ email, password: PASSWORD, displayName, language });
  await meshi.profiles.update({ tags: ['compilers', 'testing'], showsTopicsToVisitors: false });
  await meshi.close();
  return email;
}

async function openSignedIn(server: BenchServer, browser: Browser, email: string, language: Language): Promise<Page> {
  const context = await browser.newContext({
    viewport: SCREEN,
    locale: LOCALES[language],
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
    hasTouch: true,
  });
  context.setDefaultTimeout(WAIT_MS);
  const data = { email, password: PASSWORD, refreshIn: 'cookie' };
  await context.request.post(`${server.url}/api/v1/sessions`, { data, headers: { origin: server.url } });
  const page = await context.newPage();
  await page.goto(`${server.url}/topics`);
  await page.getByRole('article').first().waitFor();
  return page;
}

async function film(server: BenchServer, browser: Browser, language: Language): Promise<void> {
  const { words, names, topic, messages } = TEXTS[language];
  const emails = [await signUp(server, names[0], language), await signUp(server, names[1], language)] as const;
  const mika = await openSignedIn(server, browser, emails[0], language);
  const ken = await openSignedIn(server, browser, emails[1], language);
  const shot = new Film([mika, ken]);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first();
  // What disappears after some seconds must not cover later frames.
  const closeToasts = async () => {
    for (const page of [mika, ken]) {
      const close = page.locator('.toast:not([data-ending-style]) .icon-button');
      while ((await close.count()) > 0) await close.first().click();
    }
  };
  await shot.frame(GLANCE_MS);

  await button(mika, words.topics.create).click();
  await mika.getByLabel(words.topics.titleField).fill(topic);
  await shot.frame(GLANCE_MS);
  await mika.getByRole('dialog').getByLabel(words.fields.tags).fill('compilers,');
  await shot.frame(GLANCE_MS);
  await button(mika, words.topics.publish).click();
  await mika.getByRole('heading', { name: topic }).waitFor();
  await ken.reload();
  const card = ken.getByRole('article').filter({ hasText: topic });
  await card.waitFor();
  await card.scrollIntoViewIfNeeded();
  await shot.frame(READ_MS);
  await closeToasts();

  await card.getByRole('button', { name: words.topics.interested, exact: true }).click();
  await mika.getByText(names[1]).first().waitFor();
  await shot.frame(READ_MS);
  await closeToasts();
  await mika.getByRole('button', { name: words.topics.letsTalk }).filter({ visible: true }).first().click();
  await mika.getByRole('dialog', { name: words.match.title }).waitFor();
  await ken.getByRole('dialog', { name: words.match.title }).waitFor();
  await shot.frame(READ_MS);

  await button(mika, words.match.open).click();
  await button(ken, words.match.open).click();
  await Promise.all([mika, ken].map((page) => page.getByRole('textbox').waitFor()));
  await shot.frame(READ_MS);
  for (const [page, other, text] of [
    [ken, mika, messages[0]],
    [mika, ken, messages[1]],
  ] as const) {
    await page.getByRole('textbox').fill(text);
    await shot.frame(GLANCE_MS);
    await button(page, words.messages.send).click();
    await other.getByRole('log').getByText(text).waitFor();
    await shot.frame(READ_MS);
  }
  await shot.frame(READ_MS);
  await shot.write(join(TO, `meeting-${language}.webp`));
}

const server = await startDemo();

const browser = await launchChromium();
try {
  for (const language of ['ja', 'en'] as const) await film(server, browser, language);
} finally {
  await browser.close();
  await server.end();
}
