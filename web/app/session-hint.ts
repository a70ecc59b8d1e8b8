/**
 * Tells the server by a cookie whether to send this app or the pages of visitors. The refresh token is not enough: browsers do not
 * send it when a link of another site is followed.
 */
import type { MeshiClient } from '@meshi/client';
import { writeCookie } from './cookies.ts';
import { markIcon } from './icon-number.ts';

/** Keeps the cookie up to date. `resumed` is the attempt to resume the last session. */
export function followSession(meshi: MeshiClient, resumed: Promise<unknown>): void {
  resumed.then(
    () => {
      tellSession(meshi.me !== null);
      // The session has ended while the app was closed.
      if (!meshi.me) markIcon(0);
    },
    // The server could not be asked. What was known before still holds.
    () => undefined,
  );
  meshi.on('me:changed', (me) => tellSession(me !== null));
}

/** Leaves the app for the page that visitors see at this address. */
export function showToVisitor(address: string): void {
  tellSession(false);
  // The router has changed the address already, or it is the address of this page.
  if (location.pathname + location.search + location.hash === address) location.reload();
  else location.replace(address);
}

function tellSession(hasSession: boolean): void {
  writeCookie('meshi_session', hasSession ? '1' : '0');
}
