/** 56,000 English words of films and books, from the word list that also judges passwords. Read when the first secret is judged. */
import { createRequire } from 'node:module';

// The package's entry would read 90,000 family names, too, and take four times as long.
const LIST = '@zxcvbn-ts/language-en/dist/commonWords.json.cjs';
/** Words of settings that are missing in the list. */
const OF_SETTINGS = ['jwt', 'config', 'mongo', 'mongodb', 'redis', 'meshi', 'changeme', 'auth', 'prod'];

let words: ReadonlySet<string> | null = null;

export function commonWords(): ReadonlySet<string> {
  words ??= new Set([...(createRequire(import.meta.url)(LIST) as string[]), ...OF_SETTINGS]);
  return words;
}
