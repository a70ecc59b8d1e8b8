/* Shows push notifications while Meshi is closed, and opens their screen on a click. */

self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data?.json() ?? {}));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

async function show({ id, title = 'Meshi', body = '', url, language }) {
  // A person who is looking at Meshi already sees the bell.
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some((page) => page.focused)) return;
  // The tag makes a notification that is delivered twice replace itself.
  await self.registration.showNotification(title, { body, tag: id, lang: language, icon: '/icon.svg', data: { url } });
}

async function open(address) {
  const url = new URL(address ?? '/notifications', self.location.origin);
  // Use only the path: the notification may name a former address of Meshi.
  const here = new URL(url.pathname + url.search + url.hash, self.location.origin).href;
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) return self.clients.openWindow(here);
  await page.focus();
  return page.navigate(here).catch(() => self.clients.openWindow(here));
}
