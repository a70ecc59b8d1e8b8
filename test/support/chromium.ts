/** Chromium for tests: without a screen, with a microphone that needs no permission. */
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--hide-scrollbars',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // A page that a test hands in has no address; the browser would take loopback for a foreign network.
  '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks',
];

export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
export const LOCALES = { ja: 'ja-JP', en: 'en-US' };

/** A browser of its own: storage and microphone are nobody else's. Without a `voice` file the microphone beeps. */
export function launchChromium({ voice }: { voice?: 'a.wav' | 'b.wav' } = {}): Promise<Browser> {
  const { CHROMIUM, SPEECH_DIR } = process.env;
  if (voice && !SPEECH_DIR) throw new Error('SPEECH_DIR is not set: run the tests by npm test');
  const speech = voice ? [`--use-file-for-fake-audio-capture=${join(SPEECH_DIR ?? '', voice)}`] : [];
  return chromium.launch({
    executablePath: CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...ARGUMENTS, ...speech],
  });
}
