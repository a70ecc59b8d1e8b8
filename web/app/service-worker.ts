/**
 * The service worker of this browser: the app starts without a connection, and push notifications arrive. There is none on pages
 * without a secure context.
 *
 * A new build is offered, and only a press takes it: the other files of this page's build are gone with its worker.
 */
import type { MeshiClient } from '@meshi/client';
import { onBack } from './is-here.ts';

const WORKER = '/service-worker.js';
/** Before, a worker that only showed push notifications. It has no files that a page would miss. */
const FORMER_WORKER = '/push-worker.js';
const CHECK_EVERY_MS = 10 * 60_000;

let ready: ServiceWorker | null = null;
const listeners = new Set<() => void>();

export function hasServiceWorkers(): boolean {
  return isSecureContext && 'serviceWorker' in navigator;
}

/** The registration of this browser, of this worker or of the former one; null if there is none. */
export async function findRegistration(): Promise<ServiceWorkerRegistration | null> {
  return hasServiceWorkers() ? ((await navigator.serviceWorker.getRegistration(WORKER)) ?? null) : null;
}

let registering: Promise<ServiceWorkerRegistration> | null = null;

/**
 * Registers the worker. The former one is replaced within its registration, so that its push subscription stays. Rejects where
 * there are no workers.
 */
export function registerWorker(): Promise<ServiceWorkerRegistration> {
  registering ??= register();
  registering.catch(() => {
    registering = null;
  });
  return registering;
}

async function register(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' });
  const follow = () => {
    const { installing, waiting } = registration;
    if (waiting) void consider(registration, waiting);
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') void consider(registration, installing);
    });
  };
  registration.addEventListener('updatefound', follow);
  follow();
  return registration;
}

/** Resolves with the registration once a worker runs. Rejects if its files cannot be loaded. */
export async function activeRegistration(): Promise<ServiceWorkerRegistration> {
  const registration = await registerWorker();
  const { installing, active } = registration;
  if (installing && !active) await installed(installing);
  return navigator.serviceWorker.ready;
}

function installed(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'redundant') reject(new Error('The service worker could not be installed'));
      else if (worker.state !== 'installing') resolve();
    });
  });
}

/** Looks for a new build when the reader comes back, and after the connection was lost: the server may have been replaced. */
export function followBuilds(meshi: MeshiClient): void {
  let checkedAt = Date.now();
  const check = () => {
    checkedAt = Date.now();
    // Without a connection, the next time does.
    void findRegistration()
      .then((registration) => registration?.update())
      .catch(() => undefined);
  };
  onBack(() => {
    if (Date.now() - checkedAt > CHECK_EVERY_MS) check();
  });
  let wasAway = false;
  meshi.connection.on('changed', ({ state }) => {
    if (state === 'online' && wasAway) check();
    wasAway = state === 'reconnecting' || state === 'offline' || (wasAway && state !== 'online');
  });
}

/** A worker that waits takes over at once if this page loses nothing by it. Otherwise it is offered. */
async function consider({ active }: ServiceWorkerRegistration, waiting: ServiceWorker): Promise<void> {
  // The first worker of this browser does not wait.
  if (!active || active === waiting) return;
  const isFormer = new URL(active.scriptURL).pathname === FORMER_WORKER;
  if (isFormer || (await isSameBuild(waiting))) return waiting.postMessage({ asks: 'take-over' });
  offer(waiting);
}

/** A page that was loaded after a deploy is new already, and only its worker is old. */
function isSameBuild(worker: ServiceWorker): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute('src') ?? null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data === true);
    worker.postMessage({ asks: 'is-same-build', entry }, [port2]);
  });
}

function offer(worker: ServiceWorker): void {
  ready = worker;
  // A still newer build replaces one that waits, and so does another tab that takes it.
  worker.addEventListener('statechange', () => {
    if (ready !== worker || worker.state === 'installed') return;
    ready = null;
    tell();
  });
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`: whether a new build can be taken. */
export const newBuild = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isReady: () => ready !== null,
};

/** Takes the new build, and shows it. */
export function takeNewBuild(): void {
  ready?.addEventListener('statechange', ({ target }) => {
    if ((target as ServiceWorker).state === 'activated') location.reload();
  });
  ready?.postMessage({ asks: 'take-over' });
}
