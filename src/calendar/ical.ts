/**
 * Calendar files as RFC 5545 has them: lines end in CRLF and are folded at 75 octets, text is escaped, moments are in UTC,
 * which every calendar shows in its reader's zone.
 */

import type { CalendarEvent } from '../kernel/hooks.ts';

/** How many octets a line has at most, its end not counted. Section 3.1 */
const LINE_OCTETS = 75;
const PRODUCT = '-//Meshi//Meshi//EN';

export interface Calendar {
  /** Shown by calendars that subscribe to it. */
  name?: string;
  events: readonly CalendarEvent[];
}

/** The text of a calendar file. */
export function calendarText({ name, events }: Calendar): string {
  // A file that takes something back says so; anything else is news.
  const isCancelled = events.length > 0 && events.every(({ state }) => state === 'cancelled');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${PRODUCT}`,
    'CALSCALE:GREGORIAN',
    `METHOD:${isCancelled ? 'CANCEL' : 'PUBLISH'}`,
    ...(name ? [`NAME:${escaped(name)}`, `X-WR-CALNAME:${escaped(name)}`] : []),
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
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

/** A value of the type TEXT. Section 3.3.11 */
function escaped(text: string): string {
  const oneKindOfBreak = text.replace(/\r\n?/g, '\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the format forbids.
  const allowed = oneKindOfBreak.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return allowed.replace(/[\\;,]/g, (char) => `\\${char}`).replace(/\n/g, '\\n');
}

/** The line in parts of at most 75 octets, each but the first begun by a space; no character is torn apart. */
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
