/** Waits that end: for a state that no event announces (the text of a field, the focus, a stored document), and for a promise. */
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const EVERY_MS = 20;
/** Longer than any step takes on a busy machine: it only ends the wait for what never comes. */
export const LIMIT_MS = 45_000;

/** Reads a value again and again, and resolves with the first one that fits; without `fits`, with the first truthy one. */
export async function until<Value>(
  read: () => Value | Promise<Value>,
  fits: (value: Value) => unknown = (value) => value,
): Promise<Value> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await read();
    if (fits(value)) return value;
    if (performance.now() > end) throw new Error(`After ${LIMIT_MS} ms it is still ${inspect(value)}`);
    await delay(EVERY_MS);
  }
}

/** Settles like `promise`, but rejects if it takes longer than any step does. `problem` then says what is still missing. */
export async function inTime<Value>(promise: Promise<Value>, problem: () => string): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`After ${LIMIT_MS} ms ${problem()}`)), LIMIT_MS).unref();
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
