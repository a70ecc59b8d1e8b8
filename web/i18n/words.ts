/** The words of the screens. Each feature has one file for each language. Only the current language is loaded. */

export type UiLanguage = 'ja' | 'en';

/** The words of one feature. */
export interface WordSet<Words> {
  /** `undefined` until the words have been loaded. */
  get(language: UiLanguage): Words | undefined;
  /** Resolves at once for words that have been loaded. */
  load(language: UiLanguage): Promise<Words>;
}

/** The file of each language exports `words`. The English file takes its type from the Japanese one. */
export function defineWords<Words>(files: Record<UiLanguage, () => Promise<{ words: Words }>>): WordSet<Words> {
  const loaded = new Map<UiLanguage, Words>();
  const loading = new Map<UiLanguage, Promise<Words>>();

  const read = async (language: UiLanguage) => {
    try {
      const { words } = await files[language]();
      loaded.set(language, words);
      return words;
    } catch (error) {
      // A later attempt must be able to succeed.
      loading.delete(language);
      throw error;
    }
  };
  const set: WordSet<Words> = {
    get: (language) => loaded.get(language),
    load(language) {
      used.add(set);
      // Return the same promise each time, as React's `use` requires.
      const words = loading.get(language) ?? read(language);
      loading.set(language, words);
      return words;
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
