/** Installs the packages of the lock file with `npm ci`. */
import { existsSync, readFileSync } from 'node:fs';
import { inProject } from './places.mjs';
import { SetupError } from './setup-error.mjs';
import { runNpm, supportedNode } from './supported-node.mjs';

/**
 * Whether node_modules has the packages of the lock file. npm writes its list of installed packages at the very end, so an
 * interrupted installation has none. An installation by hand counts, too.
 */
export function hasDependencies({ withDev }) {
  const installedFile = inProject('node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  return isSatisfied({
    wanted: readPackages(inProject('package-lock.json')),
    installed: readPackages(installedFile),
    withDev,
  });
}

/** Compares the packages of two lock files. Optional packages may be missing: they are for other platforms. */
export function isSatisfied({ wanted, installed, withDev }) {
  return Object.entries(wanted).every(([name, { version, optional, dev, devOptional }]) => {
    if (!name.includes('node_modules/')) return true;
    const found = installed[name];
    if (found) return found.version === version;
    return Boolean(optional || (!withDev && (dev || devOptional)));
  });
}

/** Installs the packages under the supported Node. */
export async function installDependencies() {
  try {
    // Install scripts stay off: the media worker has a step of its own, and no other package needs a script.
    await runNpm({
      node: supportedNode(),
      args: ['ci', '--include=dev', '--ignore-scripts', '--prefer-offline'],
      cwd: inProject(),
      log: 'dependencies',
    });
  } catch (cause) {
    if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(cause.message)) throw cause;
    throw new SetupError(
      `${cause.message}\nThe package registry cannot be reached. Check the network, then start again.`,
      {
        cause,
      },
    );
  }
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
