/** Builds the app into `web/dist`, from where the server serves it. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { preloadList } from './preload-list.ts';

const inWeb = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Terms and privacy, which few people read. */
const ABOUT = /[\\/]features[\\/]about[\\/]/;
const WORDS = /\.(ja|en)\.tsx?$/;

/** What is for operators and owners, and settings, which few visits open. */
const RARE = /[\\/](?:operators|tenants|me|keys|audit|report)[\\/]/;

/** The log of messages, with the parser of their Markdown. */
const MESSAGES = /[\\/](?:ui[\\/]conversation|node_modules[\\/]marked)[\\/]/;

/** The words of one language in two files: what most visits need, and the rest. */
function wordsOf(id: string): string | null {
  const [, language] = WORDS.exec(id) ?? [];
  if (!language || ABOUT.test(id)) return null;
  // Folders above the project may have any name.
  return RARE.test(relative(inWeb('..'), id)) ? `${language}-rare` : language;
}

/** What the first screen of a person who is signed in imports, itself and through others. */
const FIRST_SCREEN = ['app/shell.tsx', 'app/screens/topics.tsx'].map((path) => inWeb(path));

/** Follows static imports. The graph is complete when chunks are made, so that it is followed once. */
function reachable(from: readonly string[], importsOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set(from);
  for (const id of found) for (const next of importsOf(id)) found.add(next);
  return found;
}

let first: Set<string> | null = null;

/** What the first screen shares with others, apart from what only others share. */
function firstOf(id: string, graph: { getModuleInfo(id: string): { importedIds: string[] } | null }): string | null {
  first ??= reachable(FIRST_SCREEN, (each) => graph.getModuleInfo(each)?.importedIds ?? []);
  return first.has(id) ? 'first' : null;
}

/**
 * A page loads few files instead of a hundred small ones, because each file costs a request. Code that only one screen needs
 * stays with that screen.
 */
const groups = [
  // What words import is also needed without them.
  { name: wordsOf, debugName: 'words', priority: 4, includeDependenciesRecursively: false },
  { name: 'start', tags: ['$initial' as const], priority: 3 },
  { name: firstOf, debugName: 'first', minShareCount: 2, priority: 2 },
  // Conversations and rooms share it, and no other screen should wait for a parser.
  { name: 'messages', test: MESSAGES, minShareCount: 2, priority: 1.5, includeDependenciesRecursively: false },
  { name: 'common', minShareCount: 2, priority: 1 },
];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), preloadList(['first', 'shell'])],
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
