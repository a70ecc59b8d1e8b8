import { defineWords } from '../../i18n/words.ts';

export const topicWords = defineWords({
  ja: () => import('./words.ja.ts'),
  en: () => import('./words.en.ts'),
});
