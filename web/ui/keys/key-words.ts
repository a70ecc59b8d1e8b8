import { defineWords } from '../../i18n/words.ts';

export const keyWords = defineWords({
  ja: () => import('./key-words.ja.ts'),
  en: () => import('./key-words.en.ts'),
});
