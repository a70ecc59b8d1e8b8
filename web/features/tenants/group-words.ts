import { defineWords } from '../../i18n/words.ts';

/** Words of groups, permission sets and the directory of an organisation. */
export const groupWords = defineWords({
  ja: () => import('./group-words.ja.ts'),
  en: () => import('./group-words.en.ts'),
});
