/**
 * Runs other programs for the set-up. Their output goes to a log in the cache and is printed only if the program fails.
 * Every program gets its own process group, which ends with the set-up, so that an interruption leaves no process behind.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inCache } from './places.mjs';
import { SetupError } from './setup-error.mjs';

/** Running programs: process group → whether it must not be interrupted, and a promise of its end. */
const running = new Map();
/** Some programs print the reason first, others last, so both ends of a long output are shown. */
const SHOWN_AT_EACH_END = 12;

/**
 * Runs a program to its end. Rejects with a SetupError that shows both ends of the output if the program fails.
 * `onStart` gets the process id, `onLine` every line as it is printed; `log` names the file for the whole output;
 * `uninterruptible` marks a program whose interruption would leave the system half changed.
 */
export function runCommand({ command, args, cwd, env, log, uninterruptible = false, onStart, onLine }) {
  const logFile = inCache('logs', `${log}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const file = createWriteStream(logFile, { flags: 'a' });
  file.on('error', () => {}); // A program may go on without its log, for example on a full disk.
  file.write(`\n$ ${command} ${args.join(' ')}\n`);
  const output = [];
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) {
    eachLine(stream, (line) => {
      file.write(`${line}\n`);
      output.push(line);
      onLine?.(line);
    });
  }
  const ended = endOf(child).then(async (problem) => {
    running.delete(child.pid);
    // The log is complete when the caller learns of the end.
    await new Promise((resolve) => file.end(resolve));
    if (!problem) return;
    const whole = `(full output: ${logFile})`;
    throw new SetupError([`${path.basename(command)} ${problem}`, ...bothEnds(output), whole].join('\n'));
  });
  if (child.pid) {
    running.set(child.pid, { uninterruptible, ended });
    onStart?.(child.pid);
  }
  return ended;
}

/** Ends every program that `runCommand` started, with its children; waits for the uninterruptible ones. */
export async function stopCommands() {
  const toWaitFor = [];
  for (const [group, { uninterruptible, ended }] of running) {
    if (uninterruptible) toWaitFor.push(ended);
    else endGroup(group);
  }
  await Promise.allSettled(toWaitFor);
}

/** Runs a short command. Returns its trimmed standard output, or null if it fails or does not exist. */
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

function bothEnds(lines) {
  if (lines.length <= 2 * SHOWN_AT_EACH_END) return lines;
  return [...lines.slice(0, SHOWN_AT_EACH_END), '…', ...lines.slice(-SHOWN_AT_EACH_END)];
}

function endGroup(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** Resolves when a program ends: with null after exit code 0, otherwise with the problem. */
function endOf(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(code === 0 ? null : `ended with ${signal ?? `code ${code}`}`));
  });
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
