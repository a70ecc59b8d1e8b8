/**
 * The mediasoup worker, in the cache under its version, platform and recipe. A prebuilt binary is used only if
 * `ops/setup/prebuilt-workers.json` pins its archive by SHA-256. Otherwise the worker is built, from sources that are pinned too: those
 * of the npm package, by the lock file.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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

/**
 * Puts the worker into the cache and resolves with its origin. The dependencies must be installed.
 * @param {object} options
 * @param {() => void} [options.onProgress]
 * @param {Record<string, string>} [options.pins] SHA-256 in hex, by the name of the archive
 * @param {typeof buildWorker} [options.build]
 * @throws SetupError if a downloaded archive is not the pinned one
 */
export async function fetchWorker({ onProgress, pins = pinnedArchives(), build = buildWorker }) {
  if (await downloadWorker(pins)) return 'prebuilt';
  const buildDir = inCache('build', `worker-${workerKey()}`);
  mkdirSync(buildDir, { recursive: true });
  const built = await build({ sourceDir: path.join(packageDir(), 'worker'), buildDir, onProgress });
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

function pinnedArchives() {
  return JSON.parse(readFileSync(inProject('ops/setup/prebuilt-workers.json'), 'utf8'));
}

/** The URL for this machine. */
export function ownPrebuiltUrl() {
  const { version, repository } = JSON.parse(readFileSync(path.join(packageDir(), 'package.json'), 'utf8'));
  return prebuiltUrl({
    version,
    repository: repository.url,
    platform: process.platform,
    arch: process.arch,
    kernel: release(),
    base: process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL,
  });
}

async function downloadWorker(pins) {
  const url = ownPrebuiltUrl();
  const pin = pins[path.basename(url)];
  const archive = pin && isSafe(url) && (await download(url));
  if (!archive) return false;
  if (createHash('sha256').update(archive).digest('hex') !== pin) {
    throw new SetupError(
      `The media worker at ${url} is not the one that ops/setup/prebuilt-workers.json pins. Somebody may have replaced it.`,
    );
  }
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

/** Nobody between here and the server can read or change what is asked. */
function isSafe(url) {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
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
