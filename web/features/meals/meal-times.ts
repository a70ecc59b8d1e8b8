/** Times of meals are entered in the meal's own time zone. */
const DAY_MS = 24 * 3_600_000;

/** A moment as the value of a `datetime-local` input. */
export function toLocalInput(iso: string, timeZone: string): string {
  return new Date(wallOf(Date.parse(iso), timeZone)).toISOString().slice(0, 16);
}

/** The moment of a `datetime-local` value in a time zone; `null` when it is empty or not valid. */
export function fromLocalInput(text: string, timeZone: string): string | null {
  const local = Date.parse(`${text}:00.000Z`);
  if (Number.isNaN(local)) return null;
  // The offset may change on that day: prefer the candidate that the clock really shows; in a skipped hour, the later one.
  const candidates = [-DAY_MS, DAY_MS].map((away) => local - (wallOf(local + away, timeZone) - (local + away)));
  const shown = candidates.filter((at) => wallOf(at, timeZone) === local);
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...candidates)).toISOString();
}

/** The time zones that this browser knows, and the given one. */
export function timeZones(own: string): string[] {
  return [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].sort();
}

/** The local time in a time zone, in milliseconds as if it were UTC. */
function wallOf(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
