/** Builds the app into `web/dist`, from where the server serves it. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Terms and privacy, which few people read. */
const ABOUT = /[\\/]features[\\/]about[\\/]/;
const WORDS = /\.(ja|en)\.tsx?$/;

/** All words of one language together. */
function wordsOf(id: string): string | null {
  return ABOUT.test(id) ? null : (WORDS.exec(id)?.[1] ?? null);
}

/**
 * A page loads few files instead of a hundred small ones, because each file costs a request. Code that only one screen needs
 * stays with that screen.
 */
const groups = [
  // What words import is also needed without them.
  { name: wordsOf, debugName: 'words', priority: 3, includeDependenciesRecursively: false },
  { name: 'start', tags: ['$initial' as const], priority: 2 },
  { name: 'common', minShareCount: 2, priority: 1 },
];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // The words of notifications are declared beside their schemas, which a client does not need.
  resolve: { alias: { zod: fileURLToPath(new URL('../client-sdk/no-schemas.ts', import.meta.url)) } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The licences of what is bundled must travel with the bundle.
    license: { fileName: 'licences.md' },
    target: 'es2022',
    // The page's content security policy allows no data: scripts and few inlined files, so small assets stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 750,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
});
