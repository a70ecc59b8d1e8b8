/** Which language the reader sees, and how dates, times and lists read in it. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { readStored, writeStored } from '../app/stored.ts';
import { en } from './en.ts';
import { ja, type Words } from './ja.ts';

export type UiLanguage = 'ja' | 'en';

const DICTIONARIES: Record<UiLanguage, Words> = { ja, en };
const STORED = 'meshi.language';

export interface LanguageState {
  language: UiLanguage;
  words: Words;
  setLanguage(language: UiLanguage): void;
}

const LanguageContext = createContext<LanguageState | null>(null);

/** The stored choice, otherwise Japanese where the browser is Japanese, otherwise English. */
function initialLanguage(): UiLanguage {
  const stored = readStored(STORED);
  if (stored === 'ja' || stored === 'en') return stored;
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const state = useMemo<LanguageState>(
    () => ({
      language,
      words: DICTIONARIES[language],
      setLanguage(next) {
        writeStored(STORED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={state}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageState {
  const state = useContext(LanguageContext);
  if (!state) throw new Error('useLanguage needs a LanguageProvider above it');
  return state;
}

/** The words of the reader's language. */
export function useWords(): Words {
  return useLanguage().words;
}
