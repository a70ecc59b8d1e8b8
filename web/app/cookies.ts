/** Cookies that the server reads when it chooses a page. They say nothing about who somebody is, and give no right. */

const YEAR_S = 365 * 24 * 60 * 60;

/** Browsers also send it when a link of another site is followed. `value` is plain letters and digits. */
export function writeCookie(name: 'meshi_session' | 'meshi_language', value: string): void {
  const security = location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of browsers is missing on plain http.
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax${security}`;
}
