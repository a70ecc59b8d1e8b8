/** Times that people enter mean the same in the web app and on the server, also around clock changes. */
import { expect } from 'chai';
import fc from 'fast-check';
import { instantOf, parseWallTime, wallTimeAt } from '../../src/kernel/zoned-time.ts';
import { fromZonedInput, toZonedInput } from '../../web/features/meals/zoned-input.ts';
import { fromLocalInput, startOfDay, toDayInput, toLocalInput } from '../../web/i18n/local-time.ts';

const ZONES = ['America/New_York', 'America/Santiago', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
const zone = fc.constantFrom(...ZONES);
/** Every quarter of an hour of three years, so that many are near a clock change. */
const quarter = fc.integer({ min: 0, max: 3 * 365 * 96 }).map((count) => Date.UTC(2025, 0, 1) + count * 15 * 60_000);
/** Wall times; some of them are skipped or repeated. */
const wall = quarter.map((at) => new Date(at).toISOString().slice(0, 16));

describe('the value of an input', () => {
  const ownZone = process.env.TZ;
  afterEach(() => {
    if (ownZone === undefined) delete process.env.TZ;
    else process.env.TZ = ownZone;
  });

  it('in a chosen time zone is the same instant as on the server, and is shown as it was entered', () => {
    fc.assert(
      fc.property(zone, wall, (timeZone, text) => {
        expect(fromZonedInput(text, timeZone)).to.equal(instantOf(parseWallTime(text), timeZone).toISOString());
      }),
    );
    fc.assert(
      fc.property(zone, quarter, (timeZone, at) => {
        const shown = wallTimeAt(new Date(at), timeZone).toString({ smallestUnit: 'minute' });
        expect(toZonedInput(new Date(at).toISOString(), timeZone)).to.equal(shown);
      }),
    );
  });

  it('in the reader’s time zone is the same instant as on the server, and is shown as it was entered', () => {
    fc.assert(
      fc.property(zone, wall, quarter, (timeZone, text, at) => {
        process.env.TZ = timeZone;

        expect(fromLocalInput(text)).to.deep.equal(instantOf(parseWallTime(text), timeZone));
        const shown = wallTimeAt(new Date(at), timeZone);
        expect(toLocalInput(new Date(at))).to.equal(shown.toString({ smallestUnit: 'minute' }));
        expect(toDayInput(new Date(at))).to.equal(shown.toPlainDate().toString());
      }),
      { numRuns: 300 },
    );
  });

  it('that is a day starts when the day starts, also if its midnight is skipped', () => {
    process.env.TZ = 'America/Santiago';

    expect(startOfDay('2026-09-06')?.toISOString()).to.equal('2026-09-06T04:00:00.000Z');
    expect(startOfDay('2026-09-05', 1)?.toISOString()).to.equal('2026-09-06T04:00:00.000Z');
    expect(startOfDay('2026-09-05', 2)?.toISOString()).to.equal('2026-09-07T03:00:00.000Z');
  });

  it('that is empty or invalid is no instant', () => {
    expect([
      fromZonedInput('', 'UTC'),
      fromZonedInput('soon', 'UTC'),
      fromLocalInput(''),
      startOfDay(''),
    ]).to.deep.equal([null, null, null, null]);
  });
});
