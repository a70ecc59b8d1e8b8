/**
 * A person with their own browser: speaks from a sound file, uses the screen in one language, and finds elements by their
 * text.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { LOCALES, launchChromium, SIZES } from './browser.ts';
import { passDoor } from './door.ts';
import { watchSound } from './sound.ts';
import { LIMIT_MS } from './until.ts';
import { en, ja } from './words.ts';

const words = { ja, en };

export interface VisitorOptions {
  name: string;
  language: keyof typeof words;
  size: keyof typeof SIZES;
  /** The sound file of the fake microphone. */
  voice: 'a.wav' | 'b.wav';
  /** The browser's time zone. Default: this machine's. */
  timeZone?: string;
  /** Folder under `test-results/` for a screenshot of each step. */
  pictures: string;
}

export class Visitor {
  readonly name: string;
  readonly page: Page;
  readonly words: typeof ja;
  readonly #browser: Browser;
  readonly #pictures: string;
  #steps = 0;

  private constructor(browser: Browser, page: Page, { name, language, pictures }: VisitorOptions) {
    this.#browser = browser;
    this.page = page;
    this.name = name;
    this.words = words[language];
    this.#pictures = join(import.meta.dirname, '../../test-results', pictures);
  }

  /** Opens the browser at `url`. */
  static async arrive(url: string, options: VisitorOptions): Promise<Visitor> {
    const browser = await launchChromium({ voice: options.voice });
    const context = await browser.newContext({
      locale: LOCALES[options.language],
      viewport: SIZES[options.size],
      permissions: ['microphone'],
      ...(options.timeZone && { timezoneId: options.timeZone }),
    });
    context.setDefaultTimeout(LIMIT_MS);
    const page = await context.newPage();
    await watchSound(page);
    const visitor = new Visitor(browser, page, options);
    await page.goto(url);
    await page.getByRole('heading').first().waitFor();
    return visitor;
  }

  /** Presses the button or link with this name. */
  async press(name: string): Promise<void> {
    const target = this.page
      .getByRole('button', { name, exact: true })
      .or(this.page.getByRole('link', { name, exact: true }));
    await target.first().click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).first().fill(text);
  }

  /** Resolves when the text is visible. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Opens one of the main areas through the navigation. */
  async visit(area: 'topics' | 'conversations' | 'rooms'): Promise<void> {
    const nav = this.page.getByRole('navigation', { name: this.words.nav.label });
    await nav.getByRole('link', { name: this.words.nav[area] }).click();
  }

  /** Answers how to enter a room, which is asked at the first entry: to talk. */
  passDoor(): Promise<void> {
    return passDoor(this.page, this.words);
  }

  /** Signs up, and leaves the two steps afterwards for later. */
  async signUp(handle: string): Promise<void> {
    const { account, front, welcome } = this.words;
    await this.press(front.start);
    await this.fill(account.displayName, this.name);
    await this.fill(account.email, `${handle}@example.com`);
    await this.fill(account.password, 'a quiet evening with wine');
    await this.picture('signing-up');
    await this.page.getByRole('button', { name: account.signUpAction, exact: true }).click();
    for (const title of [welcome.tagsTitle, welcome.cardTitle]) {
      await this.page.getByRole('heading', { name: title }).waitFor();
      await this.press(welcome.later);
    }
    await this.page.getByRole('heading', { name: this.words.topics.title }).first().waitFor();
  }

  /** Stores a screenshot. */
  async picture(step: string): Promise<void> {
    await mkdir(this.#pictures, { recursive: true });
    const number = String(++this.#steps).padStart(2, '0');
    await this.page.screenshot({
      path: join(this.#pictures, `${this.name}-${number}-${step}.png`),
      animations: 'disabled',
    });
  }

  leave(): Promise<void> {
    return this.#browser.close();
  }
}
