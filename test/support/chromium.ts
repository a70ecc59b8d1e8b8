/** Chromium: headless, with a microphone that needs no permission. */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  // A process of its own would cost a tenth of the time in which a page opens.
  '--in-process-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--hide-scrollbars',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // A name that is not localhost: its pages are no secure context, as on a phone that opens a server in its network.
  '--host-resolver-rules=MAP meshi.test 127.0.0.1',
  // A page whose content comes from the test has no address, so Chromium would block its requests to loopback.
  '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks',
];
const QUICK = ['--js-flags=--no-opt --no-maglev'];

export const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
  small: { width: 320, height: 640 },
  tablet: { width: 820, height: 1180 },
  /** A desktop at 200 %: half as many pixels of CSS, each twice as large. */
  zoomed: { width: 640, height: 400 },
};
export const LOCALES = { ja: 'ja-JP', en: 'en-US' };
const ENOUGH_BYTES = 2 ** 30;

interface BrowserOptions {
  /** The sound file of the microphone, which beeps without one. */
  voice?: 'a.wav' | 'b.wav';
  /** The whole browser, not only what draws pages: it also shows notifications of the system. */
  isWhole?: boolean;
  /** Code is optimised as in a person's browser. Pages of tests live for seconds: there it takes more time than it saves. */
  isMeasured?: boolean;
}

/** Launches a separate browser with its own storage and microphone. */
export function launchChromium({ voice, isWhole = false, isMeasured = false }: BrowserOptions = {}): Promise<Browser> {
  const { CHROMIUM = '/usr/bin/chromium', HEADLESS_SHELL = CHROMIUM, SPEECH_DIR } = process.env;
  if (voice && !SPEECH_DIR) throw new Error('SPEECH_DIR is not set. Run the tests with npm test.');
  const speech = voice ? [`--use-file-for-fake-audio-capture=${join(SPEECH_DIR ?? '', voice)}`] : [];
  return chromium.launch({
    executablePath: isWhole ? CHROMIUM : HEADLESS_SHELL,
    headless: true,
    ...(hasSharedMemory() && { ignoreDefaultArgs: ['--disable-dev-shm-usage'] }),
    args: [...ARGUMENTS, ...(isMeasured ? [] : QUICK), ...speech],
  });
}

/** Whether Chromium can share memory between its processes there. Otherwise it uses files, which costs a tenth of its time. */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}
