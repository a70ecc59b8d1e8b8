/** Debian packages: installed when root, otherwise the exact command is given. */
import { spawnSync } from 'node:child_process';
import { findProgram, runCommand } from './command.mjs';
import { SetupError } from './setup-error.mjs';

// apt takes a lock of its own; steps that run side by side queue here instead of failing on it.
let queue = Promise.resolve();

/** Those of the packages that are not installed. On a system without dpkg all of them. */
export function missingPackages(packages) {
  const answer = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...packages], {
    encoding: 'utf8',
  });
  return packages.filter((name) => !(answer.stdout ?? '').split('\n').includes(`${name} installed`));
}

/** Installs what is missing of the packages. `purpose` completes the sentence "… needs these Debian packages". */
export function installPackages({ packages, purpose }) {
  const done = queue.then(() => installNow({ packages, purpose }));
  // The queue goes on after a failure; the failure itself goes to the step that asked.
  queue = done.catch(() => {});
  return done;
}

async function installNow({ packages, purpose }) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  if (!findProgram('apt-get')) {
    throw new SetupError(
      `${purpose} needs what Debian packages as: ${missing.join(' ')}. Install it with your system's package manager.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `${purpose} needs Debian packages that are not installed. Run this, then start again:\n\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(' ')}\n`,
    );
  }
  const apt = (args) =>
    runCommand({
      command: 'apt-get',
      args: ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      log: 'apt',
    });
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  try {
    await apt(install);
  } catch {
    // The package lists are absent (a fresh container) or name versions that the mirror no longer has.
    await apt(['update']);
    await apt(install);
  }
}
