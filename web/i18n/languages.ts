/** The languages that people speak and topics are written in. */
import type { Language } from '@meshi/client';

export const LANGUAGES = ['ja', 'en', 'zh', 'ko', 'es', 'fr', 'de', 'pt', 'vi', 'id'] as const satisfies Language[];

export function isLanguage(text: string): text is Language {
  return LANGUAGES.some((language) => language === text);
}
