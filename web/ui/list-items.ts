/** Turns what a person types or pastes into the entries of a list field. Pure. */
import { cleanTag, countGraphemes, tagProblem } from '@meshi/client';

/** `tags` and `names` are separated by commas, line breaks and tabs; `links`, which may contain commas, by white space too. */
export type ListKind = 'tags' | 'names' | 'links';

// Commas: ASCII, Japanese full and half width, Chinese, Arabic.
const SEPARATOR = /[,，、､،\r\n\t]/;
const LINK_SEPARATOR = /[\s、､]|[,，](?=$|\s|https?:)/i;
/** A mark that begins a line of a pasted list. */
const BULLET = /^[-*•・]\s+/;
const HASH = /^[#＃]/;

/** How many separators the text has. */
export function countSeparators(text: string, kind: ListKind): number {
  return text.split(kind === 'links' ? LINK_SEPARATOR : SEPARATOR).length - 1;
}

/** The entries in a text, in order. Spaces separate entries only if every word begins with `#`. */
export function splitItems(text: string, kind: ListKind): string[] {
  const parts = text.split(kind === 'links' ? LINK_SEPARATOR : SEPARATOR);
  const items = kind === 'links' ? parts : parts.flatMap((part) => splitHashes(part.trim().replace(BULLET, '')));
  return items.map((item) => item.replace(/\s+/g, ' ').trim()).filter((item) => item !== '');
}

function splitHashes(part: string): string[] {
  if (!HASH.test(part)) return [part];
  const words = part.split(/\s+|(?=[#＃][\p{L}\p{N}])/u).filter((word) => word !== '');
  if (words.length < 2 || !words.every((word) => HASH.test(word))) return [part];
  return words.map((word) => word.replace(/^[#＃]+/, ''));
}

/** A tag in the form that the server stores. */
export function normalizeTag(text: string): string {
  return cleanTag(text.normalize('NFKC').trim().replace(/^#+/, ''));
}

/** Whether the server accepts a normalized tag. */
export function isTag(tag: string): boolean {
  return tagProblem(tag) === null;
}

export interface ListRules {
  maxItems: number;
  maxChars: number;
  normalize: (item: string) => string;
  isValid: (item: string) => boolean;
}

/** Why an item was not added. */
export type Refusal = 'invalid' | 'too_long' | 'full';

export interface AddedItems {
  values: string[];
  /** The items that were not added, as they were typed. */
  rest: string[];
  /** Why the first of `rest` was not added. */
  refusal: Refusal | null;
}

/** Adds items to the values of a field: each item once, and those that the rules refuse are returned as `rest`. */
export function addItems(values: readonly string[], items: readonly string[], rules: ListRules): AddedItems {
  const added: AddedItems = { values: [...values], rest: [], refusal: null };
  const known = new Set(values.map((value) => value.toLowerCase()));
  for (const item of items) {
    const value = rules.normalize(item);
    if (value !== '' && known.has(value.toLowerCase())) continue;
    const refusal = refusalOf(value, added.values.length, rules);
    if (refusal) {
      added.rest.push(item);
      added.refusal ??= refusal;
      continue;
    }
    known.add(value.toLowerCase());
    added.values.push(value);
  }
  return added;
}

function refusalOf(value: string, count: number, { maxItems, maxChars, isValid }: ListRules): Refusal | null {
  if (countGraphemes(value) > maxChars) return 'too_long';
  if (!isValid(value)) return 'invalid';
  return count >= maxItems ? 'full' : null;
}
