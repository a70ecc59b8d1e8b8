/** Runs a command's program in place of this one: same terminal, same signals, same exit code. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { findProgram } from './command.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_WATCH_MS = 500;

/** Resolves with the program's exit code. */
export function runProgram({ command, args, cwd, env }) {
  const [file, ...rest] = [...endWithParent(), command, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { cwd, env, stdio: 'inherit' });
    const forward = (signal) => {
      // Ctrl-C reaches all programs of a terminal by itself; sent twice it would look like impatience.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const stopWatching = onNpmGone(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      stopWatching();
      for (const each of FORWARDED) process.off(each, forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * Calls back when the npm that runs us is gone without a word (killed, or its shell kept the signal to itself): what it
 * started would stay alone with the port. Started without npm, as a service is, we may well outlive our parent.
 */
export function onNpmGone(callBack) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    callBack();
  }, PARENT_WATCH_MS);
  watch.unref();
  return () => clearInterval(watch);
}

/** Where the system can, the program is ended together with us even if we are killed, so that it never stays alone. */
function endWithParent() {
  if (process.platform !== 'linux') return [];
  const setpriv = findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'SIGTERM', '--'] : [];
}
