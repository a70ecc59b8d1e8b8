import { expect } from 'chai';
import { InvalidInputError } from '../../src/kernel/errors.ts';
import type { MealDoc } from '../../src/meals/meal-model.ts';
import { checkPlan, checkShape, hasMoved, venueFor, venueOf } from '../../src/meals/meal-rules.ts';
import {
  accepted,
  holdUntil,
  isSeated,
  refused,
  replied,
  settled,
  waitingListOf,
  without,
} from '../../src/meals/seats/meal-seats.ts';
import { type SeriesTimes, timesOf } from '../../src/meals/series.ts';
import { seededRandom } from '../../src/rounds/plan/seeded-random.ts';
import { plannedMeal } from '../support/planned-meal.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-10-20T10:00:00.000Z');
const times = { startMs: START_MS, endMs: START_MS + HOUR_MS };
const limits = { mealWaiting: 10, mealAnswers: 40, mealHoldMs: 12 * HOUR_MS, mealHoldLeastMs: 600_000 };

describe('the rules of meals', () => {
  it('never fill more than all seats, and leave no seat free while people wait, in random sequences of actions', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 60; round++) {
      const needsApproval = round % 2 === 0;
      let meal = plannedMeal({ ...times, capacity: 2 + Math.floor(random() * 4), needsApproval });
      let nowMs = START_MS - 48 * HOUR_MS;
      for (let step = 0; step < 60; step++) {
        nowMs += random() * HOUR_MS;
        meal = afterRandomAction(meal, `p${Math.floor(random() * 12)}`, random, nowMs);
        const seated = meal.seats.filter(isSeated).length;
        expect(seated).to.be.at.most(meal.capacity);
        if (nowMs < START_MS && waitingListOf(meal.seats).length > 0) expect(seated).to.equal(meal.capacity);
        expect(new Set(meal.seats.map(({ personId }) => personId)).size).to.equal(meal.seats.length);
      }
    }
  });

  it('keep an offer for 12 hours, for less time when the start is near, and never beyond the start', () => {
    const hold = (leftMs: number) =>
      holdUntil(new Date(START_MS), { nowMs: START_MS - leftMs, limits }).getTime() - (START_MS - leftMs);

    expect(hold(10 * 24 * HOUR_MS)).to.equal(12 * HOUR_MS);
    expect(hold(8 * HOUR_MS)).to.equal(2 * HOUR_MS);
    expect(hold(HOUR_MS / 3)).to.equal(600_000);
    expect(hold(60_000)).to.equal(60_000);
  });

  it('allow exactly the people on the waiting list and the answers that the limits allow', () => {
    const now = { nowMs: START_MS - HOUR_MS, limits };
    let meal = plannedMeal({ ...times, capacity: 2, needsApproval: false });
    const say = (personId: string, answer: 'yes' | 'no') => {
      meal = replied(meal, personId, answer, now);
    };
    for (let at = 0; at <= limits.mealWaiting; at++) say(`p${at}`, 'yes');

    expect(waitingListOf(meal.seats)).to.have.length(limits.mealWaiting);
    expect(() => say('late', 'yes')).to.throw('full');
    for (let at = meal.seats.length; at < limits.mealAnswers; at++) say(`q${at}`, 'no');
    expect(meal.seats).to.have.length(limits.mealAnswers);
    expect(() => say('late', 'no')).to.throw('full');
    say('p1', 'no');
    expect(meal.seats).to.have.length(limits.mealAnswers);
  });

  it('offer seats until the start, and take answers until the end', () => {
    const at = (nowMs: number) => ({ nowMs, limits });
    const before = at(START_MS - HOUR_MS);
    const full = ['p1', 'p2'].reduce(
      (meal, personId) => replied(meal, personId, 'yes', before),
      plannedMeal({ ...times, capacity: 2, needsApproval: false }),
    );
    const stateAfterwards = (nowMs: number) => replied(full, 'p1', 'no', at(nowMs)).seats[2]?.state;

    expect(stateAfterwards(START_MS - 1)).to.equal('offered');
    expect(stateAfterwards(START_MS)).to.equal('waiting');
    expect(stateAfterwards(START_MS + HOUR_MS - 1)).to.equal('waiting');
    expect(() => stateAfterwards(START_MS + HOUR_MS)).to.throw('ended');
  });

  it('allow times from now to a year ahead, and a length of up to a day', () => {
    const plan = (startsInMs: number, lengthMs: number) => () =>
      checkPlan(
        {
          mode: 'online',
          venue: null,
          isPublic: false,
          circle: null,
          startsAt: new Date(START_MS + startsInMs),
          endsAt: new Date(START_MS + startsInMs + lengthMs),
        },
        { nowMs: START_MS, aheadMs: 1_000, lengthMs: 100 },
      );

    for (const [start, length] of [
      [1, 1],
      [1_000, 100],
    ] as const)
      expect(plan(start, length)).to.not.throw();
    for (const [start, length, wrong] of [
      [0, 1, 'startsAt'],
      [1_001, 1, 'startsAt'],
      [1, 0, 'endsAt'],
      [1, 101, 'endsAt'],
    ] as const) {
      expect(plan(start, length), `${start}, ${length}`)
        .to.throw(InvalidInputError, `${wrong}: expected a time`)
        .with.nested.property('details.problems[0].path', `body.${wrong}`);
    }
  });

  it('require a venue unless the meal is online, and refuse a public meal of a community', () => {
    const shape = { mode: 'online', venue: null, isPublic: false, circle: null } as const;
    const venue = { area: '神戸', address: '', isAddressHidden: false };

    const check = (fields: Partial<Parameters<typeof checkShape>[0]>) => () => checkShape({ ...shape, ...fields });

    for (const right of [{}, { mode: 'both', venue }, { isPublic: true }, { circle: 'community:c' }] as const) {
      expect(check(right)).to.not.throw();
    }
    for (const mode of ['both', 'in_person'] as const) {
      expect(check({ mode }))
        .to.throw(InvalidInputError, 'venue: expected a venue')
        .with.nested.property('details.problems[0].expected')
        .that.includes('not online');
    }
    expect(check({ isPublic: true, circle: 'community:c' })).to.throw(InvalidInputError, 'isPublic: expected false');
    const times = { startsAt: new Date(START_MS + 1), endsAt: new Date(START_MS + 2) };
    const limitsOfTimes = { nowMs: START_MS, aheadMs: 10, lengthMs: 10 };
    expect(() => checkPlan({ ...shape, ...times, mode: 'both' }, limitsOfTimes)).to.throw(InvalidInputError, 'venue');
    expect([venueOf({ mode: 'online', venue }), venueOf({ mode: 'both', venue })]).to.deep.equal([null, venue]);
  });

  it('compute the times of a series in its time zone: weekday of the month, skipped and repeated hours', () => {
    const series = (fields: Partial<SeriesTimes>): SeriesTimes => ({
      every: 'week',
      timeZone: 'Europe/Berlin',
      anchor: '2026-10-20T19:00',
      anchorIndex: 0,
      minutes: 120,
      ...fields,
    });
    const at = (times: SeriesTimes, index: number) => timesOf(times, index).startsAt.toISOString();
    const monthly = series({ every: 'month', timeZone: 'Asia/Tokyo', anchor: '2026-10-13T19:00' });
    const fifth = series({ every: 'month', timeZone: 'Asia/Tokyo', anchor: '2026-10-30T19:00' });

    expect([at(series({}), 0), at(series({}), 1)]).to.deep.equal([
      '2026-10-20T17:00:00.000Z',
      '2026-10-27T18:00:00.000Z',
    ]);
    expect(timesOf(series({}), 0).endsAt.toISOString()).to.equal('2026-10-20T19:00:00.000Z');
    expect(at(series({ every: 'two_weeks' }), 1)).to.equal('2026-11-03T18:00:00.000Z');
    expect(at(series({ every: 'two_weeks', anchorIndex: 3 }), 5)).to.equal('2026-11-17T18:00:00.000Z');
    // The second Tuesday of each month. November has no fifth Friday, so its last Friday is used.
    expect([at(monthly, 1), at(monthly, 3)]).to.deep.equal(['2026-11-10T10:00:00.000Z', '2027-01-12T10:00:00.000Z']);
    expect(at(fifth, 1)).to.equal('2026-11-27T10:00:00.000Z');
    // The fifth Friday of April 2027 is the last day of the month.
    expect(at(fifth, 6)).to.equal('2027-04-30T10:00:00.000Z');
    // 02:30 does not exist on 29 March, and occurs twice on 25 October: then the first one is used.
    expect(at(series({ anchor: '2026-03-22T02:30' }), 1)).to.equal('2026-03-29T01:30:00.000Z');
    expect(at(series({ anchor: '2026-10-18T02:30' }), 1)).to.equal('2026-10-25T00:30:00.000Z');
    // New York changes its clocks on other dates.
    const newYork = series({ timeZone: 'America/New_York', anchor: '2026-03-01T02:30' });
    expect([at(newYork, 1), at(newYork, 2)]).to.deep.equal(['2026-03-08T07:30:00.000Z', '2026-03-15T06:30:00.000Z']);
    expect(at(newYork, -1)).to.equal('2026-02-22T07:30:00.000Z');
  });
});

