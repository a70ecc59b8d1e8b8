/** The message log, which keeps a conversation in order and without gaps. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Message } from '../../client-sdk/index.ts';
import { MessageLog } from '../../client-sdk/message-log.ts';

describe('the message log', () => {
  it('holds back messages beyond a gap until the gap is closed', () => {
    const log = new MessageLog([message(4), message(5)], 5);

    const early = log.add([message(7)]);
    const hadGap = log.hasGap;
    const late = log.add([message(6)]);

    expect(early).to.deep.equal([]);
    expect(hadGap).to.equal(true);
    expect(late.map(({ seq }) => seq)).to.deep.equal([6, 7]);
    expect(log.hasGap).to.equal(false);
    expect(log.lastSeq).to.equal(7);
  });

  it('adds a message that arrives twice only once', () => {
    const log = new MessageLog([], 0);

    log.add([message(1)]);
    const again = log.add([message(1)]);

    expect(again).to.deep.equal([]);
    expect(log.messages).to.have.length(1);
    expect(log.hasGap).to.equal(false);
  });

  it('hides the text of a message, also if it is loaded or arrives later', () => {
    const log = new MessageLog([message(5)], 5);
    log.add([message(8)]);

    log.hide([4, 5, 6, 8]);
    log.prepend([message(4)]);
    log.add([message(6), message(7)]);

    expect(log.messages.map(({ seq, text }) => [seq, text])).to.deep.equal([
      [4, ''],
      [5, ''],
      [6, ''],
      [7, 'text 7'],
      [8, ''],
    ]);
  });

  it('returns each message once and in order, in whatever order they arrive', () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 100 });
    fc.assert(
      fc.property(arrivals, (seqs) => {
        const log = new MessageLog([], 0);
        const told = [...seqs, ...range(1, 30)].flatMap((seq) => log.add([message(seq)]).map((added) => added.seq));
        expect(told).to.deep.equal(range(1, 30));
        expect(log.messages.map(({ seq }) => seq)).to.deep.equal(range(1, 30));
      }),
    );
  });

  it('puts older messages before the first one, and ignores those that would leave a gap', () => {
    const log = new MessageLog([message(5)], 5);

    log.prepend([message(1), message(2)]);
    const afterHole = log.firstSeq;
    log.prepend([message(3), message(4), message(5)]);

    expect(afterHole).to.equal(5);
    expect(log.messages.map(({ seq }) => seq)).to.deep.equal([3, 4, 5]);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function message(seq: number): Message {
  return {
    id: `m${seq}`,
    conversationId: 'c',
    seq,
    senderId: 'p',
    clientMessageId: `client-${seq}`,
    text: `text ${seq}`,
    createdAt: new Date(0).toISOString(),
  };
}
