/** The package of the SDK: what is in the tarball, what it promises to tools, and how large it is in a page. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { checkVersion, manifest } from '../../ops/sdk-package/manifest.ts';
import { allNotificationKinds, findNotificationKind } from '../../src/protocol/notification-kinds/index.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { OutsideProject, packageFolder, packedSdk } from './outside/project.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Bytes after gzip in a production build with Vite. A page loads the voice part when a person joins a room. */
const MAX = { chat: 40_000, voice: 45_000, error: 3_000 };

describe('the package of the SDK', () => {
  let folder: string;

  before(async () => {
    folder = await packageFolder();
  });

  it('is correct for Node and bundlers, as publint judges', async () => {
    const { messages, pkg } = await publint({ pkgDir: folder, strict: true });

    expect(messages.map((message) => formatMessage(message, pkg))).to.deep.equal([]);
  });

  it('has types that TypeScript finds for each entry, as attw judges', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // It exits with an error if it finds a problem. Old ways to resolve a module are not judged.
    const { stdout } = await run(process.execPath, [attw, await packedSdk(), '--profile', 'esm-only', '--no-color']);
    const good = (how: string) => stdout.split('\n').filter((line) => line.startsWith(how) && line.includes('🟢'));

    // Five entries, and package.json.
    expect([good('node16 (from ESM)'), good('bundler')].map(({ length }) => length)).to.deep.equal([6, 6]);
  });

  it('has the licence, the changelog, the README, and each module with declarations, source map and source', async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    const modules = files.filter((file) => file.endsWith('.js'));
    const maps = await Promise.all(modules.map(async (file) => readFile(join(folder, `${file}.map`), 'utf8')));

    expect(files).to.include.members(['LICENSE', 'CHANGELOG.md', 'README.md', 'package.json']);
    expect(files.filter((file) => /(?<!\.d)\.tsx?$/.test(file))).to.deep.equal([]);
    expect(maps.every((map) => (JSON.parse(map) as { sourcesContent: string[] }).sourcesContent.length > 0)).to.equal(
      true,
    );
  });

  it('has declarations without any and without schemas', async () => {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.d.ts'));
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    const code = texts.join('\n').replace(/\/\*[\s\S]*?\*\//g, '');

    expect(files).to.include.members(['dist/index.d.ts', 'dist/contract.d.ts']);
    expect(code.replace(/'[^'\n]*'/g, '')).not.to.match(/\bany\b/);
    expect(code).not.to.match(/\bzod\b|\bz\.\w/);
  });

  it('has only the dependencies that its modules import', async () => {
    const files = (await readdir(folder, { recursive: true })).filter(
      (file) => file.endsWith('.js') && !file.endsWith('standalone.js'),
    );
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    const packages = texts.flatMap((text) => [...text.matchAll(/^import .*from ['"]([^.'"][^'"]*)['"]/gm)]);

    expect([...new Set(packages.map(([, name]) => name))].sort()).to.deep.equal([
      'mediasoup-client',
      'react',
      'socket.io-client',
    ]);
    expect(Object.keys(manifest().dependencies).sort()).to.deep.equal(['mediasoup-client', 'socket.io-client']);
  });

  it('imports mediasoup only from the voice part, and loads that only later', async () => {
    const needed = async (file: string, known = new Set<string>()): Promise<Set<string>> => {
      if (known.has(file)) return known;
      known.add(file);
      const text = await readFile(join(folder, 'dist', file), 'utf8');
      for (const [, path = ''] of text.matchAll(/\bfrom ['"]([^'"]+)['"]/g)) {
        if (path.startsWith('.')) await needed(join(dirname(file), path), known);
        else known.add(path);
      }
      return known;
    };

    expect([...(await needed('index.js'))]).not.to.include('mediasoup-client');
    expect([...(await needed('entries/voice.js'))]).to.include('mediasoup-client');
  });

  it('writes the words of every kind of notification as the server does', async () => {
    const path = join(folder, 'dist/protocol/notification-kinds/index.js');
    const packed = (await import(path)) as { findNotificationKind: typeof findNotificationKind };
    const data = new Proxy({}, { get: (_, name) => (name === 'names' ? ['Alice'] : 2) });
    const written = (find: typeof findNotificationKind) =>
      allNotificationKinds.map((kind) => {
        const definition = find(kind);
        const input = { name: 'Alice', time: (iso: string) => `at ${iso}` };
        return [
          definition?.group,
          definition?.path(data),
          definition?.words.ja(data, input),
          definition?.words.en(data, input),
        ];
      });

    expect(written(packed.findNotificationKind)).to.deep.equal(written(findNotificationKind));
  });

  it('is small in a page: chat, the voice part that is loaded later, and an error alone', async () => {
    const outside = await OutsideProject.create(['vite']);
    try {
      await outside.copy('sizes.mjs');
      const { chat, error, errorEntry } = JSON.parse(await outside.node(['sizes.mjs'])) as Record<string, Size>;
      if (!chat || !error || !errorEntry) throw new Error('A size is missing');
      const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
      console.log(
        `      gzip: chat ${kilobytes(chat.base)}, voice ${kilobytes(chat.voice)}, MeshiError ${kilobytes(error.base)}`,
      );

      expect(chat.base).to.be.within(1, MAX.chat);
      expect(chat.voice).to.be.within(1, MAX.voice);
      expect(Math.max(error.base, errorEntry.base)).to.be.within(1, MAX.error);
      expect(chat.modules.filter((module) => module.includes('/zod/'))).to.deep.equal([]);
    } finally {
      await outside.remove();
    }
  });
});

interface Size {
  /** Everything but voice, also what is loaded on first use. */
  base: number;
  voice: number;
  modules: string[];
}

describe('the version of the SDK', () => {
  it('is the newest one in the changelog, with the protocol that the package speaks', () => {
    const ofPackage = { ...manifest(), version: '0.3.0', protocol: PROTOCOL_VERSION };
    const changelog = (heading: string) => `# Changelog\n\n## ${heading}\n\n- A change.\n\n## 0.2.0 (protocol 1)\n`;

    checkVersion(changelog(`0.3.0 (protocol ${PROTOCOL_VERSION}, not released yet)`), ofPackage);
    for (const heading of [`0.4.0 (protocol ${PROTOCOL_VERSION})`, '0.3.0 (protocol 99)', '0.3.0', 'Next']) {
      expect(() => checkVersion(changelog(heading), ofPackage), heading).to.throw('must name version 0.3.0');
    }
  });
});
