/* Shows notifications that come by push while Meshi is closed, and opens what they are about. */

self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data?.json() ?? {}));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

async function show({ id, title = 'Meshi', body = '', url, language }) {
  // Whoever looks at Meshi right now sees the bell.
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some((page) => page.focused)) return;
  // A message that is delivered twice replaces itself.
  await self.registration.showNotification(title, { body, tag: id, lang: language, icon: '/icon.svg', data: { url } });
}

async function open(address) {
  const url = new URL(address ?? '/notifications', self.location.origin);
  // The path alone: where Meshi has another address meanwhile, this one is what the person knows.
  const here = new URL(url.pathname + url.search + url.hash, self.location.origin).href;
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) return self.clients.openWindow(here);
  await page.focus();
  return page.navigate(here).catch(() => self.clients.openWindow(here));
}
