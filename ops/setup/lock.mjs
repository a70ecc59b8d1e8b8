/**
 * A lock file that lets one set-up at a time work on a cache. It names its holder, and the holder touches it while it
 * lives, so that a dead one holds nobody up.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

const HEARTBEAT_MS = 5_000;
/** A holder on another machine or in another container cannot be looked up; silence of this long means it is gone. */
const SILENCE_MS = 60_000;
const RETRY_MS = 500;

/** Waits until the lock is ours and resolves with a function that gives it back. `onWait` is called once if it must wait. */
export async function takeLock(file, { onWait = () => {} } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  let mustWait = false;
  while (!tryTake(file)) {
    const holder = readHolder(file);
    if (holder && isGone(holder)) {
      removeIfUnchanged(file, holder);
      continue;
    }
    if (!mustWait) onWait(holder);
    mustWait = true;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function tryTake(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, born: birthOf(process.pid), host: hostname() }));
  try {
    // A link appears with its whole content or not at all, and fails when the name is taken.
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function readHolder(file) {
  try {
    const text = readFileSync(file, 'utf8');
    return { ...JSON.parse(text), text, touchedAt: statSync(file).mtimeMs };
  } catch {
    // It was given back between the attempt to take it and this look.
    return null;
  }
}

function isGone(holder) {
  if (holder.host !== hostname()) return Date.now() - holder.touchedAt > SILENCE_MS;
  return birthOf(holder.pid) !== holder.born;
}

/** When a process began, which tells it from a later one with the same id; null when there is none. */
function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return isAlive(pid) ? 'unknown' : null;
  }
}

/** For systems without /proc. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two that wait may both find the holder gone: the slower one must not remove the lock that the faster one took. */
function removeIfUnchanged(file, holder) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== holder.text) linkSync(aside, file);
  } catch {
    // Someone else was faster; the next attempt to take it decides.
  }
  rmSync(aside, { force: true });
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The cache was removed while we work; what is missing is then made anew by the next start.
  }
}
