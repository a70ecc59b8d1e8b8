/** The pre-commit hook of contributors: tells git to use the hooks in ops/hooks. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { askCommand } from './command.mjs';
import { inProject } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const HOOKS_DIR = 'ops/hooks';
/** Docker and Podman leave these files in every container. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv'];

/**
 * Whether there is nothing to set up. Only a git checkout of a person gets the hooks: not CI, not a container, and not a
 * checkout that has hooks already, from whatever source.
 */
export function hasGitHooks({ dir = inProject(), env = process.env, isContainer = inContainer() } = {}) {
  if (env.CI || isContainer || !existsSync(path.join(dir, '.git'))) return true;
  const ask = (...args) => askCommand('git', args, { cwd: dir, env });
  const hooksDir = ask('rev-parse', '--git-path', 'hooks');
  if (hooksDir === null || ask('config', '--get', 'core.hooksPath') !== null) return true;
  return hasOwnHooks(path.resolve(dir, hooksDir));
}

/** Sets `core.hooksPath` of this checkout. */
export function useGitHooks({ dir = inProject(), env = process.env } = {}) {
  if (askCommand('git', ['config', 'core.hooksPath', HOOKS_DIR], { cwd: dir, env }) === null) {
    throw new SetupError(
      `git could not set its hooks. Run this, then start again: git config core.hooksPath ${HOOKS_DIR}`,
    );
  }
}

function inContainer() {
  return Boolean(process.env.container) || CONTAINER_MARKS.some((file) => existsSync(file));
}

/** git puts samples into a new repository; any other file is a hook that someone installed. */
function hasOwnHooks(hooksDir) {
  return existsSync(hooksDir) && readdirSync(hooksDir).some((name) => !name.endsWith('.sample'));
}
