/** Runs the program of a command as if it were this process: same terminal, same signals, same exit code. */
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
      // Ctrl+C already reaches all programs of a terminal; a second one would ask for an immediate end.
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
 * Calls back when the npm that runs this process has ended without passing on a signal (it was killed, or its shell kept the
 * signal): otherwise the program would stay alive and keep the port. A process that was started without npm, for example
 * by a service manager, may outlive its parent.
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

/** On Linux, `setpriv` ends the program together with this process, even if this process is killed. */
function endWithParent() {
  if (process.platform !== 'linux') return [];
  const setpriv = findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'SIGTERM', '--'] : [];
}
