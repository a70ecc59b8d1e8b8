/** An empty page at the app's origin that can import only `@meshi/client`. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { bundle } from '../../ops/sdk-package/bundle.ts';
import { watchSound } from '../support/sound.ts';

const root = join(import.meta.dirname, '../..');

const HTML = `<!doctype html><title>SDK</title>
<script type="importmap">{ "imports": { "@meshi/client": "/sdk/index.js" } }</script>`;

/** Opens a page at the app's origin on which `import('@meshi/client')` works. */
export async function openSdkPage(browser: Browser, app: { url: string }): Promise<Page> {
  const files = await bundled();
  const page = await browser.newPage();
  await watchSound(page);
  await page.route(`${app.url}/sdk/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice('/sdk/'.length);
    const code = files.get(name);
    if (code !== undefined) return route.fulfill({ contentType: 'text/javascript', body: code });
    return route.fulfill({ contentType: 'text/html', body: HTML });
  });
  await page.goto(`${app.url}/sdk/`);
  return page;
}

let built: Promise<Map<string, string>> | null = null;

function bundled(): Promise<Map<string, string>> {
  built ??= buildBundle();
  return built;
}

async function buildBundle(): Promise<Map<string, string>> {
  const output = await bundle({
    root: join(root, 'client-sdk'),
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      lib: { entry: 'index.ts', formats: ['es'], fileName: 'index' },
    },
  });
  const files = output.flatMap((each) => each.output);
  return new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : [])));
}
