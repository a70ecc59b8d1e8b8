/** Installs Debian packages as root. Without root rights it prints the exact command instead. */
import { spawnSync } from 'node:child_process';
import { findProgram, runCommand } from './command.mjs';
import { SetupError } from './setup-error.mjs';

const APT_OPTIONS = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];

// apt locks itself. Steps that run in parallel queue here, instead of failing on that lock.
let queue = Promise.resolve();

/** The packages that are not installed; all of them on a system without dpkg. */
export function missingPackages(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are placeholders of dpkg-query.
  const format = '${Package} ${db:Status-Status}\n';
  const answer = spawnSync('dpkg-query', ['-W', '-f', format, ...packages], { encoding: 'utf8' });
  return packages.filter((name) => !(answer.stdout ?? '').split('\n').includes(`${name} installed`));
}

/** Installs the packages that are missing. `purpose` begins the sentence "… needs Debian packages that are not installed". */
export function installPackages({ packages, purpose }) {
  const done = queue.then(() => installNow({ packages, purpose }));
  // The queue continues after a failure; the step that asked gets the failure.
  queue = done.catch(() => {});
  return done;
}

async function installNow({ packages, purpose }) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  if (!findProgram('apt-get')) {
    throw new SetupError(
      `${purpose} needs programs that Debian calls ${missing.join(' ')}. Install them with your system's package manager.`,
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
    // There are no package lists (a new container), they name versions that the mirror no longer has, or an earlier
    // installation was interrupted.
    await asRoot('dpkg', ['--configure', '-a']);
    await asRoot('apt-get', [...APT_OPTIONS, 'update']);
    await asRoot('apt-get', [...APT_OPTIONS, ...install]);
  }
}

function asRoot(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return runCommand({ command, args, env, log: 'apt', uninterruptible: true });
}
