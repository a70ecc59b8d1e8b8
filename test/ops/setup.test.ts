/** The set-up, with real files and processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { rewriteSources } from '../../ops/setup/apt-sources.mjs';
import { isSatisfied } from '../../ops/setup/dependencies.mjs';
import { needsNewerLoader } from '../../ops/setup/engine-loader.mjs';
import { fingerprint } from '../../ops/setup/fingerprint.mjs';
import { takeLock } from '../../ops/setup/lock.mjs';
import { createReport } from '../../ops/setup/report.mjs';
import { runSteps } from '../../ops/setup/steps.mjs';
import { prebuiltUrl, workerPath } from '../../ops/setup/worker.mjs';
import { applyEdit, wrapDirectories } from '../../ops/setup/worker-build.mjs';
import { edits } from '../../ops/worker/recipe.mjs';

const workerSources = 'node_modules/mediasoup/worker';
const workerModule = path.resolve('ops/setup/worker.mjs');
const lockModule = path.resolve('ops/setup/lock.mjs');

describe('the set-up', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'meshi-setup-'));
  });

  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  describe('recipe of the media worker', () => {
    it('has a stand-in and a folder for every library of the installed version', () => {
      const directories = wrapDirectories(path.join(workerSources, 'subprojects'));

      expect([...directories.keys()].sort()).to.deep.equal(readdirSync('ops/worker/stand-ins').sort());
      expect([...directories.values()]).to.not.include(null);
    });

    it('has edits that fit the installed version', () => {
      for (const edit of edits) {
        const text = readFileSync(path.join(workerSources, edit.file), 'utf8');

        expect(applyEdit(text, edit)).to.include(edit.replace);
      }
    });

    it('throws if an edit does not fit', () => {
      const edit = { file: 'src/a.cpp', find: 'old', replace: 'new' };

      expect(() => applyEdit('something else', edit)).to.throw('does not fit this version of mediasoup');
      expect(() => applyEdit('old and old again', edit)).to.throw('does not fit this version of mediasoup');
    });

    it('builds the URL of the prebuilt binary in the release', () => {
      const url = prebuiltUrl({
        version: '3.27.1',
        repository: 'git+https://example.org/owner/mediasoup.git',
        platform: 'linux',
        arch: 'x64',
        kernel: '6.1.0-9-amd64',
        base: undefined,
      });

      expect(url).to.equal(
        'https://example.org/owner/mediasoup/releases/download/3.27.1/mediasoup-worker-3.27.1-linux-x64-kernel6.tgz',
      );
    });
  });

  describe('prebuilt media worker', () => {
    it('is downloaded, unpacked into the cache and tried', async () => {
      const worker = process.env.MEDIASOUP_WORKER_BIN ?? workerPath();
      await once(
        spawn('tar', ['-czf', path.join(dir, 'w.tgz'), '-C', path.dirname(worker), path.basename(worker)]),
        'exit',
      );
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.end(readFileSync(path.join(dir, 'w.tgz')));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const script = `import { fetchWorker, isWorkingWorker, workerPath } from ${JSON.stringify(workerModule)};
        console.log(await fetchWorker({}), isWorkingWorker(workerPath()), workerPath());`;
      const cache = path.join(dir, 'cache');
      const env = {
        ...process.env,
        MESHI_CACHE_DIR: cache,
        MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: `http://127.0.0.1:${port}`,
      };

      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = await once(child.stdout, 'data');
      await once(child, 'exit');
      server.close();

      expect(asked[0]).to.match(/^\/\d+\.\d+\.\d+\/mediasoup-worker-/);
      expect(String(said)).to.include(`prebuilt true ${cache}`);
    });
  });

  describe('apt sources of a newer release', () => {
    const change = { from: 'bookworm', to: 'trixie' };

    it('are made from both formats, and keep the mirror and the keys of the machine', () => {
      const modern =
        '# the mirror\nTypes: deb deb-src\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n' +
        'Components: main contrib\nSigned-By: /usr/share/keyrings/debian.gpg\n';
      const classic = 'deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/security bookworm-security main # all\n';

      const text = rewriteSources(
        [
          { name: 'debian.sources', text: modern },
          { name: 'sources.list', text: classic },
        ],
        change,
      );

      expect(text.split('\n\n').map((stanza) => stanza.trim().split('\n'))).to.deep.equal([
        [
          'Types: deb',
          'URIs: http://mirror.example/debian',
          'Suites: trixie trixie-updates',
          'Components: main contrib',
          'Signed-By: /usr/share/keyrings/debian.gpg',
        ],
        [
          'Types: deb',
          'URIs: http://mirror.example/security',
          'Suites: trixie-security',
          'Components: main',
          'Architectures: amd64',
          'Signed-By: /k.gpg',
        ],
      ]);
    });

    it('leave out sources of vendors, disabled sources and source code', () => {
      const files = [
        {
          name: 'vendor.list',
          text: 'deb https://vendor.example/apt tool-bookworm main\ndeb-src http://m/d bookworm main\n',
        },
        {
          name: 'off.sources',
          text: 'Types: deb\nURIs: http://m/d\nSuites: bookworm\nComponents: main\nEnabled: no\n',
        },
      ];

      expect(rewriteSources(files, change)).to.equal('');
    });

    it('are needed if the C library is older than 2.38', () => {
      expect(['2.31', '2.36', '2.37'].every(needsNewerLoader)).to.equal(true);
      expect(['2.38', '2.41', '3.0'].some(needsNewerLoader)).to.equal(false);
    });
  });

  describe('dependencies', () => {
    const wanted = {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-mac': { version: '1.0.0', optional: true },
      'node_modules/builder': { version: '1.0.0', dev: true },
    };

    it('are satisfied by the packages of the lock file, without those for other platforms', () => {
      const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/builder': { version: '1.0.0' } };

      expect(isSatisfied({ wanted, installed, withDev: true })).to.equal(true);
    });

    it('are not satisfied by another version or by a missing package', () => {
      const older = { 'node_modules/a': { version: '0.9.0' }, 'node_modules/builder': { version: '1.0.0' } };
      const pruned = { 'node_modules/a': { version: '1.0.0' } };

      expect(isSatisfied({ wanted, installed: older, withDev: true })).to.equal(false);
      expect(isSatisfied({ wanted, installed: pruned, withDev: true })).to.equal(false);
      expect(isSatisfied({ wanted, installed: pruned, withDev: false })).to.equal(true);
    });
  });

  describe('fingerprint', () => {
    it('depends on names and contents, not on the path of the clone or on build results', () => {
      const [here, there] = [path.join(dir, 'here'), path.join(dir, 'elsewhere/there')];
      mkdirSync(path.join(here, 'web'), { recursive: true });
      writeFileSync(path.join(here, 'web/a.ts'), 'one');
      cpSync(here, there, { recursive: true });
      const before = fingerprint(here, ['web']);

      mkdirSync(path.join(there, 'web/dist'));
      writeFileSync(path.join(there, 'web/dist/a.js'), 'built');
      expect(fingerprint(there, ['web'])).to.equal(before);

      writeFileSync(path.join(there, 'web/a.ts'), 'two');
      expect(fingerprint(there, ['web'])).to.not.equal(before);
    });
  });

  describe('lock', () => {
    it('makes a second set-up wait until the first releases it', async () => {
      const file = path.join(dir, 'lock');
      const order: string[] = [];
      const release = await takeLock(file);
      const second = new Promise<void>((resolve, reject) => {
        const onWait = () => {
          order.push('first releases');
          release();
        };
        takeLock(file, { onWait }).then((releaseSecond: () => void) => {
          order.push('second has it');
          releaseSecond();
          resolve();
        }, reject);
      });

      await second;

      expect(order).to.deep.equal(['first releases', 'second has it']);
    });

    it('is not held by a set-up that was killed', async () => {
      const file = path.join(dir, 'lock');
      const script = `import { takeLock } from ${JSON.stringify(lockModule)};
        await takeLock(${JSON.stringify(file)}); console.log('taken'); setInterval(() => {}, 1000);`;
      const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(holder.stdout, 'data');
      holder.kill('SIGKILL');
      await once(holder, 'exit');

      const release = await takeLock(file);
      release();

      expect(readdirSync(dir)).to.deep.equal([]);
    });
  });

  describe('steps', () => {
    const report = createReport(() => {});

    it('run after the steps in their `after`, and are skipped if they are done', async () => {
      const ran: string[] = [];
      const step = (name: string, after: string[], done = false) => ({
        name,
        doing: '',
        after,
        isDone: () => done || ran.includes(name),
        run: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          ran.push(name);
        },
      });
      const steps = [
        step('node', []),
        step('fetched', [], true),
        step('packages', ['node']),
        step('web', ['packages', 'fetched']),
      ];

      await runSteps({ steps, lockFile: path.join(dir, 'lock'), report });
      await runSteps({ steps, lockFile: path.join(dir, 'lock'), report });

      expect(ran).to.deep.equal(['node', 'packages', 'web']);
    });

    it('finish after another one fails, and are skipped if they needed it', async () => {
      const ran: string[] = [];
      const isDone = () => false;
      const steps = [
        { name: 'broken', doing: '', after: [], isDone, run: () => Promise.reject(new Error('no network')) },
        { name: 'needs it', doing: '', after: ['broken'], isDone, run: async () => ran.push('needs it') },
        {
          name: 'beside it',
          doing: '',
          after: [],
          isDone,
          run: async () => {
            await new Promise((resolve) => setImmediate(resolve));
            ran.push('beside it');
          },
        },
      ];

      const outcome = await runSteps({ steps, lockFile: path.join(dir, 'lock'), report }).catch(
        (error: Error) => error.message,
      );

      expect(outcome).to.equal('no network');
      expect(ran).to.deep.equal(['beside it']);
      expect(readdirSync(dir)).to.deep.equal([]);
    });
  });
});
