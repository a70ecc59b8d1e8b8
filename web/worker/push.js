/* Shows push notifications while Meshi is closed, and opens their screen on a click. */

self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data?.json() ?? {}));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

async function show({ id, title = 'Meshi', body = '', url, language, seq = 0, close = [] }) {
  await Promise.all(close.map(closeRead));
  // A person who is looking at Meshi already sees the bell, and a message as a toast.
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some((page) => page.focused)) return;
  // The tag makes a notification replace the earlier one of the same conversation, and itself if it is delivered twice. Only
  // new messages sound again.
  const [shown] = await self.registration.getNotifications({ tag: id });
  const renotify = seq > (shown?.data?.seq ?? 0) && shown !== undefined;
  const options = { body, tag: id, renotify, lang: language, icon: '/icon.svg', data: { url, seq } };
  await self.registration.showNotification(title, options);
}

/** What was read on another device need not stay on this one, unless a later message has replaced it. */
async function closeRead({ id, seq }) {
  const shown = await self.registration.getNotifications({ tag: id });
  for (const notification of shown) if ((notification.data?.seq ?? 0) <= seq) notification.close();
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
