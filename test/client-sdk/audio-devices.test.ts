/** Choosing how to enter a room, and with which microphone and speaker, in real browsers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import type { AudioDevices, MicrophoneTest } from '../../client-sdk/index.ts';
import { levelOf } from '../../client-sdk/microphone-test.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hearsSound } from '../support/sound.ts';
import { createRoom, rememberTrack, sees, VoicePages, walkIn } from './voice-page.ts';

declare global {
  interface Window {
    devices: AudioDevices;
    trial: MicrophoneTest;
    levels: number[];
  }
}

describe('entering a room with the SDK', () => {
  let app: TestApp;
  const pages = new VoicePages(() => app);

  before(async () => {
    app = await startTestApp();
  });
  afterEach(() => pages.close());
  after(() => app.close());

  it('muted, asks for the microphone only when the person unmutes', async () => {
    const [alice, bob] = await twoInARoom({ microphone: false, isMuted: true });
    await sees(alice, (peers) => peers.some(({ isMe, isMuted, hasMicrophone }) => !isMe && isMuted && !hasMicrophone));
    await hearsSound(bob);
    const asked = await askedOf(bob);

    await bob.evaluate(() => window.voice.unmute());

    await hearsSound(alice);
    await sees(alice, (peers) => peers.some(({ isMe, isMuted, hasMicrophone }) => !isMe && !isMuted && hasMicrophone));
    expect([asked.length, (await askedOf(bob)).length]).to.deep.equal([0, 1]);
  });

  it('as a listener, shows the person as one who is not muted and has no microphone', async () => {
    const [alice, bob] = await twoInARoom({ microphone: false });
    await hearsSound(bob);

    await sees(alice, (peers) => peers.some(({ isMe, isMuted, hasMicrophone }) => !isMe && !isMuted && !hasMicrophone));
    await sees(bob, (peers) => peers.some(({ isMe, isMuted, hasMicrophone }) => isMe && !isMuted && !hasMicrophone));
    expect(await askedOf(bob)).to.deep.equal([]);
    await bob.evaluate(() => window.voice.unmute());

    await sees(alice, (peers) => peers.every(({ hasMicrophone }) => hasMicrophone));
    await sees(bob, (peers) => peers.every(({ hasMicrophone }) => hasMicrophone));
  });

  for (const [what, name] of [
    ['is denied', 'NotAllowedError'],
    ['is missing', 'NotFoundError'],
    ['is in use', 'NotReadableError'],
  ] as const) {
    it(`shows a person whose microphone ${what} as a listener, and no longer when it works`, async () => {
      const [alice, bob] = await twoInARoom({});
      await sees(alice, (peers) => peers.every(({ hasMicrophone }) => hasMicrophone));

      await bob.evaluate((reason) => {
        const { mediaDevices } = navigator;
        const getUserMedia = mediaDevices.getUserMedia;
        mediaDevices.getUserMedia = async () => {
          throw new DOMException('', reason);
        };
        Object.assign(window, { repair: () => Object.assign(mediaDevices, { getUserMedia }) });
        window.lastTrack.stop();
        window.lastTrack.dispatchEvent(new Event('ended'));
      }, name);

      await sees(alice, (peers) => peers.some(({ isMe, hasMicrophone }) => !isMe && !hasMicrophone));
      await sees(bob, (peers) => peers.some(({ isMe, hasMicrophone }) => isMe && !hasMicrophone));
      await alice.waitForFunction(() => document.querySelectorAll('audio').length === 0);
      await bob.evaluate(async () => {
        (window as unknown as { repair(): void }).repair();
        await window.voice.unmute();
      });
      await hearsSound(alice);
      await sees(alice, (peers) => peers.every(({ hasMicrophone }) => hasMicrophone));
    });
  }

  it('lists the devices that the browser names, without asking for the microphone', async () => {
    const page = await pages.arrive();
    await rememberTrack(page);
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      const enumerateDevices = mediaDevices.enumerateDevices.bind(mediaDevices);
      // As browsers answer before the microphone is allowed.
      mediaDevices.enumerateDevices = async () => {
        mediaDevices.enumerateDevices = enumerateDevices;
        return ['audioinput', 'audiooutput'].map((kind) => ({ kind, deviceId: '', label: '' }) as MediaDeviceInfo);
      };
    });

    await watchDevices(page);
    const hidden = await page.evaluate(() => window.devices.snapshot);
    await page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
    await page.waitForFunction(() => window.devices.snapshot.microphones.length > 0);
    const { microphones, speakers } = await page.evaluate(() => window.devices.snapshot);

    expect(hidden).to.deep.include({ isLoaded: true, microphones: [], speakers: [] });
    expect(await askedOf(page)).to.deep.equal([]);
    expect(microphones.length).to.be.greaterThan(1);
    expect(speakers.length).to.be.greaterThan(0);
    for (const { id, name } of [...microphones, ...speakers]) {
      expect(id).not.to.be.oneOf(['', 'default', 'communications']);
      expect(name).not.to.equal('');
    }
  });

  it('shows how loud the chosen microphone is, and closes it afterwards', async () => {
    const page = await pages.arrive();
    await rememberTrack(page);

    await tryMicrophone(page);
    await page.waitForFunction(() => window.levels.some((level) => level > 0.4));
    const wasLive = await page.evaluate(() => window.lastTrack.readyState);
    await page.evaluate(() => window.trial.close());

    expect(wasLive).to.equal('live');
    expect(await page.evaluate(() => window.lastTrack.readyState)).to.equal('ended');
    expect(await page.evaluate(() => window.trial.snapshot)).to.include({ microphone: 'off', level: 0, problem: null });
  });

  it('says why a microphone cannot be tried', async () => {
    const page = await pages.arrive();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException('', 'NotAllowedError');
      };
    });

    await tryMicrophone(page);

    await page.waitForFunction(() => window.trial.snapshot.microphone === 'off');
    expect(await page.evaluate(() => window.trial.snapshot.problem)).to.equal('denied');
  });

  it('uses the chosen microphone and speaker, also for people who come later', async () => {
    const [alice, bob] = await Promise.all([pages.arrive(), pages.arrive()]);
    await rememberTrack(bob);
    const [microphoneId, speakerId] = await secondDevices(bob);
    const roomId = await createRoom(alice);
    await walkIn(bob, roomId, { microphoneId, speakerId });
    await walkIn(alice, roomId);

    await Promise.all([hearsSound(alice), hearsSound(bob)]);

    expect(await bob.evaluate(() => window.lastTrack.getSettings().deviceId)).to.equal(microphoneId);
    expect(await sinksOf(bob)).to.deep.equal([speakerId]);
    await bob.evaluate(() => window.voice.setSpeaker(null));
    expect(await sinksOf(bob)).to.deep.equal(['']);
    expect(await bob.evaluate(() => window.voice.snapshot)).to.include({ microphoneId, speakerId: null });
  });

  it('takes the default devices if the remembered ones are gone', async () => {
    const [alice, bob] = await Promise.all([pages.arrive(), pages.arrive()]);
    await rememberTrack(bob);
    const roomId = await createRoom(alice);

    await walkIn(alice, roomId);
    await walkIn(bob, roomId, { microphoneId: 'unplugged', speakerId: 'unplugged' });

    await Promise.all([hearsSound(alice), hearsSound(bob)]);
    expect(await sinksOf(bob)).to.deep.equal(['']);
    expect(await bob.evaluate(() => window.voice.snapshot)).to.include({ microphone: 'on', microphoneProblem: null });
  });

  it('has an example in the README that works unchanged', async () => {
    const page = await pages.arrive();
    const readme = await readFile(join(import.meta.dirname, '../../client-sdk/README.md'), 'utf8');
    const code = /<!-- sdk:door -->\n```js\n([\s\S]*?)```/.exec(readme)?.[1];
    if (code === undefined) throw new Error('The README has no such example');

    await page.addScriptTag({ type: 'module', content: code });

    await page.waitForFunction(() => document.title.includes('▮'));
  });

  /** Alice talks in a room, and Bob enters it with these options. What Bob asks the microphone for is kept. */
  async function twoInARoom(options: Parameters<typeof walkIn>[2]): Promise<[Page, Page]> {
    const [alice, bob] = await Promise.all([pages.arrive(), pages.arrive()]);
    await rememberTrack(bob);
    const roomId = await createRoom(alice);
    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId, options)]);
    return [alice, bob];
  }
});

