/** A project of somebody else: a folder outside this repository into which npm installs the packed SDK. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageSdk } from '../../../ops/package-sdk.ts';
import { atEnd } from '../../support/at-end.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

let packed: Promise<string> | null = null;

/** Packs the SDK once for all tests of this process. Resolves to the path of the tarball; the unpacked folder is beside it. */
export function packedSdk(): Promise<string> {
  packed ??= (async () => {
    const into = join(root, 'test-results', `sdk-package-${process.pid}`);
    await mkdir(into, { recursive: true });
    return packageSdk(into);
  })();
  return packed;
}

// After all tests of the process: several files use the one tarball.
atEnd(async () => {
  if (packed) await rm(dirname(await packed), { recursive: true, force: true });
});

/** The folder that the tarball was made of. */
export async function packageFolder(): Promise<string> {
  return join(dirname(await packedSdk()), 'package');
}

export class OutsideProject {
  readonly folder: string;

  /** Creates the project and installs the SDK, and the named packages in the versions of this repository's lock file. */
  static async create(packages: readonly string[] = []): Promise<OutsideProject> {
    const tarball = await packedSdk();
    const folder = await mkdtemp(join(tmpdir(), 'meshi-outside-'));
    await copyFile(tarball, join(folder, basename(tarball)));
    await writeManifests(folder, basename(tarball), packages);
    await install(folder);
    return new OutsideProject(folder);
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }

  /** Copies a file of `fixtures`. */
  async copy(name: string): Promise<void> {
    await this.write(name, await readFile(join(import.meta.dirname, 'fixtures', name), 'utf8'));
  }

  /** Runs a program, as `node <args>`. Resolves to what it printed. @throws Error with its output if it fails */
  async node(args: string[], { node = process.execPath, env = {} as Record<string, string> } = {}): Promise<string> {
    const { NODE_OPTIONS: _options, NODE_ENV: _env, ...rest } = process.env;
    try {
      const { stdout } = await run(node, args, { cwd: this.folder, env: { ...rest, ...env }, timeout: 120_000 });
      return stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`node ${args.join(' ')} failed.\n${stdout}${stderr}`, { cause: error });
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Lock {
  packages: Record<string, { version?: string; link?: boolean }>;
}

/**
 * Writes package.json and a lock file with this repository's versions and hashes: npm then takes every package from its cache, and
 * an integrator's versions are those that were tested.
 */
async function writeManifests(folder: string, tarball: string, packages: readonly string[]): Promise<void> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const versionOf = (name: string) => lock.packages[`node_modules/${name}`]?.version ?? 'missing';
  const manifest = {
    name: 'outside',
    private: true,
    type: 'module',
    dependencies: {
      '@meshi/client': `file:${tarball}`,
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
  };
  const others = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.startsWith('node_modules/') && !link && !path.startsWith('node_modules/@meshi/'),
  );
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ ...lock, name: 'outside', packages: { '': manifest, ...Object.fromEntries(others) } }, null, 2),
  );
}

/** Without the network if npm's cache has everything, as after `npm ci`. */
async function install(folder: string): Promise<void> {
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', [...args, '--offline'], { cwd: folder }).catch(() =>
    run('npm', [...args, '--prefer-offline'], { cwd: folder }),
  );
}
