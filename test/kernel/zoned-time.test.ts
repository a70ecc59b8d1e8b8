/** Wall times and instants around changes of the clock, compared with `Intl`, which is an independent implementation. */
import { expect } from 'chai';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, startOfUtcWeek } from '../../src/kernel/time.ts';
import {
  instantOf,
  nextTimeOfDay,
  offsetSpans,
  parseWallTime,
  type WallTime,
  wallTimeAt,
} from '../../src/kernel/zoned-time.ts';
import { timeZoneSchema } from '../../src/protocol/common.ts';

/** Summer time by an hour and half an hour, inverted summer time, both hemispheres, quarter-hour offsets, and the date line. */
const ZONES = [
  'America/New_York',
  'America/Santiago',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'UTC',
];

const zone = fc.constantFrom(...ZONES);
const minute = fc
  .integer({ min: 0, max: 3 * 366 * 24 * 60 })
  .map((minutes) => Date.UTC(2025, 0, 1) + minutes * MINUTE_MS);

describe('wall times', () => {
  const skippedAndRepeated = [
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z', '2026-03-08T03:30'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z', '2026-11-01T01:30'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z', '2026-03-29T03:30'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z', '2026-10-25T02:30'],
    // Summer time by half an hour.
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z', '2026-10-04T02:45'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z', '2026-04-05T01:45'],
    // The clocks change at midnight, so the day starts at 01:00.
    ['America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00:00.000Z', '2026-09-06T01:00'],
  ] as const;
  for (const [timeZone, wall, instant, shown] of skippedAndRepeated) {
    it(`mean one instant at a change of the clock: ${wall} in ${timeZone}`, () => {
      const at = instantOf(parseWallTime(wall), timeZone);

      expect(at.toISOString()).to.equal(instant);
      expect(textOfWall(wallTimeAt(at, timeZone))).to.equal(shown);
    });
  }

  it('are what clocks in the zone show', () => {
    fc.assert(
      fc.property(zone, minute, (timeZone, at) => {
        expect(textOfWall(wallTimeAt(new Date(at), timeZone))).to.equal(shownByIntl(at, timeZone));
      }),
    );
  });

  it('convert back to their instant, or to the first of two instants with the same wall time', () => {
    fc.assert(
      fc.property(zone, minute, (timeZone, at) => {
        const back = instantOf(wallTimeAt(new Date(at), timeZone), timeZone).getTime();

        expect(back).to.be.at.most(at);
        expect(shownByIntl(back, timeZone)).to.equal(shownByIntl(at, timeZone));
        expect(back === at || at - back <= HOUR_MS).to.equal(true);
      }),
    );
  });

  it('of a time of day are next reached at the first instant that shows it', () => {
    const time = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => textOf(minutes));
    fc.assert(
      fc.property(zone, minute, time, (timeZone, after, text) => {
        const next = nextTimeOfDay(text, timeZone, new Date(after)).getTime();

        const minutes = Array.from({ length: (next - after) / MINUTE_MS - 1 }, (_, at) => after + (at + 1) * MINUTE_MS);
        const shown = shownByIntl(next, timeZone).slice(11);
        expect(next).to.be.greaterThan(after);
        expect(minutes.filter((at) => shownByIntl(at, timeZone).endsWith(`T${text}`))).to.deep.equal([]);
        // A skipped time of day means a later one.
        expect(shown >= text).to.equal(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the offsets of a zone', () => {
  it('cover a time span without gaps, and are correct at every quarter of an hour', () => {
    const start = minute;
    const days = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(zone, start, days, (timeZone, from, count) => {
        const to = from + count * DAY_MS;
        const spans = offsetSpans(timeZone, { start: from, end: to });

        expect([spans[0]?.start, spans.at(-1)?.end]).to.deep.equal([from, to]);
        spans.slice(1).forEach((span, at) => {
          expect(span.start).to.equal(spans[at]?.end);
        });
        for (const { start: first, end, offset } of spans) {
          for (let at = first; at < end; at += 15 * MINUTE_MS) {
            const wall = new Date(at + offset).toISOString().slice(0, 16);
            expect(wall).to.equal(shownByIntl(at, timeZone));
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are empty for an empty time span', () => {
    expect(offsetSpans('Asia/Tokyo', { start: 5, end: 5 })).to.deep.equal([]);
  });
});

describe('the week in UTC', () => {
  it('starts on Monday', () => {
    const week = (at: string) => new Date(startOfUtcWeek(Date.parse(at))).toISOString();

    expect(week('2026-11-29T23:59:59.999Z')).to.equal('2026-11-23T00:00:00.000Z');
    expect(week('2026-11-30T00:00:00.000Z')).to.equal('2026-11-30T00:00:00.000Z');
    expect(week('1969-12-31T00:00:00.000Z')).to.equal('1969-12-29T00:00:00.000Z');
  });
});

describe('a time zone', () => {
  const named = ['UTC', 'GMT', 'EST', 'CET', 'PST8PDT', 'Japan', 'Etc/GMT-9', 'asia/tokyo', 'America/Port-au-Prince'];

  it('is accepted by its IANA name, and then usable for calculations', () => {
    for (const name of [...named, ...Intl.supportedValuesOf('timeZone')]) {
      expect(timeZoneSchema.safeParse(name).success, name).to.equal(true);
      expect(() => wallTimeAt(new Date(0), name), name).not.to.throw();
    }
  });

  it('is rejected if it is an abbreviation, an offset or unknown', () => {
    const abbreviations = ['JST', 'jst', 'IST', 'PST', 'AET', 'CST', 'BST', 'CTT', 'PRT', 'VST'];
    const offsets = ['+09:00', '-03', '+0900', '\u221209:00', '+00:00'];
    const others = [
      'Etc/Unknown',
      'etc/unknown',
      '',
      'Z',
      'Asia/Tokyo[u-ca=japanese]',
      '2026-01-01T00:00Z',
      'Asia/Nowhere',
    ];
    for (const name of [...abbreviations, ...offsets, ...others]) {
      expect(timeZoneSchema.safeParse(name).success, name).to.equal(false);
    }
  });
});

function textOfWall(wall: WallTime): string {
  return wall.toString({ smallestUnit: 'minute' });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function shownByIntl(at: number, timeZone: string): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  formats.set(timeZone, format);
  return format.format(at).replace(' ', 'T');
}

function textOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
