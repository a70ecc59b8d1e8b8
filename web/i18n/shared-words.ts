/** The words that every screen shares: loaded before anything is shown. */
import { defineWords } from './words.ts';

export const sharedWords = defineWords({
  ja: () => import('./words.ja.ts'),
  en: () => import('./words.en.ts'),
});

/** The shared words of one language. */
export type Words = typeof import('./words.ja.ts').words;
