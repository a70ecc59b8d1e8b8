/** The controls of a voice session bring the server to what the person chose, also over reconnections. */
import { expect } from 'chai';
import fc from 'fast-check';
import { VoiceControls } from '../../client-sdk/voice-controls.ts';
import type { VoiceLink } from '../../client-sdk/voice-link.ts';
import { VoicePeers } from '../../client-sdk/voice-peers.ts';
import type { Peer } from '../../src/protocol/index.ts';

type Choice = { isMuted: boolean } | { isDeaf: boolean } | { hasHandUp: boolean } | 'rejoin';

const choices = fc.array(
  fc.oneof(
    fc.record({ isMuted: fc.boolean() }),
    fc.record({ isDeaf: fc.boolean() }),
    fc.record({ hasHandUp: fc.boolean() }),
    fc.constant<Choice>('rejoin'),
  ),
  { maxLength: 12 },
);

describe('the controls of a voice session', () => {
  it('are the same on the server after every choice and every reconnection', async () => {
    await fc.assert(
      fc.asyncProperty(choices, fc.boolean(), async (made, isMuted) => {
        const { controls, peers, rejoin } = session(isMuted);
        for (const choice of made) {
          if (choice === 'rejoin') rejoin();
          else apply(controls, choice);
          await controls.send();

          const { wasMuted, ...desired } = controls.desired;
          expect(peers.me).to.include(desired);
        }
      }),
    );
  });

  it('restore at undeafening whether the person was muted, and undeafen at unmuting', () => {
    const { controls } = session(false);
    const chosen = (...made: Exclude<Choice, 'rejoin'>[]) => {
      for (const choice of made) apply(controls, choice);
      return [controls.desired.isMuted, controls.desired.isDeaf];
    };

    expect(chosen({ isDeaf: true }, { isDeaf: false })).to.deep.equal([false, false]);
    expect(chosen({ isMuted: true }, { isDeaf: true }, { isDeaf: false })).to.deep.equal([true, false]);
    expect(chosen({ isDeaf: true }, { isMuted: false })).to.deep.equal([false, false]);
  });

  it('send the last of several choices that were made at once', async () => {
    const { controls, peers } = session(false);

    const sent = [true, false, true].map((hasHandUp) => {
      controls.setHandUp(hasHandUp);
      return controls.send();
    });
    await Promise.all(sent);

    expect(peers.me).to.include({ hasHandUp: true });
  });
});

function apply(controls: VoiceControls, choice: Exclude<Choice, 'rejoin'>): void {
  if ('isMuted' in choice) controls.setMuted(choice.isMuted);
  else if ('isDeaf' in choice) controls.setDeaf(choice.isDeaf);
  else controls.setHandUp(choice.hasHandUp);
}

/** A session whose server follows the rules of `rooms/live/peer.ts`. */
function session(isMuted: boolean) {
  const fresh = { id: 'me', joinedAt: '', isMuted: false, isDeaf: false, hasHandUp: false, isSpeaking: false };
  let server = { ...fresh, wasMuted: false };
  const link = {
    async ask(name: string, input: { isMuted: boolean; isDeaf: boolean; isRaised: boolean }) {
      const { isDeaf, isRaised: hasHandUp } = input;
      if (name === 'microphone:mute') {
        server = { ...server, isMuted: input.isMuted, wasMuted: input.isMuted, isDeaf: server.isDeaf && input.isMuted };
      }
      if (name === 'speaker:deafen' && isDeaf !== server.isDeaf) {
        server = isDeaf
          ? { ...server, isDeaf, isMuted: true, wasMuted: server.isMuted }
          : { ...server, isDeaf, isMuted: server.wasMuted };
      }
      if (name === 'hand:raise') server = { ...server, hasHandUp };
      return server as unknown as Peer;
    },
  } as unknown as VoiceLink;
  const peers = new VoicePeers(() => {});
  const rejoin = () => {
    server = { ...fresh, wasMuted: false };
    peers.reset([server as unknown as Peer], 'me');
  };
  rejoin();
  return { controls: new VoiceControls({ peers, link: () => link, isMuted }), peers, rejoin };
}
