/**
 * `npm run release`: makes `release/meshi-<version>-<platform>.tar.gz`, with which a small machine runs Meshi without npm, without
 * building anything and without a download: Node, the production packages, the web app, the media server and the C library of the
 * database engine. It runs on machines with the same system as this one.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** What the server needs of this clone, and what people want to read. */
const OWN = ['src', 'rooms', 'signaling', 'web/dist', 'docs', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md'];
const NOTICES = 'THIRD-PARTY-NOTICES.md';
/** The C++ sources of the media server, which is here as a program. */
const SOURCES = 'node_modules/mediasoup/worker';

interface LockedPackage {
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
}

/** The paths of programs that the set-up has put into the cache. */
interface ReleaseParts {
  node: string;
  worker: string;
  /** The folder of the newer C library; null if the system's own is new enough. */
  loader: string | null;
}

/** Copies everything into the new folder `into`, and writes the start script and the checksums. */
export async function makeRelease(into: string, { node, worker, loader }: ReleaseParts): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const name of [...OWN, NOTICES]) await cp(join(root, name), join(into, name), { recursive: true });
  await copyPackages(into);
  await copyProgram(node, join(into, 'parts/node'));
  await copyProgram(worker, join(into, 'parts/mediasoup-worker'));
  if (loader) await cp(dirname(loader), join(into, 'parts/glibc'), { recursive: true, dereference: true });
  await copyLicences(into, { node, loader });
  await writeFile(join(into, 'package.json'), await manifest());
  const libraries = await packagesOf(worker);
  await writeFile(join(into, 'meshi'), startScript(loader && basename(loader), libraries), { mode: 0o755 });
  await writeFile(join(into, 'SHA256SUMS'), await checksums(into));
}

/** The production packages of the lock file, each without the packages inside it, which have entries of their own. */
async function copyPackages(into: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  for (const [path, { dev, devOptional, link }] of Object.entries(packages)) {
    const from = join(root, path);
    // An optional package of another platform is not installed.
    if (!path.includes('node_modules/') || dev || devOptional || link || !existsSync(from)) continue;
    const isWanted = (source: string) => {
      const inside = relative(from, source);
      return inside.split('/')[0] !== 'node_modules' && relative(root, source) !== SOURCES;
    };
    await cp(from, join(into, path), { recursive: true, filter: isWanted });
  }
}

/** Of the parts that are no npm packages, as far as their packages have them. */
async function copyLicences(into: string, { node, loader }: Omit<ReleaseParts, 'worker'>): Promise<void> {
  // bin/node, and usr/lib/<platform>/ld-linux.so
  const ofNode = join(dirname(node), '../LICENSE');
  const ofLoader = loader && join(dirname(loader), '../../share/doc');
  if (existsSync(ofNode)) await cp(ofNode, join(into, 'parts/licences/node'));
  if (ofLoader && existsSync(ofLoader)) await cp(ofLoader, join(into, 'parts/licences'), { recursive: true });
}

async function copyProgram(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { dereference: true });
  await chmod(to, 0o755);
}

/** `npm start` and the commands beside the server work in a release, too. */
async function manifest(): Promise<string> {
  const { name, version, description, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const fields = {
    name,
    version,
    private: true,
    description,
    type: 'module',
    license,
    scripts: {
      start: 'exec ./meshi',
      doctor: 'exec ./meshi doctor',
      operator: 'exec ./meshi operator',
      'audit:verify': 'exec ./meshi audit:verify',
    },
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** The packages of the distribution to which the libraries of the media server belong; none on a system without dpkg. */
async function packagesOf(worker: string): Promise<string[]> {
  const { stdout } = await run('ldd', [worker]).catch(() => ({ stdout: '' }));
  const libraries = [...stdout.matchAll(/=> (\/\S+)/g)].map(([, path = '']) => path);
  const owners = await Promise.all(libraries.map(ownerOf));
  return [...new Set(owners.flatMap((owner) => owner ?? []))].toSorted();
}

async function ownerOf(library: string): Promise<string | null> {
  // On a system with a merged /usr, dpkg may know a library only by the one path or the other.
  for (const path of [library, library.replace(/^\/usr/, ''), `/usr${library}`]) {
    const found = await run('dpkg', ['-S', path]).catch(() => null);
    const owner = found && /^([^:,\s]+)/.exec(found.stdout)?.[1];
    if (owner) return owner;
  }
  return null;
}

function startScript(loader: string | null, libraries: readonly string[]): string {
  const what = 'The media server needs libraries that are missing here.';
  const how =
    libraries.length > 0
      ? `On Debian and Ubuntu: apt-get install ${libraries.join(' ')}`
      : 'ldd parts/mediasoup-worker names them.';
  const missing = `${what} ${how}`;
  return `#!/bin/sh
# Starts Meshi from this folder; ./meshi doctor judges its settings, ./meshi operator makes operators, ./meshi audit:verify
# checks the audit log, and ./meshi secrets-scan PATH… finds secrets in files.
# All settings are environment variables: docs/configuration.md
cd "$(dirname "$0")" || exit 1
case "$1" in
  doctor) program=src/doctor.ts; shift ;;
  operator) program=src/operator-command.ts; shift ;;
  audit:verify) program=src/audit-command.ts; shift ;;
  secrets-scan) program=src/secrets-scan.ts; shift ;;
  *) program=src/main.ts ;;
esac
if ldd parts/mediasoup-worker | grep -q 'not found'; then
  echo '${missing}' >&2
  exit 1
fi
export MEDIASOUP_WORKER_BIN="$PWD/parts/mediasoup-worker"
${loader ? `export ENGINE_LOADER="$PWD/parts/glibc/${loader}"\n` : ''}export NODE_COMPILE_CACHE="\${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/compiled}"
exec parts/node "$program" "$@"
`;
}

/** In the form of \`sha256sum\`: \`sha256sum --check --quiet SHA256SUMS\` in the folder. */
async function checksums(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const lines: string[] = [];
  for (const file of files.toSorted()) lines.push(`${await sha256(file)}  ${relative(folder, file)}\n`);
  return lines.join('');
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** What this process was started with: the set-up has prepared it. */
export function partsHere(): ReleaseParts {
  const { MEDIASOUP_WORKER_BIN, ENGINE_LOADER } = process.env;
  if (!MEDIASOUP_WORKER_BIN) throw new Error('MEDIASOUP_WORKER_BIN is not set. Run this with npm run release.');
  return { node: process.execPath, worker: MEDIASOUP_WORKER_BIN, loader: ENGINE_LOADER ?? null };
}

if (import.meta.main) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const name = `meshi-${version}-${process.platform}-${process.arch}`;
  const folder = join(root, 'release');
  // Earlier releases stay: they are the way back.
  await rm(join(folder, name), { recursive: true, force: true });
  await makeRelease(join(folder, name), partsHere());
  const archive = join(folder, `${name}.tar.gz`);
  await run('tar', ['--create', '--gzip', '--owner=0', '--group=0', '--file', archive, '--directory', folder, name]);
  await rm(join(folder, name), { recursive: true });
  await writeFile(`${archive}.sha256`, `${await sha256(archive)}  ${basename(archive)}\n`);
  console.log(`Wrote release/${basename(archive)} and its checksum.`);
}
