/** The words of visitors' pages. */
import { words as en } from './words.en.ts';
import { words as ja } from './words.ja.ts';

export type FrontLanguage = 'ja' | 'en';
export type FrontWords = typeof ja;

const all: Readonly<Record<FrontLanguage, FrontWords>> = { ja, en };

export function wordsIn(language: FrontLanguage): FrontWords {
  return all[language];
}
