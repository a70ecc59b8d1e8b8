/**
 * Whether a browser probably has a session, as far as a request for a page shows it. Only decides which page is sent first: no
 * right depends on it.
 */
import { parseCookie } from 'cookie';

/**
 * Set by the web app: `1` with a session, `0` after one has ended. Unlike the refresh token, browsers also send it when a link of
 * another site is followed.
 */
export const SESSION_HINT = 'meshi_session';

/** `refreshCookie` is the name of the cookie with the refresh token, which decides if the app has never said anything. */
export function seemsSignedIn(cookieHeader: string | undefined, refreshCookie: string): boolean {
  const cookies = parseCookie(cookieHeader ?? '');
  const hint = cookies[SESSION_HINT];
  if (hint === '0' || hint === '1') return hint === '1';
  return cookies[refreshCookie] !== undefined || cookies[`__Host-${refreshCookie}`] !== undefined;
}
