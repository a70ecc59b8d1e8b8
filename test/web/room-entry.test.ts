/** What a browser remembers about entering rooms. */
import { expect } from 'chai';
import { choiceOf, joinOptionsOf, parseEntryChoice } from '../../web/features/rooms/entry-choice.ts';
import { parseReturn, RETURN_MS } from '../../web/features/rooms/return-offer.ts';

const NOW = 1_800_000_000_000;
const DEFAULTS = { microphoneId: null, speakerId: null };

describe('the remembered way into a room', () => {
  it('is read as it was stored', () => {
    const choice = { way: 'talk', microphoneId: 'a', speakerId: 'b' } as const;

    expect(parseEntryChoice(JSON.stringify(choice))).to.deep.equal(choice);
    expect(parseEntryChoice('{"way":"listen"}')).to.deep.equal({ way: 'listen', ...DEFAULTS });
  });

  for (const text of [null, '', 'null', '{}', '[]', '{"way":"shout"}', '{"way":null}', 'talk', '3']) {
    it(`is asked for again if ${JSON.stringify(text)} is stored`, () => {
      expect(parseEntryChoice(text)).to.equal(null);
    });
  }

  it('ignores devices that are no ids', () => {
    const text = JSON.stringify({ way: 'muted', microphoneId: 7, speakerId: '' });

    expect(parseEntryChoice(text)).to.deep.equal({ way: 'muted', ...DEFAULTS });
  });

  it('opens the microphone only to talk', () => {
    const optionsOf = (way: 'listen' | 'muted' | 'talk') => joinOptionsOf({ way, ...DEFAULTS });

    expect(optionsOf('listen')).to.include({ microphone: false, isMuted: false });
    expect(optionsOf('muted')).to.include({ microphone: false, isMuted: true });
    expect(optionsOf('talk')).to.include({ microphone: true, isMuted: false });
  });

  it('brings a person back as they were', () => {
    const wayOf = (isMuted: boolean, microphone: 'off' | 'asking' | 'on') =>
      choiceOf({ isMuted, microphone, ...DEFAULTS } as Parameters<typeof choiceOf>[0]).way;

    expect(wayOf(false, 'on')).to.equal('talk');
    expect(wayOf(false, 'asking')).to.equal('talk');
    expect(wayOf(true, 'on')).to.equal('muted');
    expect(wayOf(true, 'off')).to.equal('muted');
    expect(wayOf(false, 'off')).to.equal('listen');
  });
});

describe('the way back after a reload', () => {
  const choice = JSON.stringify({ way: 'muted', ...DEFAULTS });
  const kept = { personId: 'me', roomId: 'room', title: 'Tea', choice, endsAt: NOW + RETURN_MS };
  const read = (change: object, now = NOW) => parseReturn(JSON.stringify({ ...kept, ...change }), 'me', now);

  it('is offered for a minute', () => {
    expect(read({})).to.deep.include({ roomId: 'room', title: 'Tea', choice: { way: 'muted', ...DEFAULTS } });
    expect(read({}, NOW + RETURN_MS - 1)).to.not.equal(null);
    expect(read({}, NOW + RETURN_MS)).to.equal(null);
  });

  it('is not offered to another person, and not for longer after the clock was set back', () => {
    expect(read({ personId: 'you' })).to.equal(null);
    expect(read({ personId: undefined })).to.equal(null);
    expect(read({}, NOW - 1)).to.equal(null);
  });

  it('is not offered if it cannot be read', () => {
    expect(parseReturn(null, 'me', NOW)).to.equal(null);
    expect(read({ choice: 'loud' })).to.equal(null);
    expect(read({ roomId: 3 })).to.equal(null);
    expect(read({ endsAt: 'soon' })).to.equal(null);
  });
});
