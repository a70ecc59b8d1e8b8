/**
 * Paths: the clone, and the cache outside it, which all clones of a person share. Everything costly (the media worker, a
 * newer Node, the loader) goes into the cache, so that a second clone starts at once.
 */
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this clone. */
export const projectDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The cache's root: MESHI_CACHE_DIR, else XDG_CACHE_HOME/meshi, else ~/.cache/meshi. */
export function cacheRoot(env = process.env) {
  if (env.MESHI_CACHE_DIR) return path.resolve(env.MESHI_CACHE_DIR);
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'meshi');
}

/** A path inside the cache. */
export function inCache(...names) {
  return path.join(cacheRoot(), ...names);
}

/** A path inside the clone. */
export function inProject(...names) {
  return path.join(projectDir, ...names);
}
