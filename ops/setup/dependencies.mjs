/** The packages of the lock file, as `npm ci` installs them. */
import { existsSync, readFileSync } from 'node:fs';
import { inProject } from './places.mjs';
import { SetupError } from './setup-error.mjs';
import { runNpm, supportedNode } from './supported-node.mjs';

/**
 * Whether node_modules holds what the lock file says. npm writes its own account of node_modules last of all, so an
 * interrupted installation has none; one made by hand counts as well as ours.
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

/** Compares two lock files' packages. Optional ones may be absent: they are for other platforms. */
export function isSatisfied({ wanted, installed, withDev }) {
  return Object.entries(wanted).every(([name, { version, optional, dev, devOptional }]) => {
    if (!name.includes('node_modules/')) return true;
    const found = installed[name];
    if (found) return found.version === version;
    return Boolean(optional || (!withDev && (dev || devOptional)));
  });
}

/** Installs what the lock file says, under the supported Node. */
export async function installDependencies() {
  try {
    // Install scripts stay off: the media worker comes by a step of its own, and no other package needs one.
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
