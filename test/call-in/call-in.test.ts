import { expect } from 'chai';
import { playWeeks } from '../../bench/simulation/play.ts';
import { type CallCandidate, MOST_CALLED, whomToCall } from '../../src/call-in/call-in-rules.ts';

describe('whom to call into a room in which someone waits', () => {
  const room = { ownerId: 'owner', tags: ['rust', 'tea'], language: 'ja' } as const;

  it('is who asked for one of its tags, speaks its language and is likely to have a moment', () => {
    const candidates = [
      someone('here', { isOnline: true }),
      someone('lately', { wasRecentlyOnline: true }),
      someone('free', { isFree: true }),
      someone('away'),
      someone('busy', { wasRecentlyOnline: true, isFree: false }),
      someone('elsewhere', { isOnline: true, isInRoom: true }),
      someone('other tag', { isOnline: true, tags: ['go'] }),
      someone('other language', { isOnline: true, languages: ['en'] }),
      someone('owner', { isOnline: true }),
    ];

    expect(whomToCall(room, candidates)).to.deep.equal(['here', 'free', 'lately']);
  });

  it('is few, the likeliest first, and of equals who was called least', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      someone(`p${at}`, { wasRecentlyOnline: true, timesCalled: 30 - at }),
    );
    const fitting = someone('fits', { isOnline: true, tags: ['rust', 'tea'], timesCalled: 99 });

    const called = whomToCall(room, [...many, fitting]);

    expect(called).to.have.length(MOST_CALLED);
    expect(called.slice(0, 3)).to.deep.equal(['fits', 'p29', 'p28']);
  });

  function someone(id: string, known: Partial<CallCandidate> = {}): CallCandidate {
    const away = { isOnline: false, wasRecentlyOnline: false, isFree: null, isInRoom: false, timesCalled: 0 };
    return { id, tags: ['rust'], languages: ['ja'], ...away, ...known };
  }
});

describe('the simulation', () => {
  it('is the same with the same seed, repeats nobody, and tells nobody of more than two things a day', () => {
    const options = { seed: 3, members: 120, weeks: 3 };

    const reports = playWeeks(options);

    expect(playWeeks(options)).to.deep.equal(reports);
    expect(playWeeks({ ...options, seed: 4 })).to.not.deep.equal(reports);
    for (const { repeats, mostNotifications, filledAlone, filledCalled, talking } of reports) {
      expect(repeats).to.equal(0);
      expect(mostNotifications).to.be.at.most(2);
      expect(filledCalled).to.be.at.least(filledAlone);
      expect(talking).to.be.within(0, 1);
    }
  });
});
