/**
 * The service worker: keeps the files of one build of the app, so that it also starts without a connection, and shows push
 * notifications. It keeps nothing that a server answers to a person: only files that are the same for everyone.
 *
 * Plain JavaScript, because the types of workers contradict those of pages.
 */
import './push.js';

/** Of the build: `web/worker/vite.config.ts` fills them in. */
const VERSION = __VERSION__;
const FILES = __FILES__;
const ENTRY = __ENTRY__;

const PREFIX = 'meshi-shell-';
const CACHE = PREFIX + VERSION;
const SHELL = '/index.html';
const HASHED = '/assets/';
/** As in `src/http/web-app.ts`: what is never a page of the app. */
const NOT_THE_APP = /^\/(?:api|docs|socket\.io|healthz|readyz)(?:\/|$)|\.[^/]*$/;
/** What stands before a server answers so while the server is away. */
const AWAY = [502, 503, 504];

self.addEventListener('install', (event) => event.waitUntil(keepFiles()));
self.addEventListener('activate', (event) => event.waitUntil(begin()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (FILES.includes(pathname))
    event.respondWith(pathname.startsWith(HASHED) ? keptFirst(request) : freshFirst(request));
  else if (request.mode === 'navigate' && !NOT_THE_APP.test(pathname)) event.respondWith(pageOf(event));
});

self.addEventListener('message', ({ data, ports: [port] }) => {
  if (data?.asks === 'take-over') void self.skipWaiting();
  // A page that runs this entry is of the same build.
  if (data?.asks === 'is-same-build') port?.postMessage(data.entry === ENTRY);
});

/** All or nothing: if a file is missing, the browser tries again later. */
async function keepFiles() {
  const cache = await caches.open(CACHE);
  const page = await fetch(SHELL, { cache: 'no-store', credentials: 'omit' });
  // During a deploy, another server may answer with another build.
  if (!page.ok || !(await page.clone().text()).includes(ENTRY)) throw new Error('The page is not of this build');
  await cache.put(SHELL, page);
  await cache.addAll(FILES);
}

async function begin() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  // The server is asked for a page while this worker starts.
  await self.registration.navigationPreload?.enable();
}

/** The server's page, which for visitors is made for them; without a connection, the app. */
async function pageOf({ request, preloadResponse }) {
  try {
    const page = (await preloadResponse) ?? (await fetch(request));
    return AWAY.includes(page.status) ? ((await kept(SHELL)) ?? page) : page;
  } catch (error) {
    const shell = await kept(SHELL);
    if (!shell) throw error;
    return shell;
  }
}

async function keptFirst(request) {
  return (await kept(request)) ?? fetch(request);
}

async function freshFirst(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const file = await kept(request);
    if (!file) throw error;
    return file;
  }
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  // These files are the same for every cookie and encoding.
  return cache.match(request, { ignoreVary: true, ignoreSearch: true });
}
