/** People with a browser each, on pages that use the SDK alone, for tests of voice. */
import type { Browser, Page } from 'playwright-core';
import type { MeshiClient, VoiceSession } from '../../client-sdk/index.ts';
import type { JoinRoomOptions } from '../../client-sdk/voice-types.ts';
import type { TestApp } from '../support/app.ts';
import { launchChromium } from '../support/browser.ts';
import { newPerson, type SdkPerson } from '../support/sdk.ts';
import { openSdkPage } from './sdk-page.ts';

declare global {
  interface Window {
    meshi: MeshiClient;
    voice: VoiceSession;
    lastTrack: MediaStreamTrack;
    /** What the page has asked its microphone for, in order. */
    asked: MediaStreamConstraints[];
  }
}

/** Browsers that the tests of one file open. Call `close` after each test. */
export class VoicePages {
  readonly #app: () => TestApp;
  #browsers: Browser[] = [];

  constructor(app: () => TestApp) {
    this.#app = app;
  }

  /** Opens a browser whose microphone speaks, and signs a person in. `network` replaces the app's address. */
  async arrive(network: { url: string } = this.#app(), person?: SdkPerson): Promise<Page> {
    const [browser, someone] = await Promise.all([
      launchChromium({ voice: 'a.wav' }),
      person ?? newPerson(this.#app()),
    ]);
    this.#browsers.push(browser);
    const page = await openSdkPage(browser, network);
    await page.evaluate(
      async ({ email, password }) => {
        const { MeshiClient } = (await import('@meshi/client' as string)) as typeof import('../../client-sdk/index.ts');
        window.meshi = new MeshiClient();
        await window.meshi.signIn({ email, password });
      },
      { email: someone.email, password: someone.password },
    );
    await page.waitForFunction(() => window.meshi.connection.state === 'online');
    return page;
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    this.#browsers = [];
  }
}

/** Keeps the track that the page gets from its microphone next, as `lastTrack`, and what it asks for, as `asked`. */
export async function rememberTrack(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    window.asked = [];
    mediaDevices.getUserMedia = async (constraints) => {
      window.asked.push(constraints ?? {});
      const stream = await getUserMedia(constraints);
      Object.assign(window, { lastTrack: stream.getAudioTracks()[0] });
      return stream;
    };
  });
}

export async function createRoom(page: Page): Promise<string> {
  return page.evaluate(async () => (await window.meshi.rooms.create({ title: 'Tea after work' })).id);
}

export async function walkIn(page: Page, roomId: string, options: Omit<JoinRoomOptions, 'track'> = {}): Promise<void> {
  await page.evaluate(
    async ({ id, how }) => {
      window.voice = await window.meshi.rooms.join(id, how);
    },
    { id: roomId, how: options as { isMuted?: boolean } },
  );
}

/** Resolves when the peers that this page sees match. */
export async function sees(page: Page, matches: (peers: VoiceSession['peers']) => boolean): Promise<void> {
  await page.waitForFunction(`(${matches})(window.voice.peers)`);
}
