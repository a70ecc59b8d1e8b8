/**
 * A cookie that tells the server whether to send this app or the pages of visitors. It says nothing about who, and gives no
 * right. Unlike the token, browsers send it also when a link of another site is followed.
 */
import type { MeshiClient } from '@meshi/client';

/** As in `src/http/session-hint.ts`. */
const NAME = 'meshi_session';
const YEAR_S = 365 * 24 * 60 * 60;

/** Keeps the cookie up to date. `resumed` is the attempt to resume the last session. */
export function followSession(meshi: MeshiClient, resumed: Promise<unknown>): void {
  resumed.then(
    () => write(meshi.me !== null),
    // The server could not be asked. What was known before still holds.
    () => undefined,
  );
  meshi.on('me:changed', (me) => write(me !== null));
}

/** Leaves the app for the page that visitors see at this address. The cookie says that they are one. */
export function showToVisitor(address: string): void {
  write(false);
  // The router has changed the address already, or it is the address of this page.
  if (location.pathname + location.search + location.hash === address) location.reload();
  else location.replace(address);
}

function write(hasSession: boolean): void {
  const security = location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of browsers is missing on plain http.
  document.cookie = `${NAME}=${hasSession ? 1 : 0}; path=/; max-age=${YEAR_S}; samesite=lax${security}`;
}
