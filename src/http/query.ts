/** Parses query strings into a flat record without a prototype: no nesting and no arrays. */
import { InvalidInputError } from '../kernel/errors.ts';

const NO_QUERY: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** Parses the query string of a URL. @throws InvalidInputError if a parameter is given more than once */
export function parseQuery(url: string): Readonly<Record<string, string>> {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return NO_QUERY;
  const text = url.slice(start + 1);
  const query: Record<string, string> = Object.create(null);
  // Most queries contain no encoded characters, and `plainPairs` is faster.
  const pairs = /[%+]/.test(text) ? new URLSearchParams(text) : plainPairs(text);
  for (const [name, value] of pairs) {
    if (name in query) {
      const problems = [{ path: `query.${name}`, expected: 'to be given once' }];
      throw new InvalidInputError('A query parameter is given more than once. Give each one once.', { problems });
    }
    query[name] = value;
  }
  return query;
}

/** Like `URLSearchParams`, but only for texts without encoded characters, at a fraction of its cost. */
function plainPairs(text: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    pairs.push(equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]);
  }
  return pairs;
}
