/**
 * Text search for languages with and without spaces. Each topic stores its pairs of adjacent characters ("grams"), which
 * are indexed; a comparison with the text then confirms the match, so that "城大阪" does not find "大阪城と城大".
 *
 * The search ignores case, full and half width, and the difference between hiragana and katakana. A single character is
 * searched in titles and tags only, and a single Latin letter or digit must be a whole word: "C" finds "C言語", not
 * "Docker".
 */

/** The most grams in a database query. The comparison with the text covers the rest. */
const MAX_QUERY_GRAMS = 24;

export interface SearchableTopic {
  title: string;
  body: string;
  tags: readonly string[];
}

/** A parsed query. A topic matches if it has all the grams and contains all the texts. */
export interface TopicSearch {
  grams: readonly string[];
  /** The words that are longer than a gram, for which matching grams are not sufficient. */
  texts: readonly string[];
}

/** The normalised form in which texts are compared. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u30a1-\u30f6]/g, toHiragana);
}

/** The text of a topic that is compared with the words of a query. */
export function searchTextOf({ title, body, tags }: SearchableTopic): string {
  return normaliseText([title, body, ...tags].join('\n'));
}

/** All grams by which an index finds a topic, without duplicates. */
export function gramsOf(topic: SearchableTopic): string[] {
  const pairs = wordsOf(searchTextOf(topic)).flatMap(pairsOf);
  const singles = wordsOf(normaliseText([topic.title, ...topic.tags].join('\n'))).flatMap(singlesOf);
  return [...new Set([...pairs, ...singles])];
}

/** Parses a query: words in any order. Null if it contains no visible characters. */
export function readSearch(query: string): TopicSearch | null {
  const words = wordsOf(normaliseText(query)).map((word) => [...word]);
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

/** In Unicode, hiragana and katakana are in the same order, 0x60 apart. */
function toHiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}
