/**
 * One clock for all screens, so that "today", "3 minutes ago" and "has ended" stay true while a page is open. It ticks at each
 * full minute, and so at midnight, and when a page that the browser had suspended is shown again.
 */
import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;

let now = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/**
 * What `read` returns for the current time. The component renders again when the result has changed. It is a text, a number or
 * another primitive value.
 */
export function useClock<Value extends string | number | boolean | null>(read: (now: number) => Value): Value {
  return useSyncExternalStore(subscribe, () => read(currentMinute()));
}

/** Whether a time has come. */
export function useIsPast(iso: string): boolean {
  return useClock((at) => Date.parse(iso) <= at);
}

/** The time of the last tick; if nobody listens, the current time. */
function currentMinute(): number {
  if (listeners.size === 0) now = Date.now();
  return now;
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) start();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

function start(): void {
  now = Date.now();
  schedule();
  // Timers of a hidden or suspended page are late.
  document.addEventListener('visibilitychange', tick);
  addEventListener('pageshow', tick);
}

function stop(): void {
  clearTimeout(timer);
  document.removeEventListener('visibilitychange', tick);
  removeEventListener('pageshow', tick);
}

function tick(): void {
  now = Date.now();
  schedule();
  for (const listener of listeners) listener();
}

function schedule(): void {
  clearTimeout(timer);
  timer = setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS));
}
