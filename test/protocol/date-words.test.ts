/** Dates and times in words, as screens, mails and shared pages show them. */
import { expect } from 'chai';
import fc from 'fast-check';
import { timeZoneSchema } from '../../src/protocol/common.ts';
import { clockTime, fullTime, shortDate, timeRange, weekdayDate, zoneName } from '../../src/protocol/date-words.ts';

const now = Date.parse('2026-11-29T03:00:00Z');
const japanese = { language: 'ja', timeZone: 'Asia/Tokyo', now };
const english = { language: 'en', timeZone: 'Asia/Tokyo', now };
const evening = { startsAt: '2026-11-28T10:00:00Z', endsAt: '2026-11-28T13:00:00Z' };

describe('a date in words', () => {
  it('has one form in each language, on a day, over midnight and into another year', () => {
    const night = { startsAt: '2026-12-31T14:00:00Z', endsAt: '2026-12-31T16:30:00Z' };

    expect(timeRange(evening, japanese)).to.equal('11月28日（土）19:00〜22:00');
    expect(timeRange(evening, english)).to.equal('Sat, Nov 28, 19:00–22:00');
    expect(timeRange(night, japanese)).to.equal('12月31日（木）23:00〜2027年1月1日（金）01:30');
    expect(timeRange(night, english)).to.equal('Thu, Dec 31, 23:00–Fri, Jan 1, 2027, 01:30');
    expect(fullTime('2026-11-27T15:05:00Z', japanese)).to.equal('11月28日（土）00:05');
    expect(shortDate('2025-11-28T10:00:00Z', japanese)).to.equal('2025年11月28日');
  });

  it('names the year if it is another one in the zone that is shown', () => {
    const newYear = '2026-12-31T16:00:00Z';

    expect(weekdayDate(newYear, english)).to.equal('Fri, Jan 1, 2027');
    expect(weekdayDate(newYear, { ...english, timeZone: 'America/New_York' })).to.equal('Thu, Dec 31');
    expect(weekdayDate(newYear, { ...english, now: Date.parse(newYear) })).to.equal('Fri, Jan 1');
  });

  it('uses the offset of a zone that this runtime does not know', () => {
    const unknown = { ...english, timeZone: 'Mars/Olympus' };

    expect(timeRange(evening, { ...unknown, offsetMinutes: 345 })).to.equal('Sat, Nov 28, 15:45–18:45');
    expect(timeRange(evening, unknown)).to.equal('Sat, Nov 28, 10:00–13:00');
    const names = [345, -210, 0].map((offsetMinutes) => zoneName(evening.startsAt, { ...unknown, offsetMinutes }));
    expect(names).to.deep.equal(['UTC+05:45', 'UTC−03:30', 'UTC']);
    expect([zoneName(evening.startsAt, japanese), zoneName(evening.startsAt, english)]).to.deep.equal(['JST', 'GMT+9']);
  });

  it('is a text for any time and any zone', () => {
    const iso = fc.oneof(
      fc.string(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    const zones = ['Etc/Unknown', 'JST', '+09:00', '', 'undefined', 'asia/tokyo', 'Europe/Kiev', 'Asia/Calcutta'];
    const timeZone = fc.oneof(fc.constantFrom(...zones, undefined), fc.string());
    const language = fc.constantFrom('ja', 'en', 'zh', 'vi');

    fc.assert(
      fc.property(iso, timeZone, language, fc.integer({ min: -840, max: 840 }), (at, zone, lang, offsetMinutes) => {
        const reader = { language: lang, timeZone: zone, offsetMinutes };
        const texts = [clockTime(at, reader), fullTime(at, reader), shortDate(at, reader), zoneName(at, reader)];
        const range = timeRange({ startsAt: at, endsAt: at }, reader);

        for (const text of [...texts, range]) expect(text).to.be.a('string').and.not.include('Invalid');
        if (Number.isNaN(Date.parse(at))) expect(range).to.equal('');
      }),
    );
  });
});

describe('the schema of a time zone', () => {
  it('accepts names that every runtime knows, also aliases, in their usual case', () => {
    const names = ['Asia/Tokyo', 'asia/tokyo', 'AMERICA/NEW_YORK', 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kiev'];

    expect([...names, 'UTC', 'Etc/GMT+9'].map((name) => timeZoneSchema.parse(name))).to.deep.equal([
      'Asia/Tokyo',
      'Asia/Tokyo',
      'America/New_York',
      'Asia/Kolkata',
      'Asia/Calcutta',
      'Europe/Kiev',
      'UTC',
      'Etc/GMT+9',
    ]);
  });

  it('refuses what some runtime does not know, and offsets, which have no summer time', () => {
    for (const name of ['Etc/Unknown', 'JST', '+09:00', 'UTC+9', '', 'undefined', 'Mars/Olympus', ' Asia/Tokyo', 'Z']) {
      expect(timeZoneSchema.safeParse(name).success, name).to.equal(false);
    }
  });
});
