import { defineWords } from '../../i18n/words.ts';

/** Words of groups, permission sets and the directory of an organisation. */
export const retentionWords = defineWords({
  ja: () => import('./retention-words.ja.ts'),
  en: () => import('./retention-words.en.ts'),
});