describe('the venue of a meal', () => {
  const venue = { area: '渋谷', address: '道玄坂 1-2', isAddressHidden: true };
  const meal: MealDoc = { ...plannedMeal({ ...times, capacity: 4, needsApproval: false }), venue, goingIds: ['guest'] };

  it('shows a hidden address only to the host and people who go, also in the link to the map', () => {
    const shown = (reader: string | null, of = meal) => venueFor(of, reader);
    const open = { ...meal, venue: { ...venue, isAddressHidden: false } };
    const mapOf = (location: string) => `https://www.openstreetmap.org/search?query=${encodeURIComponent(location)}`;

    for (const reader of ['host', 'guest']) {
      expect(shown(reader)).to.deep.equal({ ...venue, mapUrl: mapOf(venue.address) });
    }
    for (const reader of ['stranger', null]) {
      expect(shown(reader)).to.deep.equal({ area: '渋谷', isAddressHidden: true, mapUrl: mapOf('渋谷') });
      expect(shown(reader, open)).to.deep.include({ address: venue.address });
    }
    expect(shown('host', { ...meal, venue: { ...venue, address: '' } })).to.deep.equal({
      area: '渋谷',
      isAddressHidden: true,
      mapUrl: mapOf('渋谷'),
    });
    expect(shown('host', { ...meal, venue: null })).to.equal(null);
  });

  it('counts as moved if the time, the kind of the meal or the venue changed, and only then', () => {
    const later = new Date(meal.endsAt.getTime() + HOUR_MS);

    expect(hasMoved(meal, { ...meal, title: 'y', venue: { ...venue } })).to.equal(false);
    expect(hasMoved(meal, { ...meal, startsAt: later })).to.equal(true);
    expect(hasMoved(meal, { ...meal, endsAt: later })).to.equal(true);
    expect(hasMoved(meal, { ...meal, mode: 'both' })).to.equal(true);
    expect(hasMoved(meal, { ...meal, venue: { ...venue, address: '道玄坂 3' } })).to.equal(true);
  });
});

function afterRandomAction(meal: MealDoc, personId: string, random: () => number, nowMs: number): MealDoc {
  const now = { nowMs, limits };
  const actions = [
    () => replied(meal, personId, 'yes', now),
    () => replied(meal, personId, 'yes', now),
    () => replied(meal, personId, 'no', now),
    () => replied(meal, personId, 'maybe', now),
    () => accepted(meal, personId, now),
    () => refused(meal, personId, now),
    () => without(meal, personId, now),
    () => settled(meal, now),
  ];
  try {
    return actions[Math.floor(random() * actions.length)]?.() ?? meal;
  } catch {
    // Some actions are refused: then the meal is unchanged, but time has passed.
    return settled(meal, now);
  }
}