describe('the level of a microphone', () => {
  it('is 0 for silence, 1 for the loudest sound, and between for anything else', () => {
    expect(levelOf(new Float32Array(512))).to.equal(0);
    expect(levelOf(new Float32Array(512).fill(1))).to.equal(1);
    expect(levelOf(new Float32Array(512).fill(0.03))).to.be.within(0.4, 0.6);
  });

  it('grows with the loudness', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 0.9, noNaN: true }), (amplitude) => {
        const quiet = levelOf(new Float32Array(64).fill(amplitude));
        expect(levelOf(new Float32Array(64).fill(amplitude * 1.1))).to.be.greaterThan(quiet);
      }),
    );
  });
});

function askedOf(page: Page): Promise<MediaStreamConstraints[]> {
  return page.evaluate(() => window.asked);
}

/** Starts `window.devices`. Resolves when the devices were read. */
async function watchDevices(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { watchAudioDevices } = (await import(
      '@meshi/client' as string
    )) as typeof import('../../client-sdk/index.ts');
    window.devices = watchAudioDevices();
  });
  await page.waitForFunction(() => window.devices.snapshot.isLoaded);
}

/** Starts `window.trial`, and collects its levels. Resolves when the browser has answered. */
async function tryMicrophone(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { testMicrophone } = (await import('@meshi/client' as string)) as typeof import('../../client-sdk/index.ts');
    window.levels = [];
    window.trial = testMicrophone();
    window.trial.on('changed', ({ level }) => window.levels.push(level));
  });
  await page.waitForFunction(() => window.trial.snapshot.microphone !== 'asking');
}

/** The ids of the second microphone and the second speaker: neither is the default. */
async function secondDevices(page: Page): Promise<[string, string]> {
  await watchDevices(page);
  await tryMicrophone(page);
  await page.evaluate(async () => {
    await window.devices.refresh();
    window.trial.close();
  });
  const { microphones, speakers } = await page.evaluate(() => window.devices.snapshot);
  return [microphones[1]?.id ?? '', speakers[1]?.id ?? speakers[0]?.id ?? ''];
}

/** The speakers on which the page plays each voice; '' is the default. */
function sinksOf(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('audio')].map((element) => element.sinkId));
}
