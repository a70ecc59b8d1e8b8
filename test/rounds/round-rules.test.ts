import { expect } from 'chai';
import { pairKey } from '../../src/matching/pair-key.ts';
import { isYesTo } from '../../src/rounds/round-answer-model.ts';
import { nextRoundAt, nextWeekday } from '../../src/rounds/round-time.ts';
import { lastMeetings } from '../../src/rounds/table-rules.ts';

describe('the time of the next round', () => {
  const cases = [
    // Summer time begins in Berlin on 29 March and ends in New York on 1 November 2026.
    ['Europe/Berlin', 'week', '2026-03-24T18:00', '2026-03-24T17:00:00.000Z', '2026-03-31T16:00:00.000Z'],
    ['America/New_York', 'week', '2026-10-27T18:00', '2026-10-27T22:00:00.000Z', '2026-11-03T23:00:00.000Z'],
    ['Asia/Tokyo', 'two_weeks', '2026-03-24T12:00', '2026-03-24T03:00:00.000Z', '2026-04-07T03:00:00.000Z'],
    // The clocks skip 02:30 on these Sundays: the round is at 03:30.
    ['Europe/Berlin', 'week', '2026-03-22T02:30', '2026-03-22T01:30:00.000Z', '2026-03-29T01:30:00.000Z'],
    ['America/New_York', 'week', '2026-03-01T02:30', '2026-03-01T07:30:00.000Z', '2026-03-08T07:30:00.000Z'],
    // The clocks show 01:30 twice on this Sunday: the round is at the first 01:30.
    ['America/New_York', 'week', '2026-10-25T01:30', '2026-10-25T05:30:00.000Z', '2026-11-01T05:30:00.000Z'],
  ] as const;
  for (const [timeZone, every, anchor, after, next] of cases) {
    it(`is at the same wall time in ${timeZone} after ${anchor}`, () => {
      expect(nextRoundAt({ anchor, every, timeZone }, new Date(after)).toISOString()).to.equal(next);
    });
  }

  it('returns to the requested wall time after a round in a skipped hour', () => {
    const schedule = { anchor: '2026-03-01T02:30', every: 'week', timeZone: 'America/New_York' } as const;
    const rounds = [nextRoundAt(schedule, new Date('2026-03-02T00:00:00.000Z'))];
    rounds.push(nextRoundAt(schedule, rounds[0] as Date));

    expect(rounds.map((at) => at.toISOString())).to.deep.equal([
      '2026-03-08T07:30:00.000Z',
      '2026-03-15T06:30:00.000Z',
    ]);
  });

  it('skips rounds that were missed while the server was stopped', () => {
    const schedule = { anchor: '2026-01-07T03:00', every: 'week', timeZone: 'UTC' } as const;

    const next = nextRoundAt(schedule, new Date('2026-03-01T00:00:00.000Z'));

    expect(next.toISOString()).to.equal('2026-03-04T03:00:00.000Z');
  });

  it('is on the next given weekday for the rounds of everyone', () => {
    const after = new Date('2026-11-24T12:00:00.000Z');

    expect(nextWeekday({ weekday: 3, hour: 3, after }).toISOString()).to.equal('2026-11-25T03:00:00.000Z');
    expect(nextWeekday({ weekday: 2, hour: 3, after }).toISOString()).to.equal('2026-12-01T03:00:00.000Z');
  });
});

describe('past meetings', () => {
  const monday = new Date('2026-11-23T03:00:00.000Z');
  const yes = (personId: string) => ({ personId, didMeet: true });
  const no = (personId: string) => ({ personId, didMeet: false });
  const key = pairKey('a', 'b');

  for (const [condition, answers, hasMet] of [
    ['nobody answered', [], true],
    ['one answered yes and one no', [yes('a'), no('b')], true],
    ['one answered no and the other did not answer', [no('a')], false],
    ['both answered no', [no('a'), no('b')], false],
  ] as const) {
    it(`${hasMet ? 'include' : 'do not include'} a pair if ${condition}`, () => {
      const tables = [{ personIds: ['a', 'b'], answers: [...answers], createdAt: monday }];
      const matches = [{ pairKey: key, at: new Date(monday.getTime() + 5_000) }];

      expect(lastMeetings({ tables, matches }).has(key)).to.equal(hasMet);
    });
  }

  it('are decided for each pair of a table of three, and include earlier matches', () => {
    const tables = [{ personIds: ['a', 'b', 'c'], answers: [no('c')], createdAt: monday }];
    const matches = [{ pairKey: pairKey('a', 'c'), at: new Date(monday.getTime() - 1) }];

    const met = lastMeetings({ tables, matches });

    expect([...met.keys()]).to.have.members([key, pairKey('a', 'c')]);
  });

  it('count a yes to all rounds from its round on, and a yes to the next round once', () => {
    expect([2, 3, 4].map((number) => isYesTo(number, { answer: 'always', fromNumber: 3 }))).to.deep.equal([
      false,
      true,
      true,
    ]);
    expect([2, 3, 4].map((number) => isYesTo(number, { answer: 'next', fromNumber: 3 }))).to.deep.equal([
      false,
      true,
      false,
    ]);
  });
});
