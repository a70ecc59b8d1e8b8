/** A page in a browser profile of its own, on which a person has signed in. */
import { isIP } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { type Look, openPage } from './browser.ts';
import { en, ja } from './words.ts';

interface Credentials {
  email: string;
  password: string;
}

const DESKTOP: Look = { size: 'desktop', language: 'ja', theme: 'light' };

/** The page shows the topics. It has its session from a request, which takes less time than the form; `signInOn` uses the form. */
export async function openSignedIn(
  app: { url: string },
  { email, password }: Credentials,
  look: Look = DESKTOP,
): Promise<Page> {
  const { page } = await openPage(look);
  if (!isIP(new URL(app.url).hostname)) return openAndSignIn(page, app, { email, password }, look);
  const data = { email, password, refreshIn: 'cookie' };
  const answer = await page.request.post(`${app.url}/api/v1/sessions`, { data, headers: { origin: app.url } });
  if (!answer.ok()) throw new Error(`Signing in was refused: ${await answer.text()}`);
  await page.goto(`${app.url}/topics`);
  await topicsOf(page, look.language).waitFor();
  return page;
}

/** For a name that only the browser can resolve. */
async function openAndSignIn(page: Page, app: { url: string }, person: Credentials, look: Look): Promise<Page> {
  await page.goto(`${app.url}/sign-in`);
  await signInOn(page, person, look.language);
  return page;
}

/** Signs in on a page that shows the form. */
export async function signInOn(
  page: Page,
  { email, password }: Credentials,
  language: Look['language'] = 'ja',
): Promise<void> {
  const words = language === 'ja' ? ja : en;
  await page.getByLabel(words.account.email).fill(email);
  await page.getByLabel(words.account.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: words.account.signIn }).click();
  await topicsOf(page, language).waitFor();
}

function topicsOf(page: Page, language: Look['language']): Locator {
  const words = language === 'ja' ? ja : en;
  return page.getByRole('heading', { name: words.topics.title, exact: true });
}
