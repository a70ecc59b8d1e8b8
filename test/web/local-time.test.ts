/** Times that people enter mean the same in the web app and on the server, also around clock changes. */
import { MeshiError } from '@meshi/client';
import { expect } from 'chai';
import fc from 'fast-check';
import { instantOf, parseWallTime, wallTimeAt } from '../../src/kernel/zoned-time.ts';
import { fromZonedInput, toZonedInput } from '../../web/features/meals/zoned-input.ts';
import {
  fromLocalInput,
  readerTimeZone,
  startOfDay,
  toDayInput,
  toLocalInput,
  withReaderTimeZone,
} from '../../web/i18n/local-time.ts';

const ZONES = ['America/New_York', 'America/Santiago', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
const UTC = { timeZone: 'UTC', offsetMinutes: 0 };
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
        expect(fromZonedInput(text, { timeZone, offsetMinutes: 0 })).to.equal(
          instantOf(parseWallTime(text), timeZone).toISOString(),
        );
      }),
    );
    fc.assert(
      fc.property(zone, quarter, (timeZone, at) => {
        const shown = wallTimeAt(new Date(at), timeZone).toString({ smallestUnit: 'minute' });
        expect(toZonedInput(new Date(at).toISOString(), { timeZone, offsetMinutes: 0 })).to.equal(shown);
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
    expect([fromZonedInput('', UTC), fromZonedInput('soon', UTC), fromLocalInput(''), startOfDay('')]).to.deep.equal([
      null,
      null,
      null,
      null,
    ]);
    expect(toZonedInput('soon', UTC)).to.equal('');
  });

  it('in a time zone that this browser does not know uses its offset', () => {
    for (const [offsetMinutes, shown] of [
      [345, '2026-11-28T15:45'],
      [-210, '2026-11-28T06:30'],
      [0, '2026-11-28T10:00'],
    ] as const) {
      const zone = { timeZone: 'Mars/Olympus', offsetMinutes };
      expect(toZonedInput('2026-11-28T10:00:00Z', zone)).to.equal(shown);
      expect(fromZonedInput(shown, zone)).to.equal('2026-11-28T10:00:00.000Z');
    }
  });
});

describe('the time zone of the reader', () => {
  const { DateTimeFormat } = Intl;
  const ownZone = process.env.TZ;
  afterEach(() => {
    Intl.DateTimeFormat = DateTimeFormat;
    if (ownZone === undefined) delete process.env.TZ;
    else process.env.TZ = ownZone;
  });

  /** A browser that reports this zone. */
  function browserIn(timeZone: string | undefined, offsetOf = 'Asia/Tokyo') {
    process.env.TZ = offsetOf;
    const resolved = { ...new DateTimeFormat().resolvedOptions(), timeZone };
    Intl.DateTimeFormat = (() => ({ resolvedOptions: () => resolved })) as unknown as typeof DateTimeFormat;
  }

  it('is that of the browser, or one with the same offset if the browser has no name for it', () => {
    for (const known of ['Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kiev', 'UTC', 'Etc/GMT+9']) {
      browserIn(known);
      expect(readerTimeZone()).to.equal(known);
    }
    for (const unknown of ['Etc/Unknown', '+09:00', '', undefined]) {
      browserIn(unknown);
      expect(readerTimeZone(), String(unknown)).to.equal('Etc/GMT-9');
    }
    for (const [offsetOf, zone] of [
      ['America/Phoenix', 'Etc/GMT+7'],
      ['Asia/Kathmandu', 'UTC'],
      ['UTC', 'UTC'],
    ] as const) {
      browserIn('Etc/Unknown', offsetOf);
      expect(readerTimeZone(), offsetOf).to.equal(zone);
    }
  });

  it('is replaced by one with the same offset if the server does not know it, and only then', async () => {
    const sent: string[] = [];
    const server = (path: string) => async (timeZone: string) => {
      sent.push(timeZone);
      if (sent.length > 1) return 'done';
      throw new MeshiError('invalid_input', '', { details: { problems: [{ path, expected: '' }] } });
    };
    browserIn('Mars/Olympus');

    expect(await withReaderTimeZone(server('body.timeZone'))).to.equal('done');
    expect(sent.splice(0)).to.deep.equal(['Mars/Olympus', 'Etc/GMT-9']);
    const refused = await withReaderTimeZone(server('body.email')).catch((error: MeshiError) => error.code);
    expect([refused, sent]).to.deep.equal(['invalid_input', ['Mars/Olympus']]);
  });
});
