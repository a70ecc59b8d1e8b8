/**
 * Builds the service worker into `web/dist`, after the app and the pages of visitors: it lists the files of the app's build.
 *
 * Not with Workbox: its generator brings Babel, Rollup and Terser into the project, and its runtime has rules for caches that
 * expire, which this worker does not need.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const inWorker = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DIST = inWorker('../dist');
/** Files with a name of their own that the page of the app names. */
const UNHASHED = ['/appearance.js', '/icon.svg'];
/** The pages of visitors come from the server only. */
const OF_APP = /^(?!front-).*\.(?:js|css)$/;

export default defineConfig(() => {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  const [, entry] = /<script type="module"[^>]* src="([^"]+)"/.exec(page) ?? [];
  if (!entry) throw new Error('The built page names no entry');
  const names = readdirSync(join(DIST, 'assets')).filter((name) => OF_APP.test(name));
  const files = [...names.toSorted().map((name) => `/assets/${name}`), ...UNHASHED];
  return {
    root: inWorker('.'),
    publicDir: false as const,
    define: {
      __VERSION__: JSON.stringify(versionOf(page, files)),
      __FILES__: JSON.stringify(files),
      __ENTRY__: JSON.stringify(entry),
    },
    build: {
      outDir: DIST,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false as const,
      rolldownOptions: {
        input: inWorker('service-worker.js'),
        // The name never changes: browsers look for a new version there.
        output: { entryFileNames: 'service-worker.js', format: 'iife' as const },
      },
    },
  };
});

/** Names of hashed files stand for their content. */
function versionOf(page: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(page).update(files.join());
  for (const file of UNHASHED) hash.update(readFileSync(join(DIST, file)));
  return hash.digest('hex').slice(0, 16);
}
