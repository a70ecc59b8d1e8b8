import { expect } from 'chai';
import { pairKey } from '../../src/matching/pair-key.ts';
import { isYesTo } from '../../src/rounds/round-answer-model.ts';
import { nextRoundAt, nextWeekday } from '../../src/rounds/round-time.ts';
import { lastMeetings, pairReasons, partnersNamed, withoutAnswer } from '../../src/rounds/table-rules.ts';

describe('the time of the next round', () => {
  const cases = [
    // Summer time begins in Berlin on 29 March and ends in New York on 1 November 2026.
    ['Europe/Berlin', 'week', '2026-03-24T18:00', '2026-03-24T17:00:00.000Z', '2026-03-31T16:00:00.000Z'],
    ['America/New_York', 'week', '2026-10-27T18:00', '2026-10-27T22:00:00.000Z', '2026-11-03T23:00:00.000Z'],
    ['Asia/Tokyo', 'two_weeks', '2026-03-24T12:00', '2026-03-24T03:00:00.000Z', '2026-04-07T03:00:00.000Z'],
    // The clocks were set back on 25 October, so this round is an hour later in UTC.
    ['Europe/Berlin', 'week', '2026-10-20T18:00', '2026-10-27T16:30:00.000Z', '2026-10-27T17:00:00.000Z'],
    // Never before the first round.
    ['Asia/Tokyo', 'week', '2026-03-24T12:00', '2026-03-01T00:00:00.000Z', '2026-03-24T03:00:00.000Z'],
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
    expect(nextWeekday({ weekday: 2, hour: 12, after }).toISOString()).to.equal('2026-12-01T12:00:00.000Z');
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

  it('have the time of the last one, in any order', () => {
    const tables = [2, 3, 1].map((day) => ({
      personIds: ['a', 'b'],
      answers: [],
      createdAt: new Date(monday.getTime() + day),
    }));

    expect(lastMeetings({ tables, matches: [] }).get(key)?.getTime()).to.equal(monday.getTime() + 3);
  });

  it('leave out the match of a missed table, but not one that was made later', () => {
    const tables = [
      { personIds: ['a', 'b'], answers: [no('a')], createdAt: monday },
      { personIds: ['a', 'b'], answers: [no('b')], createdAt: new Date(monday.getTime() - 7 * 24 * 3_600_000) },
    ];
    const metAfter = (ms: number) =>
      lastMeetings({ tables, matches: [{ pairKey: key, at: new Date(monday.getTime() + ms) }] }).has(key);

    expect([-1, 0, 3_599_999, 3_600_000].map(metAfter)).to.deep.equal([true, false, false, true]);
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

describe('a table of a round', () => {
  const personIds = ['a', 'b', 'c'];

  it('shows each person the reasons from their own view', () => {
    const reasons: Parameters<typeof pairReasons>[0]['reasons'] = [
      { personId: 'a', otherId: 'b', reasons: [{ kind: 'you_can_teach', skills: ['go'] }] },
      { personId: 'a', otherId: 'c', reasons: [{ kind: 'you_want_to_learn', skills: ['tea'] }] },
      { personId: 'b', otherId: 'c', reasons: [{ kind: 'never_met' }] },
    ];
    const seen = (one: string, other: string) => pairReasons({ reasons }, one, other);

    expect(seen('a', 'b')).to.deep.equal([{ kind: 'you_can_teach', skills: ['go'] }]);
    expect(seen('b', 'a')).to.deep.equal([{ kind: 'you_want_to_learn', skills: ['go'] }]);
    expect(seen('a', 'c')).to.deep.equal([{ kind: 'you_want_to_learn', skills: ['tea'] }]);
    expect(seen('c', 'a')).to.deep.equal([{ kind: 'you_can_teach', skills: ['tea'] }]);
    expect([seen('b', 'c'), seen('c', 'b')]).to.deep.equal([[{ kind: 'never_met' }], [{ kind: 'never_met' }]]);
    expect(seen('a', 'stranger')).to.deep.equal([]);
  });

  it('asks the people who have not answered about another person who sat there', () => {
    const answers = [{ personId: 'a', didMeet: false }];

    expect(withoutAnswer({ personIds, answers })).to.deep.equal([
      ['b', 'a'],
      ['c', 'a'],
    ]);
    expect(withoutAnswer({ personIds, answers: [] })).to.deep.equal([
      ['a', 'b'],
      ['b', 'a'],
      ['c', 'a'],
    ]);
    // The others have deleted their accounts.
    expect(withoutAnswer({ personIds: ['a'], answers: [] })).to.deep.equal([]);
  });

  it('lets a person name only others who sat there', () => {
    expect(partnersNamed({ personIds }, 'a', ['c', 'a', 'stranger'])).to.deep.equal(['c']);
  });
});
