/** Tests calendar files by the rules of RFC 5545, and with a parser that calendar programs use. */
import { expect } from 'chai';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { calendarText } from '../../src/calendar/ical.ts';
import type { CalendarEvent } from '../../src/kernel/hooks.ts';

const event: CalendarEvent = {
  uid: 'abc@meshi',
  from: new Date('2026-11-24T10:30:00Z'),
  to: new Date('2026-11-24T11:00:00Z'),
  title: 'ラーメンと Rust',
  changedAt: new Date('2026-11-20T01:02:03.456Z'),
};

describe('a calendar file', () => {
  it('contains the event, its times in UTC, and the time of its last change', () => {
    const lines = calendarText({ events: [{ ...event, revision: 2, remindMinutes: 10 }] }).split('\r\n');

    expect(lines).to.include.members([
      'UID:abc@meshi',
      'DTSTAMP:20261120T010203Z',
      'DTSTART:20261124T103000Z',
      'DTEND:20261124T110000Z',
      'SEQUENCE:2',
      'SUMMARY:ラーメンと Rust',
      'STATUS:CONFIRMED',
      'TRIGGER:-PT10M',
    ]);
    expect(lines[0]).to.equal('BEGIN:VCALENDAR');
    expect(lines.slice(-2)).to.deep.equal(['END:VCALENDAR', '']);
  });

  it('marks a cancelled event as a newer version without a reminder', () => {
    const text = calendarText({ events: [{ ...event, state: 'cancelled', revision: 3, remindMinutes: 10 }] });

    expect(text).to.include('STATUS:CANCELLED\r\n').and.include('SEQUENCE:3\r\n').and.not.include('VALARM');
  });

  it('is a snapshot: it has neither a METHOD nor an ORGANIZER', () => {
    for (const state of ['confirmed', 'tentative', 'cancelled'] as const) {
      expect(calendarText({ events: [{ ...event, state }] })).not.to.match(/^(METHOD|ORGANIZER)/m);
    }
  });

  it('has a refresh interval only if it is a feed', () => {
    const feed = calendarText({ feed: { name: 'Meshi', refreshMinutes: 60 }, events: [event] });

    expect(feed.split('\r\n')).to.include.members([
      'NAME:Meshi',
      'X-WR-CALNAME:Meshi',
      'REFRESH-INTERVAL;VALUE=DURATION:PT60M',
      'X-PUBLISHED-TTL:PT60M',
    ]);
    expect(calendarText({ events: [event] })).not.to.match(/^(NAME|REFRESH-INTERVAL|X-)/m);
  });

  it('is a valid calendar without events: it has a component, which programs ignore', () => {
    const feed = parsed(calendarText({ feed: { name: 'Meshi', refreshMinutes: 60 }, events: [] }));

    expect(feed.getAllSubcomponents().map(({ name }) => name)).to.deep.equal(['vtimezone']);
    expect(parsed(calendarText({ events: [event] })).getAllSubcomponents('vtimezone')).to.deep.equal([]);
  });

  it('with a cancelled event beside others cancels only that one', () => {
    const states = ['confirmed', 'cancelled', 'tentative'] as const;
    const feed = parsed(calendarText({ events: states.map((state) => ({ ...event, uid: `${state}@meshi`, state })) }));

    expect(feed.getFirstPropertyValue('method')).to.equal(null);
    expect(feed.getAllSubcomponents('vevent').map((one) => one.getFirstPropertyValue('status'))).to.deep.equal([
      'CONFIRMED',
      'CANCELLED',
      'TENTATIVE',
    ]);
  });

  it('is read by a parser as it was written: every text, and every time in UTC', () => {
    const hard = [
      'a,b;c\\d\ne',
      '\\n',
      'BEGIN:VALARM',
      '🍜'.repeat(60),
      '飯'.repeat(200),
      'é;'.repeat(90),
      ' x ',
      ':;,',
    ];
    const text = fc.oneof(fc.constantFrom(...hard), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }));
    const at = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(text, text, text, at, fc.nat(1e6), (title, description, location, from, revision) => {
        const to = new Date(from.getTime() + 3_600_000);
        const file = calendarText({ events: [{ ...event, title, description, location, from, to, revision }] });

        const [read, more] = parsed(file).getAllSubcomponents('vevent');
        expect(more).to.equal(undefined);
        const { summary, description: about, location: where, startDate, endDate, sequence } = new ICAL.Event(read);
        expect([summary, about ?? '', where ?? '']).to.deep.equal([title, description, location].map(withoutControls));
        expect([startDate.toJSDate(), endDate.toJSDate()]).to.deep.equal([inSeconds(from), inSeconds(to)]);
        expect(sequence).to.equal(revision);
      }),
    );
  });

  it('folds lines at 75 octets without splitting characters, and preserves every text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, text, (title, description) => {
        const file = calendarText({ events: [{ ...event, title, description: `x${description}` }] });

        for (const line of file.split('\r\n')) {
          expect(Buffer.byteLength(line)).to.be.at.most(75);
          expect(line.isWellFormed()).to.equal(true);
        }
        expect(read(file, 'SUMMARY')).to.equal(withoutControls(title));
        expect(read(file, 'DESCRIPTION')).to.equal(withoutControls(`x${description}`));
      }),
    );
  });

  it('escapes line breaks, so that no text can add a property', () => {
    const file = calendarText({
      feed: { name: 'a\r\nBEGIN:VEVENT', refreshMinutes: 60 },
      events: [{ ...event, uid: 'a\nX:1', location: 'b\rATTACH:x' }],
    });

    const names = file
      .replaceAll('\r\n ', '')
      .split('\r\n')
      .map((line) => line.split(':')[0]);
    expect(names.filter((name) => name === 'BEGIN')).to.have.length(2);
    expect(names).not.to.include('X').and.not.include('ATTACH');
    expect(file.replaceAll('\r\n', '')).not.to.match(/[\r\n]/);
  });
});

function read(file: string, name: string): string | undefined {
  const line = file
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).replace(/\\([\\;,nN])/g, (_, char) => (/n/i.test(char) ? '\n' : char));
}

function parsed(file: string): InstanceType<typeof ICAL.Component> {
  return new ICAL.Component(ICAL.parse(file));
}

function inSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1_000) * 1_000);
}

function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this function removes them.
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
