/** Free hours: from a person's week to instants, across time zones and changes of the clock. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Interval } from '../../src/kernel/hooks.ts';
import { freeSlots, isFreeAt, sharedMinutes, sharedSlots, weekInUtc } from '../../src/profiles/free-time.ts';
import { type FreeHour, freeHoursSchema } from '../../src/protocol/free-hours.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusal, signUp } from '../support/people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Offsets of half and quarter hours, summer time of 30 minutes, both hemispheres, both sides of the date line. */
const ZONES = [
  'Asia/Tokyo',
  'America/New_York',
  'Europe/London',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Pacific/Kiritimati',
  'UTC',
];

const zone = fc.constantFrom(...ZONES);
const quarter = (max: number) => fc.integer({ min: 0, max: max / 15 }).map((count) => count * 15);
const hour: fc.Arbitrary<FreeHour> = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  startMinute: quarter(1_425),
  minutes: quarter(1_425).map((minutes) => minutes + 15),
});
const weekly = fc.array(hour, { maxLength: 6 });
/** Any time in two years, so that many cases contain a change of the clock. */
const start = fc.integer({ min: 0, max: 2 * 365 * 24 * 12 }).map((count) => Date.UTC(2026, 0, 1) + count * 5 * MINUTE);
const range = fc.record({ start, days: fc.integer({ min: 1, max: 5 }) });
const minutes = fc.constantFrom(30 as const, 60 as const);
const busyIn = (from: number) =>
  fc.array(
    fc
      .record({ after: fc.integer({ min: -12, max: 24 * 12 * 5 }), length: fc.integer({ min: 1, max: 60 }) })
      .map(({ after, length }) => interval(from + after * 5 * MINUTE, from + (after + length) * 5 * MINUTE)),
    { maxLength: 4 },
  );

