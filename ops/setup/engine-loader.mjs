/**
 * The embedded MongoDB engine needs glibc 2.38. On an older system it runs with the loader and C library of a newer release,
 * which are kept in the cache. Only the engine's own process uses them.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { askCommand } from './command.mjs';
import { fetchNewerPackages, newerPackagesDir } from './newer-packages.mjs';
import { SetupError } from './setup-error.mjs';

const NEEDED_GLIBC = [2, 38];
/** The platforms for which the engine is published; Linux only with glibc. */
const PLATFORMS = ['linux-x64-glibc', 'linux-arm64-glibc', 'darwin-arm64'];
const WITHOUT_ENGINE =
  'The embedded MongoDB engine cannot run on this machine. Set MONGODB_URI to a MongoDB replica set and start again, or ' +
  'run Meshi and MongoDB in containers: ops/container/compose.yaml';

let foundGlibc;

/** Whether a glibc version such as "2.36" is too old for the engine. */
export function needsNewerLoader(glibcVersion) {
  if (!glibcVersion) return false;
  const [major, minor] = glibcVersion.split('.').map(Number);
  return major < NEEDED_GLIBC[0] || (major === NEEDED_GLIBC[0] && minor < NEEDED_GLIBC[1]);
}

/** The version of this machine's glibc, or null on a system without it. */
export function glibcVersion() {
  if (foundGlibc === undefined) {
    // Resolving the machine's addresses can take seconds, and only the header is needed.
    process.report.excludeNetwork = true;
    foundGlibc = process.report.getReport().header.glibcVersionRuntime ?? null;
  }
  return foundGlibc;
}

/** Whether nothing is missing: the engine is not used, the system is new enough, or the newer loader is in the cache. */
export function isEngineReady() {
  if (process.env.MONGODB_URI || process.env.ENGINE_LOADER) return true;
  if (!PLATFORMS.includes(platformName())) return false;
  return !needsNewerLoader(glibcVersion()) || findEngineLoader() !== null;
}

/** The loader's path in the cache, or null if it is not there yet. */
export function findEngineLoader() {
  const libraries = path.join(newerPackagesDir('glibc'), 'usr/lib');
  if (!existsSync(libraries)) return null;
  for (const folder of readdirSync(libraries)) {
    if (!folder.endsWith('-linux-gnu')) continue;
    const name = readdirSync(path.join(libraries, folder)).find((each) => /^ld-linux.*\.so\.\d+$/.test(each));
    if (name) return path.join(libraries, folder, name);
  }
  return null;
}

/** Puts the newer loader into the cache and tries it. If that is impossible, the error says what to do instead. */
export async function fetchEngineLoader() {
  if (!PLATFORMS.includes(platformName())) throw new SetupError(WITHOUT_ENGINE);
  try {
    await fetchNewerPackages({ name: 'glibc', packages: ['libc6', 'libstdc++6', 'libgcc-s1'] });
  } catch (cause) {
    throw new SetupError(`${cause.message}\n${WITHOUT_ENGINE}`, { cause });
  }
  const loader = findEngineLoader();
  if (!loader || askCommand(loader, ['--library-path', path.dirname(loader), process.execPath, '--version']) === null) {
    throw new SetupError(`The newer loader does not run here. ${WITHOUT_ENGINE}`);
  }
}

function platformName() {
  const platform = `${process.platform}-${process.arch}`;
  return process.platform === 'linux' && glibcVersion() ? `${platform}-glibc` : platform;
}
