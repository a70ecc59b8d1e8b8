/**
 * The mediasoup worker, kept in the cache and keyed by version, platform and recipe. First its prebuilt binary is tried,
 * then it is built.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { inCache, inProject } from './places.mjs';
import { SetupError } from './setup-error.mjs';
import { buildWorker } from './worker-build.mjs';

const BINARY = 'mediasoup-worker';
const ANSWER_TIMEOUT_MS = 15_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;

/** The worker's path in the cache, whether or not it is there yet. The version is that of the lock file. */
export function workerPath() {
  return inCache('worker', workerKey(), BINARY);
}

/** Whether a binary runs on this machine: started without its environment, a worker ends with a code of its own, 41. */
export function isWorkingWorker(file) {
  return existsSync(file) && spawnSync(file, { env: {}, stdio: 'ignore', timeout: 10_000 }).status === 41;
}

/** Puts the worker into the cache; resolves with how it came there. Needs the dependencies to be installed. */
export async function fetchWorker({ onProgress }) {
  if (await downloadWorker()) return 'the prebuilt one';
  const buildDir = inCache('build', `worker-${workerKey()}`);
  mkdirSync(buildDir, { recursive: true });
  const built = await buildWorker({ sourceDir: path.join(packageDir(), 'worker'), buildDir, onProgress });
  if (!isWorkingWorker(built)) throw new SetupError(`The media worker was built but does not run: ${built}`);
  moveIntoPlace(built);
  rmSync(buildDir, { recursive: true, force: true });
  return 'built';
}

/** The address of the prebuilt binary in mediasoup's release, named as mediasoup's own installer names it. */
export function prebuiltUrl({ version, repository, platform, arch, kernel, base }) {
  const releases = base || `${repository.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const kernelPart = platform === 'linux' ? `-kernel${kernel.split('.')[0]}` : '';
  return `${releases}/${version}/${BINARY}-${version}-${platform}-${arch}${kernelPart}.tgz`;
}

async function downloadWorker() {
  const { version, repository } = JSON.parse(readFileSync(path.join(packageDir(), 'package.json'), 'utf8'));
  const url = prebuiltUrl({
    version,
    repository: repository.url,
    platform: process.platform,
    arch: process.arch,
    kernel: release(),
    base: process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL,
  });
  const archive = await download(url);
  if (!archive) return false;
  mkdirSync(inCache('build'), { recursive: true });
  const work = mkdtempSync(inCache('build', 'prebuilt-'));
  try {
    writeFileSync(path.join(work, 'worker.tgz'), archive);
    await runCommand({ command: 'tar', args: ['-xzf', 'worker.tgz'], cwd: work, log: 'worker-prebuilt' });
    // A prebuilt binary may ask for a newer C library than this machine's; then the build is the way.
    if (!isWorkingWorker(path.join(work, BINARY))) return false;
    moveIntoPlace(path.join(work, BINARY));
    return true;
  } catch {
    // An archive that does not unpack is as good as none: the build needs no download.
    return false;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The bytes behind an address, or null: being offline, behind a proxy or on another platform all mean building. */
async function download(url) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), ANSWER_TIMEOUT_MS);
  try {
    const answer = await fetch(url, { signal: abort.signal });
    if (!answer.ok) return null;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), DOWNLOAD_TIMEOUT_MS);
    return Buffer.from(await answer.arrayBuffer());
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function moveIntoPlace(file) {
  const part = `${workerPath()}.part`;
  mkdirSync(path.dirname(part), { recursive: true });
  copyFileSync(file, part);
  chmodSync(part, 0o755);
  renameSync(part, workerPath());
}

function workerKey() {
  const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  const { version } = lock.packages['node_modules/mediasoup'];
  return `${version}-${process.platform}-${process.arch}-${fingerprint(inProject('ops'), ['worker'])}`;
}

function packageDir() {
  return inProject('node_modules/mediasoup');
}
