/**
 * Calendar files (RFC 5545): lines end in CRLF and are folded at 75 octets, text is escaped, and times are in UTC, which
 * calendar programs convert to the reader's time zone. Why no library is used: `docs/decisions/0012-calendar-files.md`.
 */
import type { CalendarEvent } from '../kernel/hooks.ts';

/** Maximum length of a line in octets, without CRLF. RFC 5545, section 3.1. */
const LINE_OCTETS = 75;
const PRODUCT = '-//Meshi//Meshi//EN';

export interface Calendar {
  /** Only for a feed that programs subscribe to: its name, and how often they should refresh it. */
  feed?: { name: string; refreshMinutes: number };
  events: readonly CalendarEvent[];
}

/**
 * The text of a calendar file. It has no METHOD: it is a snapshot. A scheduling message would need an organizer with an address
 * (RFC 5546). Calendar programs recognise a changed or cancelled event by UID, SEQUENCE and STATUS.
 */
export function calendarText({ feed, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${PRODUCT}`,
    'CALSCALE:GREGORIAN',
    ...(feed ? feedLines(feed) : []),
    ...(events.length > 0 ? events.flatMap(eventLines) : UTC_ZONE),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** A calendar needs at least one component (RFC 5545, section 3.6). Programs ignore a time zone that no event uses. */
const UTC_ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'TZNAME:UTC',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** The properties of RFC 7986, and the older X- properties that some programs still read. */
function feedLines({ name, refreshMinutes }: NonNullable<Calendar['feed']>): string[] {
  return [
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:PT${refreshMinutes}M`,
    `X-PUBLISHED-TTL:PT${refreshMinutes}M`,
  ];
}

function eventLines(event: CalendarEvent): string[] {
  const { uid, from, to, title, description, location, url, state = 'confirmed', revision = 0, changedAt } = event;
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utcTime(changedAt)}`,
    `LAST-MODIFIED:${utcTime(changedAt)}`,
    `SEQUENCE:${revision}`,
    `DTSTART:${utcTime(from)}`,
    `DTEND:${utcTime(to)}`,
    `SUMMARY:${escaped(title)}`,
    ...(description ? [`DESCRIPTION:${escaped(description)}`] : []),
    ...(location ? [`LOCATION:${escaped(location)}`] : []),
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

/** A date-time in UTC, such as `20261124T103000Z`. Section 3.3.5. */
function utcTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** A value of type TEXT. Section 3.3.11. */
function escaped(text: string): string {
  const withNewlines = text.replace(/\r\n?/g, '\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 5545 forbids these characters.
  const allowed = withNewlines.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return allowed.replace(/[\\;,]/g, (char) => `\\${char}`).replace(/\n/g, '\\n');
}

/**
 * Folds a line into parts of at most 75 octets without splitting a character. Each part after the first starts with a space.
 */
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
