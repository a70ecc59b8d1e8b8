import { defineWords } from '../../i18n/words.ts';

export const operatorWords = defineWords({
  ja: () => import('./words.ja.ts'),
  en: () => import('./words.en.ts'),
});
