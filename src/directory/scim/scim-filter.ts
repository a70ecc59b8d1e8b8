/** Filters of lists: `attribute eq "value"`, which is what directories send. Pure functions, no I/O. */
import { ScimError } from './scim-error.ts';

export interface ScimFilter {
  /** In lower case: attribute names are compared without case. */
  attribute: string;
  value: string;
}

const MAX_CHARS = 1_000;
/** The value is a JSON text. Both parts are linear: neither can match what the other one does. */
const EQUALS = /^ *([A-Za-z][\w.$:-]{0,127}) +[eE][qQ] +("(?:[^"\\]|\\.)*") *$/;

/** Null without a filter. @throws ScimError `invalidFilter` */
export function parseFilter(text: string | null): ScimFilter | null {
  if (text === null || text === '') return null;
  const [, attribute, quoted] = text.length > MAX_CHARS ? [] : (EQUALS.exec(text) ?? []);
  if (attribute === undefined || quoted === undefined) throw invalidFilter();
  return { attribute: withoutUrn(attribute).toLowerCase(), value: textOf(quoted) };
}

/** `urn:ietf:params:scim:schemas:core:2.0:User:userName` becomes `userName`. */
export function withoutUrn(path: string): string {
  return path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i, '');
}

export function invalidFilter(): ScimError {
  return new ScimError(400, 'The filter is not supported. Use: attribute eq "value".', 'invalidFilter');
}

function textOf(quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    if (typeof value === 'string' && value.isWellFormed()) return value;
  } catch {
    // Below.
  }
  throw invalidFilter();
}
