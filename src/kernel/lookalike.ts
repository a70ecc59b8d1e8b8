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
