import { defineWords } from '../../i18n/words.ts';

/** Words of the message log and the composer, which conversations and rooms share. */
export const messageWords = defineWords({
  ja: () => import('./words.ja.ts'),
  en: () => import('./words.en.ts'),
});
