/**
 * Finds banned words in a text. Words and texts are compared like search terms: upper and lower case, full and half width,
 * hiragana and katakana are the same. A word of letters and digits is found only as a whole word, so that "ass" is not found
 * in "class".
 */
import { normaliseText } from '../../topics/store/index.ts';

/** Two letters or digits of scripts that separate words by spaces. Between them is no border of a word. */
const LETTERS = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]{2,}/gu;

export class WordFilter {
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    const normalised = words.map((word) => normaliseText(word).trim());
    this.#words = [...new Set(normalised)].filter((word) => word !== '');
  }

  /** Whether the text contains one of the words. */
  finds(text: string): boolean {
    const normalised = normaliseText(text);
    const candidates = this.#words.filter((word) => normalised.includes(word));
    if (candidates.length === 0) return false;
    const nextBorder = bordersOf(normalised);
    return candidates.some((word) => containsWhole(normalised, word, nextBorder));
  }
}

/**
 * Continues at the next border after a match that is not a whole word. Trying every position would take quadratic time for
 * a text such as "iiiiii" and words such as "iii".
 */
function containsWhole(text: string, word: string, nextBorder: Int32Array): boolean {
  let at = text.indexOf(word);
  while (at >= 0) {
    const end = at + word.length;
    if (nextBorder[at] === at && nextBorder[end] === end) return true;
    at = text.indexOf(word, nextBorder[at + 1]);
  }
  return false;
}

/** For each position of the text, and its end, the first border of a word at or after it. */
function bordersOf(text: string): Int32Array {
  const borders = Int32Array.from({ length: text.length + 1 }, (_, at) => at);
  for (const { index, 0: letters } of text.matchAll(LETTERS))
    borders.fill(index + letters.length, index + 1, index + letters.length);
  return borders;
}
