/** Debian packages: installed when root, otherwise the exact command is given. */
import { spawnSync } from 'node:child_process';
import { findProgram, runCommand } from './command.mjs';
import { SetupError } from './setup-error.mjs';

const APT_OPTIONS = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];

// apt takes a lock of its own; steps that run side by side queue here instead of failing on it.
let queue = Promise.resolve();

/** Those of the packages that are not installed. On a system without dpkg all of them. */
export function missingPackages(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are placeholders of dpkg-query.
  const format = '${Package} ${db:Status-Status}\n';
  const answer = spawnSync('dpkg-query', ['-W', '-f', format, ...packages], { encoding: 'utf8' });
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
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  try {
    await asRoot('apt-get', [...APT_OPTIONS, ...install]);
  } catch {
    // The package lists are absent (a fresh container) or name versions that the mirror no longer has, or an earlier
    // installation was cut short.
    await asRoot('dpkg', ['--configure', '-a']);
    await asRoot('apt-get', [...APT_OPTIONS, 'update']);
    await asRoot('apt-get', [...APT_OPTIONS, ...install]);
  }
}

function asRoot(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return runCommand({ command, args, env, log: 'apt', uninterruptible: true });
}
