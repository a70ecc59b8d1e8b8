/**
 * Builds the template, style and script of visitors' pages into `web/dist`, after the app. A build of its own: in one build with
 * the app, the bundler would put what both begin with into one file.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const inFront = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: inFront('.'),
  publicDir: inFront('../public'),
  build: {
    outDir: inFront('../dist'),
    emptyOutDir: false,
    // The build of the app has copied it.
    copyPublicDir: false,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: inFront('front.html') },
  },
});
