/**
 * Runs other programs for the set-up: output goes to a log in the cache, and its end is shown only when the program fails.
 * Every program gets a process group of its own, which is ended with the set-up, so that an interruption leaves none behind.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inCache } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const runningGroups = new Set();
const KEPT_LINES = 25;

/**
 * Runs a program to its end and resolves with its last lines; rejects with a SetupError that shows them when it fails.
 * `onStart` is given the process id, `onLine` every line as it comes; `log` names the file that keeps the whole output.
 */
export function runCommand({ command, args, cwd, env = process.env, log, onStart = () => {}, onLine = () => {} }) {
  const logFile = inCache('logs', `${log}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  return new Promise((resolve, reject) => {
    const file = createWriteStream(logFile, { flags: 'a' });
    file.write(`\n$ ${command} ${args.join(' ')}\n`);
    const lines = [];
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    if (child.pid) {
      runningGroups.add(child.pid);
      onStart(child.pid);
    }
    for (const stream of [child.stdout, child.stderr]) {
      eachLine(stream, (line) => {
        file.write(`${line}\n`);
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        onLine(line);
      });
    }
    const finish = (problem) => {
      runningGroups.delete(child.pid);
      file.end();
      if (!problem) return resolve(lines);
      reject(
        new SetupError(`${path.basename(command)} ${problem}\n${lines.join('\n')}\n(the whole output: ${logFile})`),
      );
    };
    child.on('error', (error) => finish(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => finish(code === 0 ? null : `ended with ${signal ?? `code ${code}`}`));
  });
}

/** Ends every program that `runCommand` still has running, with all of its children. */
export function stopCommands() {
  for (const group of runningGroups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

/** Asks a program a short question: its standard output trimmed, or null when it fails or does not exist. */
export function askCommand(command, args, options = {}) {
  const answer = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000, ...options });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/** The full path of a program on PATH, or null. */
export function findProgram(name, env = process.env) {
  for (const dir of (env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(dir, name);
    if (dir && existsSync(file)) return file;
  }
  return null;
}

function eachLine(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const parts = (rest + text).split(/\r?\n|\r/);
    rest = parts.pop();
    for (const part of parts) onLine(part);
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}
