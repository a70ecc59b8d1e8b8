/**
 * The service worker of this browser: the app starts without a connection, and push notifications arrive. There is none on pages
 * without a secure context.
 *
 * A new build is offered, and only a press takes it: the other files of this page's build are gone with its worker. Where another
 * tab has replaced the worker, the build is still offered.
 */
import type { MeshiClient } from '@meshi/client';
import { onBack } from './is-here.ts';
import { onReconnected } from './reconnected.ts';

const WORKER = '/service-worker.js';
/** Before, a worker that only showed push notifications. It has no files that a page would miss. */
const FORMER_WORKER = '/push-worker.js';
const CHECK_EVERY_MS = 10 * 60_000;
const NOT_INSTALLED = 'The service worker could not be installed';

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
  if (!newestWorker(registration)) throw new Error(NOT_INSTALLED);
  newestWorker(registration)?.addEventListener('statechange', () => {
    // A failed first installation ends the registration, and the next call begins another.
    if (!newestWorker(registration)) registering = null;
  });
  return registration;
}

function newestWorker({ installing, waiting, active }: ServiceWorkerRegistration): ServiceWorker | null {
  return installing ?? waiting ?? active;
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
      if (worker.state === 'redundant') reject(new Error(NOT_INSTALLED));
      else if (worker.state !== 'installing') resolve();
    });
  });
}

/**
 * Looks for a new build when the reader comes back, and after the connection was lost: the server may have been replaced. Call it
 * once, after `followActivity`.
 */
export function followBuilds(meshi: MeshiClient): void {
  if (!hasServiceWorkers()) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => void considerController());
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
  onReconnected(meshi, check);
}

/** Another tab, or this one, has let a worker take over. */
async function considerController(): Promise<void> {
  const { controller } = navigator.serviceWorker;
  if (controller && !(await isSameBuild(controller))) offer(controller);
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
  if (ready === worker) return;
  ready = worker;
  worker.addEventListener('statechange', () => {
    // A still newer build has replaced it.
    if (ready !== worker || worker.state !== 'redundant') return;
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
  const worker = ready;
  const show = () => {
    if (worker?.state === 'activated') location.reload();
  };
  worker?.addEventListener('statechange', show);
  worker?.postMessage({ asks: 'take-over' });
  // Another tab has taken it already.
  show();
}