describe('free time', () => {
  it('is exactly the time in which the clock on the wall shows a free hour', () => {
    const cases = range.chain((one) => fc.record({ range: fc.constant(one), busy: busyIn(one.start) }));
    fc.assert(
      fc.property(weekly, zone, minutes, cases, (hours, timeZone, length, { range: { start: from, days }, busy }) => {
        const to = from + days * DAY;
        const slots = freeSlots({ weekly: hours, timeZone, ...interval(from, to), busy, minutes: length });

        const isFree = (at: number) => at >= from && at < to && isOnTheWall(hours, timeZone, at) && !isIn(busy, at);
        const isWhollyFree = (at: number) => steps(at, at + length * MINUTE).every(isFree);
        for (const slot of slots) {
          expect(slot.to.getTime() - slot.from.getTime()).to.equal(length * MINUTE);
          expect(isWhollyFree(slot.from.getTime())).to.equal(true);
        }
        for (const [index, slot] of slots.entries()) {
          if (index > 0) expect(slot.from.getTime()).to.be.at.least(slots[index - 1]?.to.getTime() ?? 0);
        }
        // Every free span that is long enough overlaps a slot, so none is left out.
        for (const at of quarters(from, to).filter(isWhollyFree)) {
          expect(slots.some((slot) => overlaps(slot, interval(at, at + length * MINUTE)))).to.equal(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of two people is free for both, and does not depend on their order', () => {
    fc.assert(
      fc.property(
        weekly,
        weekly,
        zone,
        zone,
        minutes,
        range,
        (mine, yours, here, there, length, { start: from, days }) => {
          const wanted = { ...interval(from, from + days * DAY), minutes: length };
          const a = { weekly: mine, timeZone: here, busy: [] };
          const b = { weekly: yours, timeZone: there, busy: [] };
          const slots = sharedSlots(a, b, wanted);

          expect(sharedSlots(b, a, wanted)).to.deep.equal(slots);
          for (const slot of slots) {
            for (const at of steps(slot.from.getTime(), slot.to.getTime())) {
              expect(isOnTheWall(mine, here, at) && isOnTheWall(yours, there, at)).to.equal(true);
            }
          }
          expect(sharedSlots(a, a, wanted)).to.deep.equal(freeSlots({ ...a, ...wanted }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('includes an instant exactly if the clock shows a free hour at that instant', () => {
    fc.assert(
      fc.property(weekly, zone, start, (hours, timeZone, at) => {
        const expected = hours.length === 0 ? null : isOnTheWall(hours, timeZone, at);

        expect(isFreeAt({ weekly: hours, timeZone }, new Date(at))).to.equal(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('follows clock changes of half an hour, and clock changes within a free hour', () => {
    const slots = (timeZone: string, startMinute: number, length: number, from: string) =>
      freeSlots({
        weekly: [{ weekday: 7, startMinute, minutes: length }],
        timeZone,
        busy: [],
        minutes: 30,
        from: new Date(from),
        to: new Date(Date.parse(from) + DAY),
      }).map((slot) => slot.from.toISOString().slice(11, 16));

    // On Lord Howe Island the clock jumps from 02:00 to 02:30, and back from 02:00 to 01:30.
    expect(slots('Australia/Lord_Howe', 90, 90, '2026-10-03T13:30:00Z')).to.deep.equal(['15:00', '15:30']);
    expect(slots('Australia/Lord_Howe', 90, 60, '2026-04-04T13:00:00Z')).to.deep.equal(['14:30', '15:00', '15:30']);
    // In New York it jumps from 02:00 to 03:00, and back from 02:00 to 01:00.
    expect(slots('America/New_York', 150, 60, '2026-03-08T05:00:00Z')).to.deep.equal(['07:00']);
    expect(slots('America/New_York', 30, 60, '2026-11-01T04:00:00Z')).to.deep.equal(['04:30', '05:00', '06:00']);
  });

  it('omits an hour that the clock skips, and contains an hour twice that the clock repeats', () => {
    const night = [{ weekday: 7, startMinute: 60, minutes: 120 }];
    const sunday = (from: string) => ({
      from: new Date(`${from}T00:00:00Z`),
      to: new Date(Date.parse(`${from}T00:00:00Z`) + DAY),
    });
    const slots = (from: string) =>
      freeSlots({ weekly: night, timeZone: 'America/New_York', busy: [], minutes: 60, ...sunday(from) }).map((slot) =>
        slot.from.toISOString(),
      );

    expect(slots('2026-03-08')).to.deep.equal(['2026-03-08T06:00:00.000Z']);
    expect(slots('2026-11-01')).to.have.members([
      '2026-11-01T05:00:00.000Z',
      '2026-11-01T06:00:00.000Z',
      '2026-11-01T07:00:00.000Z',
    ]);
  });

  it('finds shared time in the evening of one person and the morning of the other', () => {
    const tokyo = { weekly: [{ weekday: 2, startMinute: 7 * 60, minutes: 180 }], timeZone: 'Asia/Tokyo', busy: [] };
    const newYork = {
      weekly: [{ weekday: 1, startMinute: 18 * 60, minutes: 120 }],
      timeZone: 'America/New_York',
      busy: [],
    };
    const week = { from: new Date('2026-06-01T00:00:00Z'), to: new Date('2026-06-08T00:00:00Z'), minutes: 60 as const };

    expect(sharedSlots(tokyo, newYork, week)).to.deep.equal([
      interval(Date.parse('2026-06-01T22:00:00Z'), Date.parse('2026-06-01T23:00:00Z')),
      interval(Date.parse('2026-06-01T23:00:00Z'), Date.parse('2026-06-02T00:00:00Z')),
    ]);
    expect(sharedMinutes(weekInUtc(tokyo, week.from.getTime()), weekInUtc(newYork, week.from.getTime()))).to.equal(120);
  });
});

describe('the free hours of a profile', () => {
  let app: TestApp;
  let ada: Person;
  let bob: Person;

  before(async () => {
    app = await startTestApp();
    [ada, bob] = [await signUp(app), await signUp(app)];
  });
  after(() => app.close());

  it('are stored in order, and adjacent ones are merged, also across midnight and the end of the week', async () => {
    const { freeHours } = await ada.call('profiles.update', {
      body: {
        freeHours: [
          { weekday: 1, startMinute: 0, minutes: 60 },
          { weekday: 3, startMinute: 1_200, minutes: 60 },
          { weekday: 3, startMinute: 1_140, minutes: 90 },
          { weekday: 7, startMinute: 1_380, minutes: 60 },
        ],
      },
    });

    expect(freeHours).to.deep.equal([
      { weekday: 3, startMinute: 1_140, minutes: 120 },
      { weekday: 7, startMinute: 1_380, minutes: 120 },
    ]);
  });

  it('mean the same after normalisation', () => {
    fc.assert(
      fc.property(weekly, (hours) => {
        const ordered = freeHoursSchema.parse(hours);

        expect(weekInUtc({ weekly: ordered, timeZone: 'UTC' }, 0)).to.deep.equal(
          weekInUtc({ weekly: hours, timeZone: 'UTC' }, 0),
        );
        expect(freeHoursSchema.parse(ordered)).to.deep.equal(ordered);
      }),
      { numRuns: 300 },
    );
  });

  it('are visible only to their owner', async () => {
    await ada.call('profiles.update', { body: { freeHours: [{ weekday: 2, startMinute: 600, minutes: 60 }] } });

    const own = await ada.call('profiles.get', { params: { personId: ada.id } });
    const seen = await bob.call('profiles.get', { params: { personId: ada.id } });

    expect(own.freeHours).to.have.length(1);
    expect(seen.freeHours).to.equal(null);
  });

  it('are refused if they are out of range', async () => {
    const bad = [
      { weekday: 0, startMinute: 0, minutes: 60 },
      { weekday: 1, startMinute: 1_440, minutes: 60 },
      { weekday: 1, startMinute: 0, minutes: 0 },
      { weekday: 1, startMinute: 0.5, minutes: 60 },
    ];
    const reasons = await Promise.all(
      bad.map(async (one) => (await refusal(ada.call('profiles.update', { body: { freeHours: [one] } }))).reason),
    );

    expect(new Set(reasons)).to.deep.equal(new Set(['invalid_input']));
  });
});

function interval(from: number, to: number): Interval {
  return { from: new Date(from), to: new Date(to) };
}

function steps(from: number, to: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / (5 * MINUTE)) }, (_, index) => from + index * 5 * MINUTE);
}

function quarters(from: number, to: number): number[] {
  const first = Math.ceil(from / (15 * MINUTE)) * 15 * MINUTE;
  return Array.from({ length: Math.ceil((to - first) / (15 * MINUTE)) }, (_, index) => first + index * 15 * MINUTE);
}

function isIn(busy: readonly Interval[], at: number): boolean {
  return busy.some(({ from, to }) => at >= from.getTime() && at < to.getTime());
}

function overlaps(a: Interval, b: Interval): boolean {
  return a.from < b.to && b.from < a.to;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Checks the weekday and time of day that the zone's clock shows, which is the definition of a free hour. */
function isOnTheWall(hours: readonly FreeHour[], timeZone: string, at: number): boolean {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '');
  const shown = day * 1_440 + Number(parts.hour) * 60 + Number(parts.minute);
  return hours.some(({ weekday, startMinute, minutes }) => {
    const since = (shown - ((weekday - 1) * 1_440 + startMinute) + 10_080) % 10_080;
    return since < minutes;
  });
}
