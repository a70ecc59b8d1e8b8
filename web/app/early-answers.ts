/** What the page asked the server before the app was loaded: `public/appearance.js` renews the session and reads the account. */

declare global {
  interface Window {
    /** By the path of the request. */
    meshiEarly?: Record<string, Promise<Response>> | undefined;
  }
}

/** Sends a request, unless the page has sent it: then the first call takes its answer. */
export async function fetchOrTakeEarly(url: string, init: RequestInit): Promise<Response> {
  const early = window.meshiEarly ?? {};
  const { pathname } = new URL(url, location.href);
  const answer = early[pathname];
  delete early[pathname];
  const found = await answer?.catch(() => null);
  return found?.ok ? found : fetch(url, init);
}
