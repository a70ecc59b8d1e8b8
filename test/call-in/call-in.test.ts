import { expect } from 'chai';
import { playWeeks } from '../../bench/simulation/play.ts';
import { type CallCandidate, MAX_CALLED, selectPeopleToCall } from '../../src/call-in/call-in-rules.ts';

describe('selecting people to call into a room', () => {
  const room = { ownerId: 'owner', tags: ['rust', 'tea'], language: 'ja' } as const;

  it('selects people who asked for one of its tags, speak its language and probably have time', () => {
    const candidates = [
      candidate('here', { isOnline: true }),
      candidate('lately', { wasRecentlyOnline: true }),
      candidate('free', { isFree: true }),
      candidate('away'),
      candidate('busy', { wasRecentlyOnline: true, isFree: false }),
      candidate('elsewhere', { isOnline: true, isInRoom: true }),
      candidate('other tag', { isOnline: true, tags: ['go'] }),
      candidate('other language', { isOnline: true, languages: ['en'] }),
      candidate('owner', { isOnline: true }),
    ];

    expect(selectPeopleToCall(room, candidates)).to.deep.equal(['here', 'free', 'lately']);
  });

  it('selects a few, most likely to come first, then those who were called least often', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      candidate(`p${at}`, { wasRecentlyOnline: true, timesCalled: 30 - at }),
    );
    const fitting = candidate('fits', { isOnline: true, tags: ['rust', 'tea'], timesCalled: 99 });

    const called = selectPeopleToCall(room, [...many, fitting]);

    expect(called).to.have.length(MAX_CALLED);
    expect(called.slice(0, 3)).to.deep.equal(['fits', 'p29', 'p28']);
  });

  it('counts up to three shared tags, then prefers the smaller id', () => {
    const tags = ['a', 'b', 'c', 'd'];
    const sharing = (id: string, count: number) => candidate(id, { isOnline: true, tags: tags.slice(0, count) });
    const candidates = [sharing('one', 1), sharing('three', 3), sharing('four', 4), sharing('two', 2)];

    for (const order of [candidates, candidates.toReversed()]) {
      expect(selectPeopleToCall({ ...room, tags }, order)).to.deep.equal(['four', 'three', 'two', 'one']);
    }
  });

  function candidate(id: string, known: Partial<CallCandidate> = {}): CallCandidate {
    const away = { isOnline: false, wasRecentlyOnline: false, isFree: null, isInRoom: false, timesCalled: 0 };
    return { id, tags: ['rust'], languages: ['ja'], ...away, ...known };
  }
});

describe('the simulation', () => {
  it('is deterministic for a seed, repeats no pair, and sends nobody more than two suggestions a day', () => {
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
