/**
 * Names that look alike have the same key, and a unique index on the key refuses the second one. Based on the skeletons of UTS 39:
 * the library contains the table of confusable characters of Unicode.
 */
import unhomoglyph from 'unhomoglyph';

/** For handles and slugs, which are in lower case: `a1ice` and `alice`, `rneshi` and `meshi`. */
export function lookalikeKey(name: string): string {
  return unhomoglyph(name).toLowerCase();
}

/** For names in any script, which may differ in case, width and spaces: `Ｒust Tokyo` and `RustTokyo`. */
export function lookalikeNameKey(name: string): string {
  return lookalikeKey(name.normalize('NFKC').toLowerCase().replace(/\s/g, ''));
}

/**
 * The text with Latin letters instead of those of other scripts that look like them. ASCII stays as it is: `l` and `1` look alike too,
 * but are in the addresses of different people.
 */
export function withLatinLetters(text: string): string {
  return text.normalize('NFKC').replace(/[^\x20-\x7e]/gu, (letter) => unhomoglyph(letter).toLowerCase());
}
