/** Opens a page as a first visit on a slow phone, and measures it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { SIZES } from '../../test/support/chromium.ts';
import { longestChain, type Span } from './chains.ts';

/** 1.6 Mbit/s with 150 ms, and a processor of a quarter of this machine's speed. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const CPU_SLOWDOWN = 4;
/** A page is usable when its processor has had no long task for this time after its content was there. */
const QUIET_MS = 1_000;
const LIMIT_MS = 30_000;
/** What a page shows does not wait for them. */
const BESIDE = new Set(['Image', 'Manifest', 'Other']);

export interface PageLoad {
  /** JavaScript that was transferred until the page was usable. */
  scriptKb: number;
  /** The most requests one after another before the content. */
  requestsBeforeContent: number;
  /** Until the largest part of the content was drawn. */
  contentMs: number;
  usableMs: number;
  layoutShift: number;
}

interface Transfer extends Span {
  type: string;
  bytes: number;
}

export interface Visit {
  url: string;
  /** Prepares the new profile, for example with a session. */
  prepare?: (context: BrowserContext) => Promise<void>;
  /** Reads something from the page after it was measured. */
  read?: (page: Page) => Promise<void>;
}

/** One visit with a new profile: nothing is cached. */
export async function loadPage(browser: Browser, { url, prepare, read }: Visit): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: SIZES.phone, locale: 'ja-JP', reducedMotion: 'reduce' });
  try {
    await prepare?.(context);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const transfers = await watchTransfers(session);
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await page.addInitScript(watchInPage, QUIET_MS);
    await page.goto(url, { waitUntil: 'load', timeout: LIMIT_MS });
    const { contentMs, usableMs, layoutShift } = await untilUsable(page);
    const before = (ms: number) => transfers().filter(({ end }) => end <= ms);
    const scripts = before(usableMs).filter(({ type }) => type === 'Script');
    await read?.(page);
    return {
      scriptKb: scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000,
      requestsBeforeContent: longestChain(before(contentMs).filter(({ type }) => !BESIDE.has(type))),
      contentMs,
      usableMs,
      layoutShift,
    };
  } finally {
    await context.close();
  }
}

/** Returns a function for what has been transferred, in milliseconds since the first request. */
async function watchTransfers(session: CDPSession): Promise<() => Transfer[]> {
  await session.send('Network.enable');
  let startS: number | null = null;
  const running = new Map<string, { start: number; type: string }>();
  const done: Transfer[] = [];
  session.on('Network.requestWillBeSent', ({ requestId, timestamp, type }) => {
    startS ??= timestamp;
    running.set(requestId, { start: (timestamp - startS) * 1000, type: type ?? 'Other' });
  });
  // A script that was preloaded has another type until its answer is there.
  session.on('Network.responseReceived', ({ requestId, type, response: { mimeType } }) => {
    const request = running.get(requestId);
    if (request) request.type = mimeType.includes('javascript') ? 'Script' : type;
  });
  session.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const request = running.get(requestId);
    if (request) done.push({ ...request, end: (timestamp - (startS ?? timestamp)) * 1000, bytes: encodedDataLength });
  });
  return () => done;
}

interface Seen {
  contentMs: number;
  usableMs: number;
  layoutShift: number;
  isQuiet: boolean;
}

/** Runs inside the page, before its own scripts. */
function watchInPage(quietMs: number): void {
  const seen = { contentMs: 0, busyMs: 0, layoutShift: 0 };
  const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry);
    }).observe({ type, buffered: true });
  observe('largest-contentful-paint', ({ startTime }) => {
    seen.contentMs = startTime;
  });
  observe('longtask', ({ startTime, duration }) => {
    seen.busyMs = startTime + duration;
  });
  observe('layout-shift', (entry) => {
    seen.layoutShift += Number(Reflect.get(entry, 'value'));
  });
  Reflect.set(window, 'pageLoad', () => {
    const usableMs = Math.max(seen.contentMs, seen.busyMs);
    return { ...seen, usableMs, isQuiet: seen.contentMs > 0 && performance.now() - usableMs > quietMs };
  });
}

async function untilUsable(page: Page): Promise<Seen> {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    const seen = await page.evaluate(() => (Reflect.get(window, 'pageLoad') as () => Seen)());
    if (seen.isQuiet) return seen;
    if (Date.now() > until) throw new Error(`${page.url()} was not usable after ${LIMIT_MS} ms`);
    await delay(100);
  }
}
