/** Measures what a page really hears, by the browser's own statistics of every peer connection it makes. */
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Every connection the page made, the ended ones too. */
    peerConnections: RTCPeerConnection[];
  }
}

export interface Heard {
  /** Sum over all incoming sound; grows by about 1 in 6 s of speech, not at all in silence. */
  energy: number;
  /** Seconds of incoming sound that were played, silence included: a clock that only runs while sound is wired up. */
  playedSeconds: number;
}

/** Must be called before the page loads. */
export async function watchSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.peerConnections = [];
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct(target, args: [RTCConfiguration?]) {
        const connection = new target(...args);
        window.peerConnections.push(connection);
        return connection;
      },
    });
  });
}

export function heard(page: Page): Promise<Heard> {
  return page.evaluate(async () => {
    const sum = { energy: 0, playedSeconds: 0 };
    for (const connection of window.peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== 'inbound-rtp' || entry.kind !== 'audio') continue;
        sum.energy += entry.totalAudioEnergy ?? 0;
        sum.playedSeconds += entry.totalSamplesDuration ?? 0;
      }
    }
    return sum;
  });
}

/** Resolves when the page hears sound, now, not merely heard it before. */
export async function hearsSound(page: Page): Promise<void> {
  const { energy } = await heard(page);
  await until(page, async () => {
    const now = await heard(page);
    // A new connection counts from zero again.
    return now.energy > energy + 0.001 || (now.energy < energy && now.energy > 0.001);
  });
}

/** Resolves when the page has played `seconds` of incoming sound in a row that was pure silence. */
export async function hearsSilence(page: Page, seconds = 2): Promise<void> {
  let start = await heard(page);
  await until(page, async () => {
    const now = await heard(page);
    if (now.energy !== start.energy) start = now;
    return now.playedSeconds - start.playedSeconds >= seconds;
  });
}

/** Asks again at each of the page's own frames; the test's timeout bounds it. */
async function until(page: Page, holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
}
