/**
 * The mediasoup worker, in the cache under its version, platform and recipe. The prebuilt binary is tried first; if that fails,
 * the worker is built.
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

/** The worker's path in the cache, whether or not it exists yet. The version is the one in the lock file. */
export function workerPath() {
  return inCache('worker', workerKey(), BINARY);
}

/** Whether a binary runs on this machine: without its environment a worker ends with exit code 41. */
export function isWorkingWorker(file) {
  return existsSync(file) && spawnSync(file, { env: {}, stdio: 'ignore', timeout: 10_000 }).status === 41;
}

/** Puts the worker into the cache and resolves with its origin. The dependencies must be installed. */
export async function fetchWorker({ onProgress }) {
  if (await downloadWorker()) return 'prebuilt';
  const buildDir = inCache('build', `worker-${workerKey()}`);
  mkdirSync(buildDir, { recursive: true });
  const built = await buildWorker({ sourceDir: path.join(packageDir(), 'worker'), buildDir, onProgress });
  if (!isWorkingWorker(built)) throw new SetupError(`The media worker was built but does not run: ${built}`);
  moveIntoPlace(built);
  rmSync(buildDir, { recursive: true, force: true });
  return 'built';
}

/** The URL of the prebuilt binary in mediasoup's release, as mediasoup's own installer builds it. */
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
    // A prebuilt binary may need a newer C library than this machine has. Then the worker is built.
    if (!isWorkingWorker(path.join(work, BINARY))) return false;
    moveIntoPlace(path.join(work, BINARY));
    return true;
  } catch {
    // An archive that cannot be unpacked counts as none: a build needs no download.
    return false;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The bytes at a URL, or null: without network, behind a proxy or on an unknown platform the worker is built. */
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
