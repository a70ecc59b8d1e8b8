/**
 * Borrows single packages from a newer release of the distribution. apt downloads them and checks them against the
 * distribution's keys; then they are unpacked into the cache. The system stays unchanged, and no root rights are needed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newerSuite, osReleaseField, readSourceFiles, rewriteSources } from './apt-sources.mjs';
import { findProgram, runCommand } from './command.mjs';
import { inCache } from './places.mjs';
import { SetupError } from './setup-error.mjs';

/** Whether this machine's distribution has a known newer release, and the programs to fetch from it. */
export function canBorrowPackages() {
  return Boolean(newerRelease() && findProgram('apt-get') && findProgram('dpkg-deb'));
}

/** The folder of the unpacked packages, whether or not it exists yet. */
export function newerPackagesDir(name) {
  return inCache('packages', `${name}-${newerRelease() ?? 'unknown'}-${process.arch}`);
}

/** Downloads and unpacks the packages into `newerPackagesDir(name)`. */
export async function fetchNewerPackages({ name, packages }) {
  const { from, to } = requireReleases();
  const target = newerPackagesDir(name);
  const work = `${target}.part`;
  rmSync(work, { recursive: true, force: true });
  for (const dir of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
    mkdirSync(path.join(work, dir), { recursive: true });
  }
  const sources = path.join(work, 'newer.sources');
  writeFileSync(sources, rewriteSources(readSourceFiles(), { from, to }));
  const apt = (args) =>
    runCommand({
      command: 'apt-get',
      args: [...privateState({ work, sources }), ...args],
      cwd: path.join(work, 'debs'),
      log: `packages-${name}`,
    });
  await apt(['update']);
  await apt(['download', ...packages]);
  for (const deb of readdirSync(path.join(work, 'debs'))) {
    const args = ['-x', path.join(work, 'debs', deb), path.join(work, 'root')];
    await runCommand({ command: 'dpkg-deb', args, log: `packages-${name}` });
  }
  rmSync(target, { recursive: true, force: true });
  // Renamed only when complete, so that an interrupted download never counts as finished.
  renameSync(path.join(work, 'root'), target);
  rmSync(work, { recursive: true, force: true });
  return target;
}

/** Options that give apt a separate state: the system's lists and installed packages do not count. */
function privateState({ work, sources }) {
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${path.join(work, 'lists')}`,
    `Dir::Cache=${path.join(work, 'cache')}`,
    'Dir::State::status=/dev/null',
    // apt's unprivileged user may not be able to read the cache of the person who runs this.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
  ];
  return ['-qq', ...options.flatMap((option) => ['-o', option])];
}

function codename() {
  if (!existsSync('/etc/os-release')) return null;
  return osReleaseField(readFileSync('/etc/os-release', 'utf8'), 'VERSION_CODENAME');
}

function newerRelease() {
  return newerSuite(codename());
}

function requireReleases() {
  if (!canBorrowPackages()) {
    throw new SetupError(
      'Packages of a newer release are needed. They can be fetched only on Debian 11 and 12 and Ubuntu 20.04 and 22.04.',
    );
  }
  return { from: codename(), to: newerRelease() };
}
