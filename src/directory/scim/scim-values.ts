/** Reads the values that directories send. They differ in small things: `"False"` for false, names in any case. Pure functions. */
import { invalidValue } from './scim-error.ts';

export type Json = Readonly<Record<string, unknown>>;

const MAX_CHARS = 256;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an attribute, whatever the case of its name. */
export function attributeOf(object: Json, name: string): unknown {
  const wanted = name.toLowerCase();
  const found = Object.keys(object).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : object[found];
}

/** A text without control characters; empty for null and undefined. @throws ScimError `invalidValue` */
export function textOf(value: unknown, name: string, maxChars = MAX_CHARS): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || value.length > maxChars || !value.isWellFormed() || /\p{Cc}/u.test(value)) {
    throw invalidValue(`${name}: expected a text of at most ${maxChars} characters.`);
  }
  return value.trim();
}

/** Entra ID sends `"True"` and `"False"`. @throws ScimError `invalidValue` */
export function booleanOf(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^true$/i.test(value)) return true;
  if (typeof value === 'string' && /^false$/i.test(value)) return false;
  throw invalidValue(`${name}: expected true or false.`);
}

/** The ids in `[{ "value": "…" }]`, without repeats. @throws ScimError `invalidValue` */
export function memberIdsOf(value: unknown, max: number): string[] {
  const list = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  if (list.length > max) throw invalidValue(`members: send at most ${max} at once.`);
  const ids = list.map((member: unknown) => {
    const id = isObject(member) ? attributeOf(member, 'value') : member;
    if (typeof id !== 'string' || id.length > 64) throw invalidValue('members: expected objects with a value.');
    return id;
  });
  return [...new Set(ids)];
}
