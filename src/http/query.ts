/** The query string as a flat record: no nesting, no arrays, nothing that a name could reach into. */
import { InvalidInputError } from '../errors.ts';

const NO_QUERY: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** Parses what follows the `?` of a URL. @throws InvalidInputError for a parameter that is given twice. */
export function parseQuery(url: string): Readonly<Record<string, string>> {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return NO_QUERY;
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (name in query) {
      const problems = [{ path: `query.${name}`, expected: 'to be given once' }];
      throw new InvalidInputError('A query parameter is given more than once', { problems });
    }
    query[name] = value;
  }
  return query;
}
