import { defineWords } from '../../i18n/words.ts';

export const auditWords = defineWords({
  ja: () => import('./audit-words.ja.ts'),
  en: () => import('./audit-words.en.ts'),
});
