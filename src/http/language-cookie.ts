/** The cookie with the language that somebody has chosen on a page. */
import { parseCookie } from 'cookie';

export const LANGUAGE_COOKIE = 'meshi_language';

/** Null if none was chosen. */
export function chosenLanguage(cookieHeader: string | undefined): 'ja' | 'en' | null {
  const language = parseCookie(cookieHeader ?? '')[LANGUAGE_COOKIE];
  return language === 'ja' || language === 'en' ? language : null;
}
