/** A page in a browser profile of its own, on which a person has signed in through the form. */
import type { Page } from 'playwright-core';
import { type Look, openPage } from './browser.ts';
import { en, ja } from './words.ts';

interface Credentials {
  email: string;
  password: string;
}

const DESKTOP: Look = { size: 'desktop', language: 'ja', theme: 'light' };

export async function openSignedIn(app: { url: string }, person: Credentials, look: Look = DESKTOP): Promise<Page> {
  const { page } = await openPage(look);
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
  await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();
}
