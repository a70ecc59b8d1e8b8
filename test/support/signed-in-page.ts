/** A page in a browser profile of its own, on which a person has signed in. */
import { isIP } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { type Look, openPage } from './browser.ts';
import { en, ja } from './words.ts';

interface Credentials {
  email: string;
  password: string;
}

/** What Socket.IO answers when it lets a client in. */
const CONNECTED = '40{';
const DESKTOP: Look = { size: 'desktop', language: 'ja', theme: 'light' };

/** Opens the topics of a person who is signed in. */
export async function openSignedIn(app: { url: string }, person: Credentials, look: Look = DESKTOP): Promise<Page> {
  const { page } = await openPage(look);
  await showTopics(page, app, person, look.language);
  return page;
}

/** Signs a person in on a page that may have been prepared before, and shows the topics. The page has its connection then. */
export async function showTopics(
  page: Page,
  app: { url: string },
  person: Credentials,
  language: Look['language'] = 'ja',
): Promise<void> {
  // Only the browser can resolve some names of tests.
  const { hostname } = new URL(app.url);
  if (isIP(hostname) === 0 && hostname !== 'localhost') {
    await page.goto(`${app.url}/sign-in`);
    return signInOn(page, person, language);
  }
  await giveSession(page, app, person);
  await Promise.all([connected(page), page.goto(`${app.url}/topics`)]);
  await topicsOf(page, language).waitFor();
}

/** Resolves when the server has accepted the next connection of the page, which is made after the content is shown. */
async function connected(page: Page): Promise<void> {
  const socket = await page.waitForEvent('websocket');
  await socket.waitForEvent('framereceived', ({ payload }) => String(payload).startsWith(CONNECTED));
}

/** Gives the browser of a page a session by a request, which takes less time than the form. */
export async function giveSession(page: Page, app: { url: string }, { email, password }: Credentials): Promise<void> {
  const data = { email, password, refreshIn: 'cookie' };
  const answer = await page.request.post(`${app.url}/api/v1/sessions`, { data, headers: { origin: app.url } });
  if (!answer.ok()) throw new Error(`Signing in was refused: ${await answer.text()}`);
  // As the app itself does after a sign-in.
  await page.context().addCookies([{ name: 'meshi_session', value: '1', url: app.url }]);
}

/** Signs in on a page that shows the form. */
export async function signInOn(
  page: Page,
  { email, password }: Credentials,
  language: Look['language'] = 'ja',
): Promise<void> {
  const words = language === 'ja' ? ja : en;
  // A screen that is just being left may have a field of the same name.
  await page.getByRole('button', { name: words.account.signIn, exact: true }).waitFor();
  await page.getByLabel(words.account.email).fill(email);
  await page.getByLabel(words.account.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
  await topicsOf(page, language).waitFor();
}

function topicsOf(page: Page, language: Look['language']): Locator {
  const words = language === 'ja' ? ja : en;
  return page.getByRole('heading', { name: words.topics.title, exact: true });
}
