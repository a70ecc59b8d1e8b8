/** The words of the screens. Each feature has one file for each language. Only the current language is loaded. */

import { withIsolatedNames } from './isolated-names.ts';

export type UiLanguage = 'ja' | 'en';

/** The words of one feature. */
export interface WordSet<Words> {
  /** Returns the same promise each time. React's `use` reads the words from it without suspending once they have been loaded. */
  load(language: UiLanguage): Promise<Words>;
}

const AGAIN_AFTER_MS = 1_000;

/** What `use` looks for in a promise. */
interface Readable<Words> {
  status: 'fulfilled';
  value: Words;
}

/** The file of each language exports `words`. The English file takes its type from the Japanese one. */
export function defineWords<Words>(files: Record<UiLanguage, () => Promise<{ words: Words }>>): WordSet<Words> {
  const loading = new Map<UiLanguage, Promise<Words>>();

  const read = async (language: UiLanguage) => withIsolatedNames((await files[language]()).words);
  const begin = (language: UiLanguage) => {
    const words = read(language);
    loading.set(language, words);
    words.then(
      (value) => Object.assign(words, { status: 'fulfilled', value } satisfies Readable<Words>),
      // A later attempt must be able to succeed. A render that follows at once must find this failure, or it would load endlessly.
      () => setTimeout(() => loading.delete(language), AGAIN_AFTER_MS),
    );
    return words;
  };
  const set: WordSet<Words> = {
    load(language) {
      used.add(set);
      return loading.get(language) ?? begin(language);
    },
  };
  return set;
}

const used = new Set<WordSet<unknown>>();

/** Loads every word set that is in use in this language too, so that all screens can change at once. */
export async function loadUsedWords(language: UiLanguage): Promise<void> {
  await Promise.all([...used].map((set) => set.load(language)));
}

/** The type of the words in a set. */
export type WordsOf<Set> = Set extends WordSet<infer Words> ? Words : never;
