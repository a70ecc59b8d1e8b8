/** Frames as the WebSocket protocol describes them (RFC 6455, section 5.2), around the lengths at which their form changes. */
import { expect } from 'chai';
import { encodeAcknowledgement, encodeAnnouncement, type Frame } from '../../signaling/frames.ts';

describe('the frame of an event', () => {
  for (const length of [125, 126, 127, 65_535, 65_536]) {
    it(`has the right length field for ${length} bytes`, () => {
      const empty = encodeAnnouncement('a', '');
      const frame = encodeAnnouncement('a', 'x'.repeat(length - Buffer.byteLength(empty.text) - 1));

      expect(read(frame)).to.deep.equal({ first: 0x81, length, text: `4${frame.text}` });
    });
  }

  it('counts bytes, not characters', () => {
    const frame = encodeAcknowledgement(7, { text: '飯'.repeat(100) });

    expect(read(frame)).to.include({ text: `437[{"text":"${'飯'.repeat(100)}"}]` });
  });
});

function read({ bytes }: Frame): { first: number; length: number; text: string } {
  const [first = 0, short = 0] = bytes;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  expect(bytes.length, 'the length of the whole frame').to.equal(start + length);
  // The shortest form that fits is the only valid one.
  expect(start).to.equal(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  return { first, length, text: bytes.toString('utf8', start) };
}
