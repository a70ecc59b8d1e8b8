/** Measures what a page really hears, with the browser's statistics of all its peer connections. */
import type { Page } from 'playwright-core';
import { until } from './until.ts';

declare global {
  interface Window {
    /** Every connection that the page has created, including ended ones. */
    peerConnections: RTCPeerConnection[];
  }
}

export interface Heard {
  /** Sum over all incoming sound. It grows by about 1 in 6 s of speech, and not at all in silence. */
  energy: number;
  /** Seconds of incoming sound that were played, including silence. It grows only while sound is connected. */
  playedSeconds: number;
}

/** Starts recording the page's peer connections. Call it before the page loads. */
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

/** Resolves when the page hears new sound after this call. */
export async function hearsSound(page: Page): Promise<void> {
  const { energy } = await heard(page);
  await until(async () => {
    const now = await heard(page);
    // A new connection starts at zero.
    return now.energy > energy + 0.001 || (now.energy < energy && now.energy > 0.001);
  });
}

/** Resolves when the page has played `seconds` of uninterrupted silence. */
export async function hearsSilence(page: Page, seconds = 2): Promise<void> {
  let start = await heard(page);
  await until(async () => {
    const now = await heard(page);
    if (now.energy !== start.energy) start = now;
    return now.playedSeconds - start.playedSeconds >= seconds;
  });
}
