/**
 * Opens the web app as first visits on a slow phone: the visitor's page, the public page of a topic, and the first screen of a
 * person who is signed in. Beside each, a bare server sends a static page with the same text.
 */
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import type { BenchOptions } from './support/options.ts';
import { loadPage, type PageLoad, type Visit } from './support/page-load.ts';
import { type BenchReport, median, rounded, type Say } from './support/report.ts';
import { type BenchServer, startBare, startDemo } from './support/servers.ts';

interface Subject {
  name: 'visitor' | 'topic' | 'signedIn';
  visit: Visit;
  bare: BenchServer;
}

export async function benchWeb({ rounds }: BenchOptions, say: Say): Promise<BenchReport> {
  const meshi = await startDemo();
  const browser = await launchChromium({ isMeasured: true });
  const subjects: Subject[] = [];
  try {
    const signIn = (context: BrowserContext) => giveSession(context, meshi.url, meshi.credential);
    subjects.push(await subject('visitor', browser, { url: `${meshi.url}/` }));
    subjects.push(await subject('topic', browser, { url: await publicTopic(meshi.url) }));
    subjects.push(await subject('signedIn', browser, { url: `${meshi.url}/`, prepare: signIn }));
    const ours: Loads = { visitor: [], topic: [], signedIn: [] };
    const bares: Loads = { visitor: [], topic: [], signedIn: [] };
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, visit, bare } of subjects) {
        bares[name].push(await loadPage(browser, { url: bare.url }));
        ours[name].push(await loadPage(browser, visit));
        say(
          `round ${round}, ${name}: ${JSON.stringify(ours[name].at(-1))}, bare: ${JSON.stringify(bares[name].at(-1))}`,
        );
      }
    }
    return report(ours, bares);
  } finally {
    await browser.close();
    for (const { bare } of subjects) await bare.end();
    await meshi.end();
  }
}

type Loads = Record<Subject['name'], PageLoad[]>;

function report(ours: Loads, bares: Loads): BenchReport {
  const [visitor, topic, signedIn] = [summary(ours.visitor), summary(ours.topic), summary(ours.signedIn)];
  return {
    bench: 'web',
    ratios: {
      visitorContent: ratio(ours.visitor, bares.visitor),
      topicContent: ratio(ours.topic, bares.topic),
      signedInContent: ratio(ours.signedIn, bares.signedIn),
    },
    figures: {
      firstVisitKb: visitor.scriptKb,
      firstScreenKb: signedIn.scriptKb,
      requestsBeforeContent: visitor.requestsBeforeContent,
      contentMs: visitor.contentMs,
      usableMs: visitor.usableMs,
      visitor,
      topic,
      signedIn,
      bare: { visitor: summary(bares.visitor), topic: summary(bares.topic), signedIn: summary(bares.signedIn) },
    },
  };
}

/** Visits the page once to read its text, which a bare server then sends. */
async function subject(name: Subject['name'], browser: Browser, visit: Visit): Promise<Subject> {
  let text = '';
  await loadPage(browser, {
    ...visit,
    read: async (page) => {
      text = await page.evaluate(() => document.body.textContent ?? '');
    },
  });
  const paragraphs = text.split(/\n+/).map((line) => `<p>${line.replace(/[&<]/g, ' ')}</p>`);
  const head = '<!doctype html><meta name="viewport" content="width=device-width"><title>Meshi</title>';
  return { name, visit, bare: await startBare('bare-page', { PAGE: head + paragraphs.join('') }) };
}

/** A topic that visitors see on their page. */
async function publicTopic(url: string): Promise<string> {
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const [, path] = /href="(\/topics\/[^"?#]+)"/.exec(page) ?? [];
  if (!path) throw new Error('The demo shows visitors no topic');
  return url + path;
}

async function giveSession(
  context: BrowserContext,
  url: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const data = { email, password, refreshIn: 'cookie' };
  const answer = await context.request.post(`${url}/api/v1/sessions`, { data, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`Signing in was refused: ${await answer.text()}`);
  // As the app itself does after a sign-in.
  await context.addCookies([{ name: 'meshi_session', value: '1', url }]);
}

function summary(loads: readonly PageLoad[]): PageLoad {
  const of = (key: keyof PageLoad) => rounded(median(loads.map((load) => load[key])));
  return {
    scriptKb: of('scriptKb'),
    requestsBeforeContent: of('requestsBeforeContent'),
    contentMs: of('contentMs'),
    usableMs: of('usableMs'),
    layoutShift: of('layoutShift'),
  };
}

function ratio(ours: readonly PageLoad[], theirs: readonly PageLoad[]): number {
  return rounded(median(ours.map(({ contentMs }, at) => contentMs / (theirs[at]?.contentMs ?? Number.NaN))));
}
