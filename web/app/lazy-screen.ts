/** Screens that are loaded when they are first visited, together with their words. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { loadWords } from '../i18n/language.ts';
import type { WordSet } from '../i18n/words.ts';

export type LazyScreen<Props> = LazyExoticComponent<ComponentType<Props>> & {
  /** Loads the screen before it is visited. */
  preload(): Promise<unknown>;
};

/** `words` are the word sets that the screen always needs; they load in the current language. */
export function lazyScreen<Props>(
  load: () => Promise<ComponentType<Props>>,
  ...words: readonly WordSet<unknown>[]
): LazyScreen<Props> {
  const loadAll = async () => {
    const [screen] = await Promise.all([load(), ...words.map((set) => loadWords(set))]);
    return { default: screen };
  };
  return Object.assign(lazy(loadAll), { preload: loadAll });
}
