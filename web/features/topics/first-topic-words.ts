import { defineWords } from '../../i18n/words.ts';

export const firstTopicWords = defineWords({
  ja: () => import('./first-topic-words.ja.ts'),
  en: () => import('./first-topic-words.en.ts'),
});
