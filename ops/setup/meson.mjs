/** The build tool meson: the system's if it is new enough, otherwise the one of a newer release (it is pure Python). */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { mesonMinimum } from '../worker/recipe.mjs';
import { installPackages } from './apt-install.mjs';
import { askCommand, findProgram } from './command.mjs';
import { canBorrowPackages, fetchNewerPackages, newerPackagesDir } from './newer-packages.mjs';
import { SetupError } from './setup-error.mjs';

const PURPOSE = 'Building the media worker';

/** Resolves with `{ command, args, env }` to run meson. ninja calls meson, so it needs the same `env`. */
export async function getMeson() {
  // The meson of a current release is new enough; an older release borrows it from a newer one.
  if (!findProgram('meson') && !canBorrowPackages()) await installPackages({ packages: ['meson'], purpose: PURPOSE });
  if (isNewEnough(askCommand('meson', ['--version']))) return { command: 'meson', args: [], env: process.env };
  const root = newerPackagesDir('meson');
  if (!existsSync(root)) await fetchNewerPackages({ name: 'meson', packages: ['meson'] });
  const meson = {
    command: 'python3',
    args: [path.join(root, 'usr/bin/meson')],
    env: { ...process.env, PYTHONPATH: path.join(root, 'usr/lib/python3/dist-packages') },
  };
  if (!isNewEnough(askCommand(meson.command, [...meson.args, '--version'], { env: meson.env }))) {
    throw new SetupError(
      `Building the media worker needs meson ${mesonMinimum.join('.')} or later. Install it and start again.`,
    );
  }
  return meson;
}

/** Whether a version such as "1.7.0" is at least the minimum; null (not installed) is not. */
export function isNewEnough(version, [major, minor] = mesonMinimum) {
  if (!version) return false;
  const [hasMajor, hasMinor] = version.split('.').map(Number);
  return hasMajor > major || (hasMajor === major && hasMinor >= minor);
}
