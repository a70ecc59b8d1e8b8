/** The packed SDK, as somebody installs it in a project of their own: in Node, with compilers and bundlers, and in Chromium. */
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { isSupported, MeshiClient, MeshiError } from '../../client-sdk/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { launchChromium } from '../support/browser.ts';
import { closeClients, newPerson, type SdkPerson, talkingPair, waitFor } from '../support/sdk.ts';
import { hearsSound } from '../support/sound.ts';
import { findNode, NODE_MAJORS } from './outside/nodes.ts';
import { type OutsidePage, openOutsidePage } from './outside/pages.ts';
import { OutsideProject, packageFolder } from './outside/project.ts';

const root = join(import.meta.dirname, '../..');
const VITE = 'node_modules/vite/bin/vite.js';
const TSC = 'node_modules/typescript/bin/tsc';
/** The compiler that the checker of types brings along: the oldest that the SDK supports. */
const OLD_TSC = join(root, 'node_modules/@arethetypeswrong/core/node_modules/typescript/bin/tsc');

describe('the packed SDK, installed outside the repository', () => {
  let app: TestApp;
  let outside: OutsideProject;
  let browsers: Browser[] = [];

  before(async () => {
    app = await startTestApp();
    outside = await OutsideProject.create([
      'react',
      'react-dom',
      '@types/react',
      '@types/react-dom',
      'typescript',
      'vite',
      'webpack',
    ]);
    for (const name of ['typed.ts', 'app.tsx', 'build-webpack.mjs']) await outside.copy(name);
    // The page for webpack needs no types: it is JavaScript for every bundler.
    await outside.write('plain.js', await readFile(join(import.meta.dirname, 'outside/fixtures/plain.ts'), 'utf8'));
  });
  afterEach(async () => {
    await closeClients();
    await Promise.all(browsers.map((browser) => browser.close()));
    browsers = [];
  });
  after(async () => {
    await outside?.remove();
    await app.close();
  });

  for (const major of NODE_MAJORS) {
    it(`runs the first chat of its README in Node ${major}`, async function () {
      const node = await findNode(major).catch((error: Error) => skip(this, error.message));
      await outside.write('first-chat.mjs', await firstChat());

      const version = await outside.node(['--version'], { node });
      const printed = await outside.node(['first-chat.mjs'], { node, env: { MESHI_URL: app.url } });

      expect(version).to.match(new RegExp(`^v${major}\\.`));
      expect(printed).to.equal('Bob reads: Shall we talk about Rust over ramen?\n');
    });
  }

  it('is loaded by require in Node', async () => {
    const code =
      "const { MeshiClient, isSupported } = require('@meshi/client'); console.log(typeof MeshiClient, isSupported());";

    expect(await outside.node(['--input-type=commonjs', '-e', code])).to.equal('function true\n');
  });

  for (const { module, moduleResolution, compilers } of [
    { module: 'nodenext', moduleResolution: 'nodenext', compilers: [TSC, OLD_TSC] },
    { module: 'esnext', moduleResolution: 'bundler', compilers: [TSC] },
  ]) {
    it(`passes strict TypeScript with the module resolution ${moduleResolution}, and checks the packages' declarations`, async () => {
      const compilerOptions = {
        target: 'es2022',
        lib: ['es2022', 'dom', 'dom.iterable'],
        module,
        moduleResolution,
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
        jsx: 'react-jsx',
        types: [],
      };
      await outside.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['typed.ts', 'app.tsx'] }));

      for (const compiler of compilers) expect(await outside.node([compiler, '-p', '.'])).to.equal('');
    });
  }

  it('works in a React app that Vite has built: signed out, signed in, and signed out again', async () => {
    await outside.write(
      'index.html',
      '<!doctype html><title>React</title><div id="root"></div><script type="module" src="./app.tsx"></script>',
    );
    await outside.node([VITE, 'build', '--base', '/outside/', '--outDir', 'vite', '--logLevel', 'warn']);
    const { alice, bob } = await talkingPair(app);
    const { page, failures } = await open('vite', alice);

    const state = page.locator('#state');
    await page.getByRole('heading', { name: 'Nobody' }).waitFor();
    expect(await state.textContent()).to.equal('signed_out empty 0 unread, 0 online, 0 rooms, no voice');
    await bob.conversation.send('Hello from Node');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Hello from Node' }).waitFor();
    await state.filter({ hasText: 'online loaded 1 unread, 1 online' }).waitFor();
    const arrived = waitFor(bob.conversation, 'message:added', ({ text }) => text === 'Hello from React');
    await page.getByRole('button', { name: 'Send' }).click();
    await arrived;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Nobody' }).waitFor();
    await state.filter({ hasText: 'signed_out empty 0 unread, 0 online' }).waitFor();

    expect(await page.getByRole('listitem').count()).to.equal(0);
    expect(failures).to.deep.equal([]);
  });

  it('carries voice between a page built with webpack and a page without a bundler', async () => {
    await outside.node(['build-webpack.mjs']);
    await pageWithoutBundler();
    const [bundled, plain] = await Promise.all([
      newPerson(app).then((person) => open('webpack', person)),
      newPerson(app).then((person) => open('plain', person)),
    ]);
    await Promise.all([bundled, plain].map(({ page }) => page.evaluate(() => window.meshi.signIn(window.person))));

    const roomId = await bundled.page.evaluate(async () => (await window.meshi.rooms.create({ title: 'Tea' })).id);
    for (const { page } of [bundled, plain]) {
      await page.evaluate(async (id) => void (await window.meshi.rooms.join(id)), roomId);
    }
    await Promise.all([hearsSound(bundled.page), hearsSound(plain.page)]);
    const reason = await plain.page.evaluate(async () => {
      const error = await window.meshi.topics.get({ topicId: 'none' }).catch((problem: unknown) => problem);
      return error instanceof window.MeshiError ? error.code : null;
    });

    expect(reason).to.be.oneOf(['not_found', 'invalid_input']);
    expect([...bundled.failures, ...plain.failures].filter((line) => !/status of 40[04]/.test(line))).to.deep.equal([]);
  });

  it('says what a page on plain http can do: chat, and hearing the others, but no microphone', async () => {
    await pageWithoutBundler();
    const [person, host] = await Promise.all([newPerson(app), newPerson(app)]);
    const { id } = await host.sdk.rooms.create({ title: 'Tea' });
    const { page, failures } = await open('plain', person, app.url.replace('127.0.0.1', 'meshi.test'));

    const seen = await page.evaluate(async (roomId) => {
      const { isSupported, meshi } = window;
      await meshi.signIn(window.person);
      const voice = await meshi.rooms.join(roomId);
      const { state, microphoneProblem } = voice.snapshot;
      return {
        parts: [isSupported('chat'), isSupported('voice'), isSupported('microphone')],
        state,
        microphoneProblem,
      };
    }, id);

    expect(seen).to.deep.equal({ parts: [true, true, false], state: 'live', microphoneProblem: 'unsupported' });
    expect(failures).to.deep.equal([]);
  });

  async function open(folder: string, person: SdkPerson, url = app.url): Promise<OutsidePage> {
    const browser = await launchChromium({ voice: 'a.wav' });
    browsers.push(browser);
    return openOutsidePage(browser, { url, folder: join(outside.folder, folder), person });
  }

  /** A page with the one file of the package, and nothing else. */
  async function pageWithoutBundler(): Promise<void> {
    await mkdir(join(outside.folder, 'plain'), { recursive: true });
    const file = join(await packageFolder(), 'dist/entries/standalone.js');
    await copyFile(file, join(outside.folder, 'plain/meshi.js'));
    const code = `import { isSupported, MeshiClient, MeshiError } from './meshi.js';
      Object.assign(window, { meshi: new MeshiClient(), MeshiError, isSupported });`;
    await outside.write(
      'plain/index.html',
      `<!doctype html><title>Plain</title><script type="module">${code}</script>`,
    );
  }
});

declare global {
  interface Window {
    isSupported: typeof isSupported;
    MeshiError: typeof MeshiError;
    meshi: MeshiClient;
  }
}

function skip(test: Mocha.Context, why: string): never {
  console.log(`      not tried: ${why}`);
  test.skip();
}

/** The program that the README shows first. */
async function firstChat(): Promise<string> {
  const readme = await readFile(join(root, 'client-sdk/README.md'), 'utf8');
  const code = /<!-- sdk:first -->\n```js\n([\s\S]*?)```\n<!-- \/sdk:first -->/.exec(readme)?.[1];
  if (code === undefined) throw new Error('The README has no program marked sdk:first');
  return code;
}
