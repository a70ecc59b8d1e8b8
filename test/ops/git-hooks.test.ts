/** Which checkouts get the pre-commit hook from the set-up, and what the hook refuses. Each test has its own repository. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { hasGitHooks, useGitHooks } from '../../ops/setup/git-hooks.mjs';

const env: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  // Ignores the settings of the person who runs the tests.
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

describe('the git hooks', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'meshi-hooks-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  const git = (...args: string[]) => spawnSync('git', args, { cwd: dir, env, encoding: 'utf8' });
  const here = (more: NodeJS.ProcessEnv = {}) => ({ dir, env: { ...env, ...more }, isContainer: false });

  it('are set in a checkout, once', () => {
    git('init');
    expect(hasGitHooks(here())).to.equal(false);

    useGitHooks(here());

    expect(hasGitHooks(here())).to.equal(true);
    expect(git('config', 'core.hooksPath').stdout).to.equal('ops/hooks\n');
  });

  it('are set in a worktree of a checkout', () => {
    git('init');
    git('commit', '--allow-empty', '-m', 'first');
    git('worktree', 'add', 'tree');

    expect(hasGitHooks({ ...here(), dir: path.join(dir, 'tree') })).to.equal(false);
  });

  it('are not set without a checkout, in CI or in a container', () => {
    expect(hasGitHooks(here()), 'no checkout').to.equal(true);
    git('init');

    expect(hasGitHooks(here({ CI: 'true' })), 'CI').to.equal(true);
    expect(hasGitHooks({ ...here(), isContainer: true }), 'container').to.equal(true);
  });

  it('are not set if other hooks are in use', () => {
    git('init');
    writeFileSync(path.join(dir, '.git/hooks/pre-push'), '#!/bin/sh\n');
    expect(hasGitHooks(here()), 'own hook').to.equal(true);
    rmSync(path.join(dir, '.git/hooks/pre-push'));

    git('config', 'core.hooksPath', 'my-hooks');

    expect(hasGitHooks(here()), 'own folder').to.equal(true);
  });

  it('refuse a commit with a badly formatted file, and accept a good one', () => {
    git('init');
    mkdirSync(path.join(dir, 'ops'));
    cpSync('ops/hooks', path.join(dir, 'ops/hooks'), { recursive: true });
    cpSync('biome.json', path.join(dir, 'biome.json'));
    writeFileSync(path.join(dir, '.gitignore'), 'node_modules\n');
    symlinkSync(path.resolve('node_modules'), path.join(dir, 'node_modules'));
    useGitHooks(here());

    writeFileSync(path.join(dir, 'a.ts'), 'export const a = "1"\n');
    git('add', 'a.ts');
    const bad = git('commit', '-m', 'bad');
    writeFileSync(path.join(dir, 'a.ts'), "export const a = '1';\n");
    git('add', 'a.ts');
    const good = git('commit', '-m', 'good');

    expect([bad.status, good.status]).to.deep.equal([1, 0]);
    expect(bad.stderr).to.include('npm run format');
  });
});
