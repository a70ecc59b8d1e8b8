/** Ids of the entries of a Redis stream: `milliseconds-number`. */

/** The start of a stream. */
export const FIRST_ID = '0-0';

/** When Redis added the entry, by its own clock, in milliseconds since 1970. */
export function timeOf(id: string): number {
  return partsOf(id).time;
}

export function isAfter(id: string, other: string): boolean {
  const [one, two] = [partsOf(id), partsOf(other)];
  return one.time > two.time || (one.time === two.time && one.number > two.number);
}

function partsOf(id: string): { time: number; number: number } {
  const [time = '', number = ''] = id.split('-');
  return { time: Number(time), number: Number(number) };
}
