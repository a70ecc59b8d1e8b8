/**
 * A lock file: one set-up at a time works on a cache. The file names its holder, and the holder touches it regularly, so that
 * the lock of a dead process does not block others.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

const HEARTBEAT_MS = 5_000;
/** A holder on another machine or in another container cannot be looked up; after this much silence it is considered dead. */
const SILENCE_MS = 60_000;
const RETRY_MS = 500;

/** Waits for the lock and resolves with a function that releases it. `onWait` is called once if it has to wait. */
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
  writeFileSync(mine, JSON.stringify({ pid: process.pid, startTime: startTimeOf(process.pid), host: hostname() }));
  try {
    // A link appears with its whole content or not at all, and fails if the name exists.
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
    // It was released between the attempt to take it and this read.
    return null;
  }
}

function isGone(holder) {
  if (holder.host !== hostname()) return Date.now() - holder.touchedAt > SILENCE_MS;
  return startTimeOf(holder.pid) !== holder.startTime;
}

/** The start time of a process, which distinguishes it from a later one with the same id; null if it does not exist. */
function startTimeOf(pid) {
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

/** Two waiting processes may both find a dead holder: the slower one must not remove the lock that the faster one took. */
function removeIfUnchanged(file, holder) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== holder.text) linkSync(aside, file);
  } catch {
    // Another process was faster; the next attempt decides.
  }
  rmSync(aside, { force: true });
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The cache was deleted meanwhile; the next start builds what is missing.
  }
}
