/**
 * Calendar files (RFC 5545): lines end in CRLF and are folded at 75 octets, text is escaped, and times are in UTC, which
 * calendar programs show in the time zone of their reader. Why this is not a library: `docs/decisions/0012-calendar-files.md`.
 */
import type { CalendarEvent } from '../kernel/hooks.ts';

/** The longest line in octets, without its end. Section 3.1 */
const LINE_OCTETS = 75;
const PRODUCT = '-//Meshi//Meshi//EN';

export interface Calendar {
  /** For a calendar that programs subscribe to: its name, and how often they should read it again. */
  feed?: { name: string; refreshMinutes: number };
  events: readonly CalendarEvent[];
}

/**
 * The text of a calendar file. It has no METHOD, so it is a snapshot and not a scheduling message, for which RFC 5546 requires
 * an organizer with an address. A program recognises a changed or cancelled event by UID, SEQUENCE and STATUS.
 */
export function calendarText({ feed, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${PRODUCT}`,
    'CALSCALE:GREGORIAN',
    ...(feed ? feedLines(feed) : []),
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** RFC 7986, and the older names that some programs still read. */
function feedLines({ name, refreshMinutes }: NonNullable<Calendar['feed']>): string[] {
  return [
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:PT${refreshMinutes}M`,
    `X-PUBLISHED-TTL:PT${refreshMinutes}M`,
  ];
}

function eventLines(event: CalendarEvent): string[] {
  const { uid, from, to, title, description, place, url, state = 'confirmed', revision = 0, changedAt } = event;
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${moment(changedAt)}`,
    `LAST-MODIFIED:${moment(changedAt)}`,
    `SEQUENCE:${revision}`,
    `DTSTART:${moment(from)}`,
    `DTEND:${moment(to)}`,
    `SUMMARY:${escaped(title)}`,
    ...(description ? [`DESCRIPTION:${escaped(description)}`] : []),
    ...(place ? [`LOCATION:${escaped(place)}`] : []),
    ...(url ? [`URL:${new URL(url).href}`] : []),
    `STATUS:${state.toUpperCase()}`,
    ...(state === 'cancelled' ? [] : alarmLines(event)),
    'END:VEVENT',
  ];
}

function alarmLines({ title, remindMinutes }: CalendarEvent): string[] {
  if (!remindMinutes) return [];
  return [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(title)}`,
    `TRIGGER:-PT${Math.round(remindMinutes)}M`,
    'END:VALARM',
  ];
}

/** `20261124T103000Z` */
function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** A value of type TEXT. Section 3.3.11 */
function escaped(text: string): string {
  const withNewlines = text.replace(/\r\n?/g, '\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them.
  const allowed = withNewlines.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return allowed.replace(/[\\;,]/g, (char) => `\\${char}`).replace(/\n/g, '\\n');
}

/** Divides a line into parts of at most 75 octets without splitting a character. Each part after the first starts with a space. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > LINE_OCTETS) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += char;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}
