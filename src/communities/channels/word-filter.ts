/**
 * Finds banned words in a text. Words and texts are compared like search terms: upper and lower case, full and half width,
 * hiragana and katakana are equal. A word of letters and digits matches only as a whole word: "ass" does not match "class".
 */
import { normaliseText } from '../../kernel/search/words.ts';
import { wireLimits } from '../../protocol/limits.ts';

/** Runs of at least two letters or digits, in scripts that separate words by spaces. Inside a run there is no word border. */
const LETTERS = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]{2,}/gu;

/**
 * Longer than a word of `wireLimits.bannedWordChars` is, except one of characters that each stand for a sentence, such as U+FDFA. A
 * hundred of those, nearly in a text, would take 30 ms; words of this length take 4 ms at most.
 */
const MAX_CHARS = 3 * wireLimits.bannedWordChars;

export class WordFilter {
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    const normalised = words.map((word) => normaliseText(word).trim());
    this.#words = [...new Set(normalised)].filter((word) => word !== '' && word.length <= MAX_CHARS);
  }

  /** Whether the text contains one of the words. */
  matches(text: string): boolean {
    const normalised = normaliseText(text);
    const candidates = this.#words.filter((word) => normalised.includes(word));
    if (candidates.length === 0) return false;
    const nextBorder = bordersOf(normalised);
    return candidates.some((word) => containsWhole(normalised, word, nextBorder));
  }
}

/**
 * After a match that is not a whole word, the search continues at the next word border. Searching from every position would
 * take quadratic time for a text like "iiiiii" and a word like "iii".
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

/** For each position of the text, including its end: the first word border at or after it. */
function bordersOf(text: string): Int32Array {
  const borders = Int32Array.from({ length: text.length + 1 }, (_, at) => at);
  for (const { index, 0: letters } of text.matchAll(LETTERS))
    borders.fill(index + letters.length, index + 1, index + letters.length);
  return borders;
}
