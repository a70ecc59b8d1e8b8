/** Shows the app, once the words that every screen shares have been loaded. */
import { type ComponentProps, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { loadAheadFor } from './app/load-ahead.ts';
import { loadWords } from './i18n/language.ts';
import { sharedWords } from './i18n/shared-words.ts';
import { ignoreComposingKeys } from './ui/composing-keys.ts';

/** Rejects if the words cannot be loaded. */
export async function render(root: HTMLElement, app: ComponentProps<typeof App>): Promise<void> {
  ignoreComposingKeys();
  loadAheadFor(location.pathname);
  await loadWords(sharedWords);
  createRoot(root).render(
    <StrictMode>
      <App {...app} />
    </StrictMode>,
  );
}
