/** Rate limits of socket requests. */
import { expect } from 'chai';
import { type RateKind, Rates } from '../../signaling/rates.ts';
import { Clock } from '../../src/kernel/clock.ts';

const limits = {
  requestsPer10s: 10,
  messagesPer10s: 4,
  voiceSignalsPer10s: 3,
  microphonesPer10s: 2,
  cutConnectionPauseMs: 5_000,
};

// Promise A10 of docs/promises.md.
describe('the rate limits of requests', () => {
  let now: number;
  let rates: Rates;
  beforeEach(() => {
    now = 1_000_000;
    rates = new Rates({ limits, clock: new Clock(() => now) });
  });

  const taken = (count: number, personId = 'ann', kind: RateKind = 'requests') =>
    Array.from({ length: count }, () => rates.take(personId, kind));

  it('allow exactly as many as the limit says, then say how long to wait', () => {
    expect(taken(11)).to.deep.equal([...Array(10).fill(0), 1_000]);
    now += 500;
    expect(taken(1)).to.deep.equal([500]);
    now += 500;
    expect(taken(2)).to.deep.equal([0, 1_000]);
  });

  it('count each person, and each kind, alone', () => {
    taken(10);

    expect(taken(1, 'bob')).to.deep.equal([0]);
    expect(taken(5, 'ann', 'messages')).to.deep.equal([0, 0, 0, 0, 2_500]);
    expect(taken(11, 'ann', 'faults').filter((waitMs) => waitMs > 0)).to.have.length(1);
  });

  it('count what reaches many people a second time', () => {
    const waits = (count: number, name: string) =>
      Array.from({ length: count }, () => rates.takeRequest(name, name)).filter((waitMs) => waitMs > 0).length;

    expect(waits(10, 'conversation:read')).to.equal(0);
    expect([waits(10, 'message:send'), waits(10, 'hand:raise'), waits(10, 'reaction:send')]).to.deep.equal([6, 7, 7]);
    expect([waits(10, 'microphone:mute'), waits(10, 'speaker:deafen')]).to.deep.equal([7, 7]);
    expect(waits(10, 'producer:create')).to.equal(8);
  });

  it('have a cut connection logged once a minute for each person, and ask them to pause', () => {
    const logged = [rates.noteCut('ann'), rates.noteCut('ann'), rates.noteCut('bob')];
    now += 3_000;
    const pauses = [rates.pauseOf('ann'), rates.pauseOf('carol')];
    now += 2_000;
    const paused = rates.pauseOf('ann');
    now += 54_999;
    const late = rates.noteCut('ann');
    now += 1;

    expect(logged).to.deep.equal([true, false, true]);
    expect(pauses).to.deep.equal([2_000, 0]);
    expect(paused).to.equal(0);
    expect([late, rates.noteCut('ann')]).to.deep.equal([false, true]);
  });

  it('save nothing up over a quiet time', () => {
    taken(1);
    now += 3_600_000;

    expect(taken(11).filter((waitMs) => waitMs > 0)).to.have.length(1);
  });

  it('take nothing away when the clock is set back', () => {
    taken(5);
    now -= 3_600_000;

    expect(taken(6)).to.deep.equal([0, 0, 0, 0, 0, 1_000]);
  });

  it('still hold after a sweep', () => {
    taken(10);
    now += 500;

    rates.sweep();

    expect(taken(1)).to.deep.equal([500]);
  });
});
