/**
 * Cursors: an opaque text that says where a page of a list ended. The next page starts after the sort values of the last item,
 * so items that are added or removed in the meantime cause no duplicates and no gaps.
 */
import { trusted } from 'mongoose';
import { InvalidInputError } from '../kernel/errors.ts';

/** The type of one value in a cursor. */
export type CursorPart = 'string' | 'number' | 'date';
interface PartTypes {
  string: string;
  number: number;
  date: Date;
}
export type CursorValue = PartTypes[CursorPart];
/** `['date', 'string']` becomes `[Date, string]`. */
export type CursorValues<TShape extends readonly CursorPart[]> = {
  -readonly [K in keyof TShape]: PartTypes[TShape[K]];
};

/** One sort key: field and direction, as in a MongoDB sort. The last one must be unique, such as `_id`. */
export type SortKey = readonly [field: string, direction: 1 | -1];

const MAX_CURSOR_CHARS = 1_024;

/** Encodes the sort values of the last item of a page. */
export function encodeCursor(values: readonly CursorValue[]): string {
  const plain = values.map((value) => (value instanceof Date ? value.getTime() : value));
  return Buffer.from(JSON.stringify(plain)).toString('base64url');
}

/** Decodes a cursor. @throws InvalidInputError if `encodeCursor` did not create the text for this shape */
export function decodeCursor<const TShape extends readonly CursorPart[]>(
  text: string,
  shape: TShape,
): CursorValues<TShape> {
  const plain = parse(text);
  if (!Array.isArray(plain) || plain.length !== shape.length) throw invalidCursor();
  const values = shape.map((part, at) => toValue(part, plain[at]));
  // `toValue` has checked each value against its part of the shape; the type of the array cannot express that.
  return values as unknown as CursorValues<TShape>;
}

/**
 * Filter for documents after `values` in the order of `keys`. Combine it as `{ $and: [filter, after] }`. The rest of the
 * filter implies the bound on the first key, but an index scan starts at the right place only because of this bound. So the
 * hundredth page costs as much as the first.
 */
export function afterCursor(keys: readonly SortKey[], values: readonly CursorValue[]): { $and: object[] } {
  const [first] = keys;
  const start = values[0];
  if (!first || start === undefined || keys.length !== values.length) throw new Error('Sort keys and values differ');
  const [field, direction] = first;
  const bound = trusted(direction === 1 ? { $gte: start } : { $lte: start });
  return { $and: [{ [field]: bound }, { $or: keys.map((_, at) => tieBrokenAt(at, keys, values)) }] };
}

/** The sort keys as a MongoDB sort. */
export function sortBy(keys: readonly SortKey[]): Record<string, 1 | -1> {
  return Object.fromEntries(keys);
}

/** Matches documents that are equal in all keys before `at` and come later in that key. */
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

/** The largest valid time value of a `Date`. */
const MAX_DATE_MS = 8.64e15;

function invalidCursor(): InvalidInputError {
  return new InvalidInputError(
    'cursor_invalid',
    'This cursor does not belong to this list. Start again without a cursor.',
  );
}
