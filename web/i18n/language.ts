/** The language of the screens. The choice is kept in this browser and can change at any time. */
import { use, useSyncExternalStore } from 'react';
import { writeCookie } from '../app/cookies.ts';
import { readStored, writeStored } from '../app/stored.ts';
import { useClock } from './clock.ts';
import { sharedWords, type Words } from './shared-words.ts';
import { loadUsedWords, type UiLanguage, type WordSet } from './words.ts';

export type { Words } from './shared-words.ts';
export type { UiLanguage } from './words.ts';

const STORED = 'meshi.language';

let language: UiLanguage | null = null;
const listeners = new Set<() => void>();

/** The stored choice; without one, Japanese if the browser's language is Japanese, otherwise English. */
export function currentLanguage(): UiLanguage {
  language ??= initialLanguage();
  return language;
}

function initialLanguage(): UiLanguage {
  const stored = readStored(STORED);
  if (stored === 'ja' || stored === 'en') return stored;
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
}

/** Loads the words first, then changes every screen at once. Rejects when the words cannot be loaded. */
async function setLanguage(next: UiLanguage): Promise<void> {
  await loadUsedWords(next);
  language = next;
  writeStored(STORED, next);
  // After a sign-out, the pages that the server makes are in this language, too.
  writeCookie('meshi_language', next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface LanguageState {
  language: UiLanguage;
  setLanguage(language: UiLanguage): Promise<void>;
}

/** The component also renders again at midnight: whether a date has a year depends on the day. */
export function useLanguage(): LanguageState {
  useClock(dayOf);
  return { language: useSyncExternalStore(subscribe, currentLanguage), setLanguage };
}

function dayOf(now: number): string {
  return new Date(now).toDateString();
}

/** The words of a feature; without an argument, the words that every screen shares. Suspends until they are loaded. */
export function useWords(): Words;
export function useWords<FeatureWords>(set: WordSet<FeatureWords>): FeatureWords;
export function useWords(set: WordSet<unknown> = sharedWords): unknown {
  const { language } = useLanguage();
  // Also for words that have been loaded: a component that has suspended here and does not call `use` again crashes.
  return use(set.load(language));
}

/** Loads the words of a feature, for code that handles an event and does not render. */
export function loadWords<FeatureWords>(set: WordSet<FeatureWords>): Promise<FeatureWords> {
  return set.load(currentLanguage());
}
