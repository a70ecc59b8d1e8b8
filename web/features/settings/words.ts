import { defineWords } from '../../i18n/words.ts';

export const settingsWords = defineWords({
  ja: () => import('./words.ja.ts'),
  en: () => import('./words.en.ts'),
});
