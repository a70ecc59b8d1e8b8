/**
 * Text search for languages with and without spaces. Each document stores its pairs of adjacent characters ("grams"), which
 * are indexed; a comparison with the text then confirms the match, so that "城大阪" does not find "大阪城と城大".
 *
 * The search ignores case, full and half width, the difference between hiragana and katakana, and a `#` before a word. It
 * finds other names of the same thing: "k8s" finds "Kubernetes". A single character is searched in titles and tags only,
 * and a single Latin letter or digit must be a whole word: "C" finds "C言語", not "Docker".
 */
import { otherNamesIn } from './other-names.ts';
import { normaliseText } from './words.ts';

/** The most grams in a database query. The comparison with the text covers the rest. */
const MAX_QUERY_GRAMS = 24;

/** What can be found: `title` and `tags` also by a single character. */
export interface Searchable {
  title: string;
  body?: string;
  tags?: readonly string[];
}

/** The fields that a document stores so that `searchFilter` finds it. */
export interface SearchFields {
  grams: string[];
  searchText: string;
}

/** A parsed query. A document matches if it has all the grams and contains all the texts. */
export interface TextSearch {
  grams: readonly string[];
  /** The words that are longer than a gram, for which matching grams are not sufficient. */
  texts: readonly string[];
}

/** The search fields of a document. */
export function searchFieldsOf({ title, body = '', tags = [] }: Searchable): SearchFields {
  const short = normaliseText([title, ...tags].join('\n'));
  const own = normaliseText([title, body, ...tags].join('\n'));
  const searchText = [own, ...otherNamesIn(own)].join('\n');
  const grams = [...wordsOf(searchText).flatMap(pairsOf), ...wordsOf(short).flatMap(singlesOf)];
  return { grams: [...new Set(grams)], searchText };
}

/** Parses a query: words in any order. Null if it contains no visible characters. */
export function readSearch(query: string): TextSearch | null {
  const words = wordsOf(normaliseText(query)).flatMap(withoutHash);
  if (words.length === 0) return null;
  const grams = [...new Set(words.flatMap((word) => (word.length === 1 ? word : pairsOf(word.join('')))))];
  const texts = words.filter((word) => word.length > 2).map((word) => word.join(''));
  return { grams: grams.sort(rarerFirst).slice(0, MAX_QUERY_GRAMS), texts };
}

/** The index looks up the first gram, so the rarest comes first: kanji are rarer than letters and kana. */
function rarerFirst(a: string, b: string): number {
  return kanjiIn(b) - kanjiIn(a);
}

function kanjiIn(text: string): number {
  return text.match(/\p{Script=Han}/gu)?.length ?? 0;
}

/** Tags are shown as `#rust`, so people type and paste them that way. */
function withoutHash(word: string): string[][] {
  const characters = [...word.replace(/^#+/, '')];
  return characters.length > 0 ? [characters] : [];
}

function wordsOf(normalised: string): string[] {
  return normalised.split(/\s+/).filter(Boolean);
}

function pairsOf(word: string): string[] {
  const characters = [...word];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function singlesOf(word: string): string[] {
  const characters = [...word];
  return characters.filter((character, index) => {
    const isPartOfWord = isLatin(characters[index - 1]) || isLatin(characters[index + 1]);
    return !isLatin(character) || !isPartOfWord;
  });
}

function isLatin(character: string | undefined): boolean {
  return character !== undefined && /^[a-z0-9]$/.test(character);
}
