/**
 * Cursors: where a page of a list ended, as a text that clients hand back unread. A list continues after the values of
 * its last item, so things that come or go meanwhile neither repeat nor hide an item.
 */
import { trusted } from 'mongoose';
import { InvalidInputError } from '../kernel/errors.ts';

/** What a cursor holds for one sort key. */
export type CursorPart = 'string' | 'number' | 'date';
interface PartTypes {
  string: string;
  number: number;
  date: Date;
}
export type CursorValue = PartTypes[CursorPart];
/** `['date', 'string']` holds `[Date, string]`. */
export type CursorValues<TShape extends readonly CursorPart[]> = {
  -readonly [K in keyof TShape]: PartTypes[TShape[K]];
};

/** One sort key: field and direction, as in a MongoDB sort. The last one must be unique, such as `_id`. */
export type SortKey = readonly [field: string, direction: 1 | -1];

const MAX_CURSOR_CHARS = 1_024;

/** The opaque text of the sort values of a page's last item. */
export function encodeCursor(values: readonly CursorValue[]): string {
  const plain = values.map((value) => (value instanceof Date ? value.getTime() : value));
  return Buffer.from(JSON.stringify(plain)).toString('base64url');
}

/** The values that `encodeCursor` put in. Throws `InvalidInputError` for anything that is not such a text. */
export function decodeCursor<const TShape extends readonly CursorPart[]>(
  text: string,
  shape: TShape,
): CursorValues<TShape> {
  const plain = parse(text);
  if (!Array.isArray(plain) || plain.length !== shape.length) throw invalidCursor();
  const values = shape.map((part, at) => toValue(part, plain[at]));
  // Each value was just checked against its part of the shape, which the array's type cannot express.
  return values as unknown as CursorValues<TShape>;
}

/**
 * The filter for what follows `values` in the order of `keys`. Combine it by `{ $and: [filter, after] }`.
 * The bound on the first key is implied by the rest, but only with it does an index scan begin there, so that the
 * hundredth page costs as much as the first.
 */
export function afterCursor(keys: readonly SortKey[], values: readonly CursorValue[]): { $and: object[] } {
  const [first] = keys;
  const start = values[0];
  if (!first || start === undefined || keys.length !== values.length) throw new Error('Sort keys and values differ');
  const [field, direction] = first;
  const reach = trusted(direction === 1 ? { $gte: start } : { $lte: start });
  return { $and: [{ [field]: reach }, { $or: keys.map((_, at) => tieBrokenAt(at, keys, values)) }] };
}

/** The same sort keys as MongoDB takes them. */
export function sortBy(keys: readonly SortKey[]): Record<string, 1 | -1> {
  return Object.fromEntries(keys);
}

/** Equal in all keys before `at`, beyond in that one. */
function tieBrokenAt(at: number, keys: readonly SortKey[], values: readonly CursorValue[]): object {
  return Object.fromEntries(
    keys.slice(0, at + 1).map(([field, direction], index) => {
      const value = values[index];
      if (index < at) return [field, value];
      return [field, trusted(direction === 1 ? { $gt: value } : { $lt: value })];
    }),
  );
}

function parse(text: string): unknown {
  if (text.length > MAX_CURSOR_CHARS || !/^[\w-]+$/.test(text)) throw invalidCursor();
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
}

function toValue(part: CursorPart, plain: unknown): CursorValue {
  if (part === 'string' && typeof plain === 'string' && plain.isWellFormed() && !plain.includes('\0')) return plain;
  if (part === 'number' && typeof plain === 'number' && Number.isFinite(plain)) return plain;
  if (part === 'date' && typeof plain === 'number' && Math.abs(plain) <= MAX_DATE_MS) return new Date(plain);
  throw invalidCursor();
}

/** Beyond it a `Date` is invalid. */
const MAX_DATE_MS = 8.64e15;

function invalidCursor(): InvalidInputError {
  return new InvalidInputError(
    'cursor_invalid',
    'The cursor does not belong to this list. Start again without a cursor.',
  );
}
