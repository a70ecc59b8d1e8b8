/** The theme: light, dark, or that of the system. Kept in this browser. */
import { useState } from 'react';
import { readStored, writeStored } from './stored.ts';

export type Theme = 'light' | 'dark' | 'system';
const STORED = 'meshi.theme';

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const stored = readStored(STORED);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  });
  return [
    theme,
    (next) => {
      setTheme(next);
      writeStored(STORED, next === 'system' ? null : next);
      if (next === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
    },
  ];
}
