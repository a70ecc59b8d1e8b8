/** The set-up, with real files and processes. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { rewriteSources } from '../../ops/setup/apt-sources.mjs';
import { runCommand, stopCommands } from '../../ops/setup/command.mjs';
import { isSatisfied } from '../../ops/setup/dependencies.mjs';
import { needsNewerLoader } from '../../ops/setup/engine-loader.mjs';
import { fingerprint } from '../../ops/setup/fingerprint.mjs';
import { takeLock } from '../../ops/setup/lock.mjs';
import { isNewEnough } from '../../ops/setup/meson.mjs';
import { cacheRoot, inProject } from '../../ops/setup/places.mjs';
import { commandEnvironment } from '../../ops/setup/plan.mjs';
import { createReport } from '../../ops/setup/report.mjs';
import { SetupError } from '../../ops/setup/setup-error.mjs';
import { runSteps } from '../../ops/setup/steps.mjs';
import { isSupported, supportedNode } from '../../ops/setup/supported-node.mjs';
import { isWorkingWorker, prebuiltUrl, workerPath } from '../../ops/setup/worker.mjs';
import { applyEdit, wrapDirectories } from '../../ops/setup/worker-build.mjs';
import { edits } from '../../ops/worker/recipe.mjs';

const workerSources = 'node_modules/mediasoup/worker';
const workerModule = path.resolve('ops/setup/worker.mjs');
const lockModule = path.resolve('ops/setup/lock.mjs');

// Promise A6 of docs/promises.md.
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
    const asked: string[] = [];
    let folder: string;
    let archive: string;
    let base: string;
    let server: Server;

    before(async () => {
      const worker = process.env.MEDIASOUP_WORKER_BIN ?? workerPath();
      folder = mkdtempSync(path.join(tmpdir(), 'meshi-worker-'));
      archive = path.join(folder, 'w.tgz');
      await once(spawn('tar', ['-czf', archive, '-C', path.dirname(worker), path.basename(worker)]), 'exit');
      server = createServer((request, response) => {
        asked.push(path.basename(request.url ?? ''));
        response.end(readFileSync(archive));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    beforeEach(() => asked.splice(0));
    after(() => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** What the set-up says, with a cache of its own. `pin` is the SHA-256 of the archive. */
    async function fetched({ pin, from = base }: { pin: string; from?: string }): Promise<string> {
      const script = `import { fetchWorker, isWorkingWorker, ownPrebuiltUrl, workerPath } from ${JSON.stringify(workerModule)};
        const pins = { [ownPrebuiltUrl().split('/').at(-1)]: ${JSON.stringify(pin)} };
        const build = () => { throw new Error('it would be built'); };
        const origin = await fetchWorker({ pins, build }).catch(({ message }) => message);
        console.log(origin, isWorkingWorker(workerPath()));`;
      const env = {
        ...process.env,
        MESHI_CACHE_DIR: mkdtempSync(path.join(dir, 'cache-')),
        MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: from,
      };
      const args = ['--input-type=module', '-e', script];
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      const [[said]] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')]);
      return String(said).trim();
    }

    it('is downloaded, unpacked into the cache and tried if its hash is the pinned one', async () => {
      const pin = createHash('sha256').update(readFileSync(archive)).digest('hex');

      expect(await fetched({ pin })).to.equal('prebuilt true');
      expect(asked.join()).to.match(/^mediasoup-worker-.*\.tgz$/);
    });

    it('ends the set-up, and is not unpacked, if its hash is another one', async () => {
      expect(await fetched({ pin: '0'.repeat(64) })).to.match(/is not the one that .* pins.* false$/);
    });

    it('is not asked for if no hash is pinned, or over plain http', async () => {
      // 0.0.0.0 leads to this machine, too, but is no address of loopback.
      const said = [
        await fetched({ pin: '' }),
        await fetched({ pin: '0'.repeat(64), from: base.replace('127.0.0.1', '0.0.0.0') }),
      ];

      expect(said).to.deep.equal(['it would be built false', 'it would be built false']);
      expect(asked).to.deep.equal([]);
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

    it('changes when a file is renamed, moved to another folder, or changes its contents with another', () => {
      const at = (name: string) => path.join(dir, 'web', name);
      mkdirSync(at('deep'), { recursive: true });
      writeFileSync(at('a.ts'), 'one');
      writeFileSync(at('b.ts'), 'two');
      const seen = [fingerprint(dir, ['web'])];

      renameSync(at('b.ts'), at('c.ts'));
      seen.push(fingerprint(dir, ['web']));
      renameSync(at('c.ts'), at('deep/c.ts'));
      seen.push(fingerprint(dir, ['web']));
      writeFileSync(at('a.ts'), 'two');
      writeFileSync(at('deep/c.ts'), 'one');
      seen.push(fingerprint(dir, ['web']));

      expect(new Set(seen).size).to.equal(4);
    });
  });

  describe('build of the web app', () => {
    let builder: { hasWebBuild(): boolean; buildWeb(): Promise<void> };
    const ownCache = process.env.MESHI_CACHE_DIR;

    /** A small project with the real set-up. Its build changes a source if `web/edit-during-build` exists. */
    beforeEach(async () => {
      const files = {
        'web/index.html': '<!doctype html><script type="module" src="/main.ts"></script>',
        'web/main.ts': "import '../client-sdk/index.ts';",
        'web/public/docs/index.html': '<!doctype html>',
        'web/vite.config.ts': `import { existsSync, writeFileSync } from 'node:fs';
          const closeBundle = () => existsSync('web/edit-during-build') && writeFileSync('web/main.ts', '// edited');
          export default { root: 'web', plugins: [{ name: 'edit', closeBundle }] };`,
        'web/front/vite.config.ts':
          "export default { root: 'web/front', build: { outDir: '../dist', emptyOutDir: false, rolldownOptions: { input: 'web/front/front.ts' } } };",
        'web/front/front.ts': "console.log('front');",
        'web/worker/vite.config.ts':
          "export default { root: 'web/worker', build: { outDir: '../dist', emptyOutDir: false, rolldownOptions: { input: 'web/worker/service-worker.js' } } };",
        'web/worker/service-worker.js': "console.log('worker');",
        'client-sdk/index.ts': "import '../src/protocol/index.ts';",
        'src/protocol/index.ts': "console.log('built');",
        'package-lock.json': '{}',
        'package.json': '{ "type": "module" }',
        // Small stand-ins, because compressing the real files takes seconds.
        ...Object.fromEntries(
          ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'].map((name) => [
            `node_modules/@fastify/swagger-ui/static/${name}`,
            '/* Swagger UI */'.repeat(100),
          ]),
        ),
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
        writeFileSync(path.join(dir, name), text);
      }
      cpSync('ops', path.join(dir, 'ops'), { recursive: true });
      symlinkSync(path.resolve('node_modules/vite'), path.join(dir, 'node_modules/vite'));
      process.env.MESHI_CACHE_DIR = path.join(dir, 'cache');
      builder = await import(path.join(dir, 'ops/setup/web-build.mjs'));
    });

    afterEach(() => {
      if (ownCache === undefined) delete process.env.MESHI_CACHE_DIR;
      else process.env.MESHI_CACHE_DIR = ownCache;
    });

    it('is done until something changes that it is built from', async () => {
      expect(builder.hasWebBuild()).to.equal(false);

      await builder.buildWeb();

      expect(builder.hasWebBuild()).to.equal(true);
      expect(readdirSync(path.join(dir, 'web/dist/docs'))).to.include.members([
        'index.html',
        'swagger-ui-bundle.js.br',
      ]);
      const sources = ['web/main.ts', 'client-sdk/index.ts', 'src/protocol/index.ts', 'package-lock.json'];
      for (const name of [...sources, 'ops/setup/web-build.mjs', 'ops/setup/compress-files.mjs']) {
        const text = readFileSync(path.join(dir, name), 'utf8');
        writeFileSync(path.join(dir, name), `${text} `);
        expect(builder.hasWebBuild(), name).to.equal(false);
        writeFileSync(path.join(dir, name), text);
      }
      expect(builder.hasWebBuild()).to.equal(true);
    });

    it('is not done if a source was edited during it', async () => {
      writeFileSync(path.join(dir, 'web/edit-during-build'), '');

      await builder.buildWeb();

      expect(builder.hasWebBuild()).to.equal(false);
    });

    it('is not done after one that failed, although an earlier one had worked', async () => {
      await builder.buildWeb();
      const good = readFileSync(path.join(dir, 'web/main.ts'), 'utf8');
      writeFileSync(path.join(dir, 'web/main.ts'), "import './missing.ts';");

      const failure = await builder.buildWeb().catch((error: Error) => error.message);

      expect(failure).to.include('missing.ts');
      writeFileSync(path.join(dir, 'web/main.ts'), good);
      expect(builder.hasWebBuild()).to.equal(false);
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

    it('is not held by an earlier process with the id of one that runs now', async () => {
      const file = path.join(dir, 'lock');
      writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: '1', host: hostname() }));

      const release = await takeLock(file);
      release();

      expect(readdirSync(dir)).to.deep.equal([]);
    });

    it('is held by another machine until it has been silent for a minute', async () => {
      const file = path.join(dir, 'lock');
      writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: '1', host: 'elsewhere' }));
      let waits = 0;

      const release = await takeLock(file, {
        onWait: () => {
          waits += 1;
          const silentSince = new Date(Date.now() - 61_000);
          utimesSync(file, silentSince, silentSince);
        },
      });
      release();

      expect(waits).to.equal(1);
    });

    it('is not released if another process has taken it since', async () => {
      const file = path.join(dir, 'lock');
      const release = await takeLock(file);
      writeFileSync(file, JSON.stringify({ pid: 1, startTime: '1', host: hostname() }));

      release();

      expect(readdirSync(dir)).to.deep.equal(['lock']);
    });
  });

  describe('programs', () => {
    const ownCache = process.env.MESHI_CACHE_DIR;
    beforeEach(() => {
      process.env.MESHI_CACHE_DIR = dir;
    });
    afterEach(() => {
      if (ownCache === undefined) delete process.env.MESHI_CACHE_DIR;
      else process.env.MESHI_CACHE_DIR = ownCache;
    });

    function run(command: string, args: string[], onLine?: (line: string) => void): Promise<unknown> {
      return runCommand({ command, args, cwd: dir, env: process.env, log: 'test', onStart: undefined, onLine });
    }

    it('that fail show both ends of their output, and the log has all of it', async () => {
      const script = "for (let i = 1; i <= 100; i++) console.log('line', i, 'of 100'); process.exitCode = 3;";

      const failure = (await run(process.execPath, ['-e', script]).catch((error: unknown) => error)) as Error;

      expect(failure).to.be.instanceOf(SetupError);
      expect(failure.message.split('\n')).to.include.members([
        'node ended with code 3',
        'line 1 of 100',
        '…',
        'line 100 of 100',
      ]);
      expect(failure.message).to.not.include('line 50 of');
      expect(readFileSync(path.join(dir, 'logs/test.log'), 'utf8')).to.include('line 50 of');
    });

    it('that cannot be started say so', async () => {
      const failure = await run('/nowhere/tool', []).catch((error: Error) => error.message);

      expect(failure).to.include('tool could not be started');
    });

    it('end with the set-up, with the programs that they have started', async () => {
      const script = `const { spawn } = require('node:child_process');
        const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30_000)'], { stdio: 'inherit' });
        console.log(child.pid); setTimeout(() => {}, 30_000);`;
      const started = Promise.withResolvers<number>();
      const ended = run(process.execPath, ['-e', script], (line) => started.resolve(Number(line)));
      const outcome = ended.catch((error: Error) => error.message);
      await started.promise;

      await stopCommands();

      // The output closes only when the last of them has ended.
      expect(await outcome).to.include('ended with SIGKILL');
    });

    it('of a command pass on their exit code, and get the signals of the set-up', async () => {
      const runInSetUp = (program: string) => {
        const script = `import { runProgram } from ${JSON.stringify(path.resolve('ops/setup/run-program.mjs'))};
          const args = ['-e', ${JSON.stringify(program)}];
          process.exitCode = await runProgram({ command: process.execPath, args, env: process.env });`;
        return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      };
      const failing = runInSetUp('process.exitCode = 7');
      const killed = runInSetUp("process.kill(process.pid, 'SIGKILL')");
      const asked = runInSetUp(
        "process.on('SIGTERM', () => process.exit(5)); console.log('ready'); setInterval(() => {}, 1000)",
      );
      const exits = Promise.all([failing, killed, asked].map(async (child) => (await once(child, 'exit'))[0]));
      await once(asked.stdout, 'data');

      asked.kill('SIGTERM');

      expect(await exits).to.deep.equal([7, 137, 5]);
    });

    it('of a command get the paths of all parts, but variables that are set stay', () => {
      const own = {
        PATH: '/usr/bin',
        MEDIASOUP_WORKER_BIN: '/own/worker',
        SPEECH_DIR: '/own/speech',
        CHROMIUM: '/own/c',
        NODE_COMPILE_CACHE: '/own/compiled',
      };

      expect(commandEnvironment(own)).to.include({ ...own, PATH: `${path.dirname(supportedNode())}:/usr/bin` });
      // A chosen browser is used for everything.
      expect(commandEnvironment(own)).not.to.have.property('HEADLESS_SHELL');
      expect(commandEnvironment({ MEDIASOUP_WORKER_BIN: '' }).MEDIASOUP_WORKER_BIN).to.equal(workerPath());
      // In the clone, so that it goes with it.
      expect(commandEnvironment({}).NODE_COMPILE_CACHE).to.equal(inProject('node_modules/.cache/compiled'));
    });
  });

  describe('versions', () => {
    it('of Node are supported from 24', () => {
      expect(['18.20.0', '23.11.1'].some(isSupported)).to.equal(false);
      expect(['24.0.0', '25.1.0', '100.0.0'].every(isSupported)).to.equal(true);
    });

    it('of meson are new enough from the minimum, by number', () => {
      const oneTen = [1, 10];

      expect([null, '0.64.1', '1.9.0'].some((version) => isNewEnough(version, oneTen))).to.equal(false);
      expect(['1.10.0', '1.11.0', '2.0.0'].every((version) => isNewEnough(version, oneTen))).to.equal(true);
    });

    it('of other programs do not count as a media worker', () => {
      expect([process.execPath, '/bin/true', '/nowhere/worker'].some(isWorkingWorker)).to.equal(false);
    });
  });

  describe('cache', () => {
    it('is where its variable says, or in the usual folder for caches', () => {
      expect(cacheRoot({ MESHI_CACHE_DIR: '/m', XDG_CACHE_HOME: '/x' })).to.equal('/m');
      expect(cacheRoot({ MESHI_CACHE_DIR: '', XDG_CACHE_HOME: '/x' })).to.equal('/x/meshi');
      expect(cacheRoot({})).to.equal(path.join(homedir(), '.cache/meshi'));
    });
  });

  describe('steps', () => {
    const report = createReport(() => {});

    it('run after the steps in their `after`, and are skipped if they are done', async () => {
      const ran: string[] = [];
      const step = (name: string, { after = [] as string[], turns = 1, isDone = false }) => ({
        name,
        doing: '',
        after,
        isDone: () => isDone || ran.includes(name),
        run: async () => {
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
          ran.push(name);
        },
      });
      // The earlier a step is, the longer it takes.
      const steps = [
        step('node', { turns: 3 }),
        step('fetched', { isDone: true }),
        step('packages', { after: ['node'], turns: 2 }),
        step('web', { after: ['packages', 'fetched'] }),
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

    it('run once if two set-ups start at the same moment, and print nothing once they are done', async () => {
      let runs = 0;
      const said: string[] = [];
      const run = async () => {
        runs += 1;
      };
      const steps = [{ name: 'only', doing: '', isDone: () => runs > 0, run }];
      const setUp = () =>
        runSteps({ steps, lockFile: path.join(dir, 'lock'), report: createReport((text: string) => said.push(text)) });

      await Promise.all([setUp(), setUp()]);
      said.length = 0;
      await setUp();

      expect(runs).to.equal(1);
      expect(said).to.deep.equal([]);
    });

    it('report every failure, each once', async () => {
      const failing = (name: string, after: string[] = []) => ({
        name,
        doing: '',
        after,
        isDone: () => false,
        run: () => Promise.reject(new Error(`${name} failed`)),
      });
      const steps = [failing('node'), failing('engine'), failing('packages', ['node'])];

      const outcome = await runSteps({ steps, lockFile: path.join(dir, 'lock'), report }).catch(
        (error: Error) => error.message,
      );

      expect(outcome).to.equal('node failed\n\nengine failed');
    });
  });
});
