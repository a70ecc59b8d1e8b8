/**
 * What the platform may lack: pages on plain http (a phone that opens a server in the same network) have no
 * `crypto.randomUUID`, `navigator.locks`, clipboard or microphone, and browsers of 2023 miss newer functions. The rest of the
 * SDK uses these functions instead, and an architecture test forbids the originals elsewhere.
 */

/** A random UUID, version 4. */
export function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // Not restricted to secure contexts, unlike randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export interface Deferred<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

/** A promise that is settled from outside. */
export function deferred<Value>(): Deferred<Value> {
  const settle = {} as Omit<Deferred<Value>, 'promise'>;
  const promise = new Promise<Value>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, ...settle };
}

/** A signal that aborts after `ms`. */
export function timeoutSignal(ms: number): AbortSignal {
  if (typeof AbortSignal.timeout === 'function') return AbortSignal.timeout(ms);
  const controller = new AbortController();
  const timer: unknown = setTimeout(() => controller.abort(), ms);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  return controller.signal;
}

/** A signal that aborts with the first of these. */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  if (typeof AbortSignal.any === 'function') return AbortSignal.any([...signals]);
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true, signal: controller.signal });
  }
  return controller.signal;
}

/** The locks that the tabs of one browser share; null outside browsers and on pages without them. */
export function tabLocks(): LockManager | null {
  // Node has Web Locks too, but two clients in Node share a store only if the integrator gives both the same one.
  if (typeof indexedDB === 'undefined' || typeof navigator === 'undefined') return null;
  return navigator.locks ?? null;
}

/** The devices of the browser; null on pages that are not a secure context, and outside browsers. */
export function mediaDevices(): MediaDevices | null {
  return globalThis.navigator?.mediaDevices ?? null;
}

/** Whether the person has allowed the microphone; null if the browser does not tell. */
export async function microphonePermission(): Promise<PermissionStatus | null> {
  try {
    return (await globalThis.navigator?.permissions?.query({ name: 'microphone' })) ?? null;
  } catch {
    // The browser knows no such permission.
    return null;
  }
}
