/** The SDK in real browsers: voice that is heard and recovers, and an outbox that survives a reload. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { LiveConversation, MeshiClient, VoiceSession } from '../../client-sdk/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeClients, talkingPair, waitFor } from '../support/sdk.ts';
import { hearsSilence, hearsSound } from '../support/sound.ts';
import { type Network, startNetwork } from './network.ts';
import { createRoom, rememberTrack, sees, VoicePages, walkIn } from './voice-page.ts';

declare global {
  interface Window {
    conversation: LiveConversation;
  }
}

describe('the SDK in a browser', () => {
  let app: TestApp;
  const pages = new VoicePages(() => app);
  const arrive: VoicePages['arrive'] = (...where) => pages.arrive(...where);

  before(async () => {
    app = await startTestApp();
  });
  afterEach(async () => {
    await pages.close();
    await closeClients();
  });
  after(() => app.close());

  it('lets two people hear each other, except while muted', async () => {
    const [alice, bob] = await Promise.all([arrive(), arrive()]);
    const roomId = await createRoom(alice);
    await rememberTrack(alice);

    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId)]);
    await Promise.all([hearsSound(alice), hearsSound(bob)]);
    await alice.evaluate(() => window.voice.mute());
    await hearsSilence(bob);
    const isSent = await alice.evaluate(() => window.lastTrack.enabled);
    const seen = await bob.evaluate(() => window.voice.peers.find(({ isMe }) => !isMe)?.isMuted);
    await alice.evaluate(() => window.voice.unmute());
    await hearsSound(bob);

    expect({ seen, isSent }, 'the client itself sends silence, too').to.deep.equal({ seen: true, isSent: false });
  });

  it('shows who is in the room, who is speaking, and whose hand is raised', async () => {
    const [alice, bob] = await Promise.all([arrive(), arrive()]);
    const roomId = await createRoom(alice);
    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId)]);

    await bob.evaluate(() => window.voice.raiseHand());
    await sees(alice, (peers) => peers.some(({ isMe, isSpeaking, hasHandUp }) => !isMe && isSpeaking && hasHandUp));
    await bob.evaluate(() => window.voice.leave());
    await sees(alice, (peers) => peers.length === 1);

    expect(await bob.evaluate(() => window.voice.snapshot)).to.include({ state: 'closed', closedReason: 'left' });
    expect(await bob.evaluate(() => document.querySelectorAll('audio').length)).to.equal(0);
  });

  it('shows a reaction to both for a few seconds', async () => {
    const [alice, bob] = await Promise.all([arrive(), arrive()]);
    const roomId = await createRoom(alice);
    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId)]);

    await bob.evaluate(() => window.voice.react('applause'));

    await sees(bob, (peers) => peers.some(({ isMe, reaction }) => isMe && reaction === 'applause'));
    await sees(alice, (peers) => peers.some(({ isMe, reaction }) => !isMe && reaction === 'applause'));
    await Promise.all(
      [alice, bob].map((page) => sees(page, (peers) => peers.every(({ reaction }) => reaction === null))),
    );
  });

  it('counts as used while the page is visible and the person does something', async () => {
    const alice = await arrive();
    const show = (state: DocumentVisibilityState) =>
      alice.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    const isActive = () => alice.evaluate(() => window.meshi.activity.isActive);
    await alice.clock.install();
    const states: boolean[] = [await isActive()];

    await show('hidden');
    await alice.mouse.move(10, 10);
    states.push(await isActive());
    await show('visible');
    states.push(await isActive());
    await alice.clock.fastForward('04:00');
    await alice.mouse.move(20, 20);
    await alice.clock.fastForward('04:00');
    states.push(await isActive());
    await alice.clock.fastForward('02:00');
    states.push(await isActive());
    await alice.keyboard.press('Shift');
    states.push(await isActive());

    expect(states).to.deep.equal([true, false, true, true, false, true]);
  });

  it('rejoins by itself after the network was cut, with what was chosen before and meanwhile', async () => {
    const network = await startNetwork(app);
    const [alice, bob] = await Promise.all([arrive(), arrive(network)]);
    const roomId = await createRoom(alice);
    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId)]);
    await bob.evaluate(() => window.voice.raiseHand());
    await hearsSound(bob);

    network.cut();
    await reaches(bob, 'recovering');
    await bob.evaluate(() => window.voice.mute());
    network.mend();
    await reaches(bob, 'live');

    await hearsSound(bob);
    await sees(alice, (peers) => peers.some(({ isMe, isMuted, hasHandUp }) => !isMe && isMuted && hasHandUp));
    await bob.evaluate(() => window.voice.unmute());
    await hearsSound(alice);
    await network.close();
  });

  it('keeps nothing of a microphone that closes while it is being received', async () => {
    const [alice, bob] = await Promise.all([arrive(), arrive()]);
    const roomId = await createRoom(alice);
    await alice.evaluate(() => {
      const { setRemoteDescription } = RTCPeerConnection.prototype;
      const released = new Promise((release) => Object.assign(window, { release }));
      RTCPeerConnection.prototype.setRemoteDescription = async function (this: RTCPeerConnection, description) {
        Object.assign(window, { isReceiving: true });
        await released;
        return Reflect.apply(setRemoteDescription, this, [description]);
      };
    });
    await walkIn(alice, roomId, { microphone: false });
    await walkIn(bob, roomId);
    await alice.waitForFunction(() => 'isReceiving' in window);

    await bob.evaluate(() => window.voice.leave());
    await sees(alice, (peers) => peers.length === 1);
    await alice.evaluate(() => (window as unknown as { release(): void }).release());
    // The marker: the next microphone is received after the closed one.
    await walkIn(bob, roomId);
    await hearsSound(alice);

    expect(await alice.evaluate(() => document.querySelectorAll('audio').length)).to.equal(1);
  });

  it('hears the others without a microphone, and says why there is none', async () => {
    const [alice, bob] = await Promise.all([arrive(), arrive()]);
    await bob.evaluate(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException('Permission denied', 'NotAllowedError');
      };
    });
    const roomId = await createRoom(alice);

    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId)]);
    await hearsSound(bob);

    const { microphone, microphoneProblem } = await bob.evaluate(() => window.voice.snapshot);
    expect({ microphone, microphoneProblem }).to.deep.equal({ microphone: 'off', microphoneProblem: 'denied' });
  });

  it('reopens the microphone when the device has ended its track', async () => {
    const [alice, bob] = await Promise.all([arrive(), arrive()]);
    const roomId = await createRoom(alice);
    await rememberTrack(bob);
    await Promise.all([walkIn(alice, roomId), walkIn(bob, roomId)]);
    await hearsSound(alice);

    await bob.evaluate(() => {
      window.lastTrack.stop();
      window.lastTrack.dispatchEvent(new Event('ended'));
    });

    await hearsSound(alice);
  });

  it('runs the voice example of the README unchanged', async () => {
    const page = await arrive();
    const code = await voiceExample();

    await page.addScriptTag({ type: 'module', content: code });

    await page.waitForFunction(() => document.title.includes('Person'));
  });

  describe('when the page is reloaded while messages are being sent', () => {
    let network: Network;
    beforeEach(async () => {
      network = await startNetwork(app);
    });
    afterEach(() => network.close());

    it('sends a message that had not reached the server', async () => {
      const { alice, bob, conversationId } = await talkingPair(app);
      const page = await arrive(network, alice);
      await open(page, conversationId);
      network.cut();
      await page.waitForFunction(() => window.meshi.connection.state === 'reconnecting');
      const arrived = waitFor(bob.conversation, 'message:added');

      await write(page, 'written in a tunnel');
      await page.reload();
      network.mend();
      await resume(page);

      expect((await arrived).text).to.equal('written in a tunnel');
      expect(await textsOf(bob.sdk, conversationId)).to.deep.equal(['written in a tunnel']);
    });

    it('does not duplicate a message whose acknowledgement was lost', async () => {
      const { alice, bob, conversationId } = await talkingPair(app);
      const page = await arrive(network, alice);
      await open(page, conversationId);
      const arrived = waitFor(bob.conversation, 'message:added');
      network.deafen();
      await write(page, 'did you get this?');
      await arrived;

      network.cut();
      await page.reload();
      network.mend();
      await resume(page);
      await outboxHolds(page, 0);

      expect(await textsOf(bob.sdk, conversationId)).to.deep.equal(['did you get this?']);
    });
  });
});

async function reaches(page: Page, state: VoiceSession['state']): Promise<void> {
  await page.waitForFunction((wanted) => window.voice.state === wanted, state);
}

async function open(page: Page, conversationId: string): Promise<void> {
  await page.evaluate(async (id) => {
    window.conversation = await window.meshi.conversations.open(id);
  }, conversationId);
}

/** Sends a message without waiting for the server. Resolves when the browser's store has the message. */
async function write(page: Page, text: string): Promise<void> {
  await page.evaluate((words) => void window.conversation.send(words), text);
  await outboxHolds(page, 1);
}

async function resume(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { MeshiClient } = (await import('@meshi/client' as string)) as typeof import('../../client-sdk/index.ts');
    window.meshi = new MeshiClient();
    await window.meshi.resume();
  });
}

/** Resolves when the browser's store has this number of messages. It polls, because a store has no events. */
async function outboxHolds(page: Page, count: number): Promise<void> {
  await page.evaluate(async (wanted) => {
    const sdk = (await import('@meshi/client' as string)) as typeof import('../../client-sdk/index.ts');
    const store = new sdk.IndexedDbOutboxStore();
    const accountId = window.meshi.me?.profile.id ?? '';
    while ((await store.load(accountId)).length !== wanted) await new Promise((again) => setTimeout(again, 5));
  }, count);
}

async function textsOf(sdk: MeshiClient, conversationId: string): Promise<string[]> {
  const { messages } = await sdk.conversations.history({ conversationId });
  return messages.map(({ text }) => text);
}

async function voiceExample(): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '../../client-sdk/README.md'), 'utf8');
  const code = /<!-- sdk:voice -->\n```js\n([\s\S]*?)```/.exec(readme)?.[1];
  if (code === undefined) throw new Error('The README has no voice example');
  return code;
}
