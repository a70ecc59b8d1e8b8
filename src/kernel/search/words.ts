/** How texts are compared: normalised, and by whole words where the script has words. */
import { LRUCache } from 'lru-cache';

/** The normalised form in which texts are compared. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u30a1-\u30f6]/g, toHiragana);
}

/** Whether `text` contains `word`. Latin letters and digits match whole words only: "JavaScript" does not name "Java". */
export function containsWord(text: string, word: string): boolean {
  return containsComparable(comparable(text), comparable(word));
}

/** As `containsWord`, for texts that `comparable` has returned. */
export function containsComparable(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isWordBoundary(text, at) && isWordBoundary(text, at + word.length)) return true;
  }
  return false;
}

/** Whether no Latin word continues across the position. Scripts without spaces have a boundary at every character. */
function isWordBoundary(text: string, at: number): boolean {
  return !/^[a-z0-9+#]{2}$/.test(`${text[at - 1] ?? ' '}${text[at] ?? ' '}`);
}

/** Ranking compares each text hundreds of times, and normalising it is the expensive part. */
const comparableTexts = new LRUCache<string, string>({ max: 20_000 });

/** The text in the form used for comparison, with spaces for hyphens because tags use hyphens for spaces. */
function comparable(text: string): string {
  const cached = comparableTexts.get(text);
  if (cached !== undefined) return cached;
  const normalised = spaced(normaliseText(text));
  comparableTexts.set(text, normalised);
  return normalised;
}

/** A normalised text with spaces for hyphens. */
export function spaced(normalised: string): string {
  return normalised.replaceAll('-', ' ').trim();
}

/** In Unicode, hiragana and katakana are in the same order, 0x60 apart. */
function toHiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}
