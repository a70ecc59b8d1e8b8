/** Builds the app into `web/dist`, from where the server serves it. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { emojiData } from './emoji-data.ts';
import { preloadList } from './preload-list.ts';

const inWeb = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Terms and privacy, which few people read. */
const ABOUT = /[\\/]features[\\/]about[\\/]/;
const WORDS = /\.(ja|en)\.tsx?$/;

/** What the first screen says. */
const FIRST_WORDS = /[\\/](?:i18n|topics|home|instant-talk)[\\/](?:error-)?words\./;
/** What is for operators and owners, and settings, which few visits open. */
const RARE = /[\\/](?:operators|tenants|settings|keys|audit|report)[\\/]/;

/** The log of messages, with the parser of their Markdown. */
const MESSAGES = /[\\/](?:ui[\\/]conversation|node_modules[\\/]marked)[\\/]/;

/** The words of one language in three files: those of the first screen, what most visits need, and the rest. */
function wordsOf(id: string): string | null {
  const [, language] = WORDS.exec(id) ?? [];
  if (!language || ABOUT.test(id)) return null;
  // Folders above the project may have any name.
  const path = relative(inWeb('..'), id);
  if (FIRST_WORDS.test(path)) return language;
  return RARE.test(path) ? `${language}-rare` : `${language}-later`;
}

/** Without what only rooms have. */
const POPUPS =
  /[\\/]@(?:base-ui|floating-ui)[\\/](?!react[\\/](?:slider|popover)[\\/])|-popup\.tsx$|[\\/](?:tipped-button|toast-region|space-menu)\.tsx$/;

/** Follows static imports. */
function reachable(from: readonly string[], importsOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set(from.map(inWeb));
  for (const id of found) for (const next of importsOf(id)) found.add(next);
  return found;
}

/** Names a chunk for what these modules import, themselves and through others. */
function chunkOf(name: string, from: readonly string[]) {
  // The graph is complete when chunks are made, so that it is followed once.
  let found: Set<string> | null = null;
  return (id: string, graph: { getModuleInfo(id: string): { importedIds: string[] } | null }): string | null => {
    found ??= reachable(from, (each) => graph.getModuleInfo(each)?.importedIds ?? []);
    return found.has(id) ? name : null;
  };
}

/**
 * A page loads few files instead of a hundred small ones, because each file costs a request. Code that only one screen needs
 * stays with that screen.
 */
const groups = [
  // Loaded on its own, beside what the first screen reads.
  { name: 'socket', test: /[\\/](?:socket|engine)\.io-|[\\/]@socket\.io[\\/]/, priority: 7 },
  // What words import is also needed without them.
  { name: wordsOf, debugName: 'words', priority: 6, includeDependenciesRecursively: false },
  { name: 'start', tags: ['$initial' as const], priority: 5 },
  // Opened by a press: dialogs, menus, tooltips and toasts, with the library behind them.
  { name: 'popups', test: POPUPS, priority: 4, includeDependenciesRecursively: false },
  { name: chunkOf('app', ['render.tsx']), debugName: 'app', priority: 3 },
  // The first screen of a person who is signed in.
  { name: chunkOf('first', ['app/shell.tsx', 'app/screens/topics.tsx']), debugName: 'first', priority: 2 },
  // Conversations and rooms share it, and no other screen should wait for a parser.
  { name: 'messages', test: MESSAGES, minShareCount: 2, priority: 1.5, includeDependenciesRecursively: false },
  { name: 'common', minShareCount: 2, priority: 1 },
];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), emojiData(), preloadList({ app: 'app', first: 'first' })],
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
