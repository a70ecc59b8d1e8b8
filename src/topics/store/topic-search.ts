/**
 * Search in topics, for languages with and without spaces. Each topic keeps its pairs of neighbouring characters
 * ("grams"), which an index finds; the text itself then proves the match, so that "大阪城" does not find "城大阪".
 *
 * Upper and lower case, full and half width, hiragana and katakana are the same. A single character is looked for in
 * titles and tags only, where a Latin letter or digit must stand alone: "C" finds "C言語", not "Docker".
 */

/** A query may name this many grams; the text proves the rest. */
const MAX_QUERY_GRAMS = 24;

export interface SearchableTopic {
  title: string;
  body: string;
  tags: readonly string[];
}

/** What a query asks for: all grams, and every one of the texts. */
export interface TopicSearch {
  grams: readonly string[];
  /** Longer than a gram, so that grams alone do not prove them. */
  texts: readonly string[];
}

/** The form in which texts are compared. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u30a1-\u30f6]/g, toHiragana);
}

/** The text of a topic in which a query must occur. */
export function searchTextOf({ title, body, tags }: SearchableTopic): string {
  return normaliseText([title, body, ...tags].join('\n'));
}

/** Everything by which an index finds a topic, each once. */
export function gramsOf(topic: SearchableTopic): string[] {
  const pairs = wordsOf(searchTextOf(topic)).flatMap(pairsOf);
  const singles = wordsOf(normaliseText([topic.title, ...topic.tags].join('\n'))).flatMap(singlesOf);
  return [...new Set([...pairs, ...singles])];
}

/** Reads a query: words in any order. Null where nothing visible is asked for. */
export function readSearch(query: string): TopicSearch | null {
  const words = wordsOf(normaliseText(query)).map((word) => [...word]);
  if (words.length === 0) return null;
  const grams = [...new Set(words.flatMap((word) => (word.length === 1 ? word : pairsOf(word.join('')))))];
  const texts = words.filter((word) => word.length > 2).map((word) => word.join(''));
  return { grams: grams.sort(rarerFirst).slice(0, MAX_QUERY_GRAMS), texts };
}

/** The first gram is the one that the index looks up; pairs of kanji are rarer than those of letters and kana. */
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

/** The two syllabaries have the same order, 96 apart. */
function toHiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}
