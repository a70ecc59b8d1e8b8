/** The parts of the relay between processes that need no Redis. */
import { expect } from 'chai';
import fc from 'fast-check';
import { EventQueue } from '../../signaling/relay/event-queue.ts';
import { Senders } from '../../signaling/relay/senders.ts';
import { isAfter, timeOf } from '../../signaling/relay/stream-id.ts';

// Promises B1 and B10 of docs/promises.md.
describe('events that wait for Redis', () => {
  it('arrive once and in order, or the receiver notices the gap, whatever is dropped or written twice', () => {
    /** An event is announced; a batch is written and confirmed; a batch is written, but the confirmation is lost. */
    const step = fc.constantFrom('announce', 'write', 'write unconfirmed');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 20, max: 200 }), (steps, maxBytes) => {
        const queue = new EventQueue({ maxBytes });
        const senders = new Senders();
        const received: number[] = [];
        let [announced, gaps] = [0, 0];
        for (const does of [...steps, 'announce', 'write', 'write', 'write']) {
          if (does === 'announce') queue.add('event', ++announced);
          else {
            const batch = queue.next();
            if (!batch) continue;
            const arrival = senders.note('a process', batch.number);
            if (arrival === 'gap') gaps += 1;
            if (arrival !== 'repeated')
              received.push(...(JSON.parse(batch.events) as [string, number][]).map(([, event]) => event));
            if (does === 'write') queue.done();
          }
        }

        const jumps = received.filter((event, at) => at > 0 && event !== (received[at - 1] ?? 0) + 1);
        expect(received).to.deep.equal(received.toSorted((one, other) => one - other));
        expect(received.at(-1)).to.equal(announced);
        expect(jumps.length === 0 || gaps > 0, 'a gap was noticed').to.equal(true);
        expect(gaps === 0 || received.length < announced, 'a gap was real').to.equal(true);
      }),
    );
  });

  it('are dropped from the oldest on when they need too much memory', () => {
    const queue = new EventQueue({ maxBytes: 60 });
    const dropped = [1, 2, 3, 4, 5].map((event) => queue.add('an event', event));

    expect(dropped).to.deep.equal([0, 0, 0, 0, 3]);
    expect(queue.next()).to.deep.equal({ number: 2, events: '[["an event",4],["an event",5]]' });
  });

  it('are written in batches of a limited size', () => {
    const queue = new EventQueue({ maxBytes: 10_000_000 });
    for (let count = 0; count < 4; count += 1) queue.add('large', 'x'.repeat(200_000));

    const sizes: number[] = [];
    for (let batch = queue.next(); batch; batch = queue.next()) {
      sizes.push(JSON.parse(batch.events).length);
      queue.done();
    }
    expect(sizes).to.deep.equal([1, 1, 1, 1]);
  });
});

describe('ids of the stream', () => {
  it('are compared as numbers, and contain the time', () => {
    expect(isAfter('1000-10', '1000-9')).to.equal(true);
    expect(isAfter('999-1', '1000-0')).to.equal(false);
    expect(isAfter('1000-0', '1000-0')).to.equal(false);
    expect(timeOf('1700000000000-3')).to.equal(1_700_000_000_000);
  });
});
