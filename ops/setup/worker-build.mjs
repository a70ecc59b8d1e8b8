/** Builds the mediasoup worker from the sources in the npm package, by the recipe in ops/worker. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { debianPackages, edits, mesonOptions, unusedWraps } from '../worker/recipe.mjs';
import { installPackages } from './apt-install.mjs';
import { runCommand } from './command.mjs';
import { getMeson } from './meson.mjs';
import { inProject } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const RECIPE_DIR = inProject('ops/worker');
// Not copied: the folder of libraries, which is filled with stand-ins, and results of an earlier build. The tests are
// copied, because meson looks for their files although it does not build them.
const LEFT_OUT = ['subprojects', 'out', 'prebuild'];
// One of the headers that flatc generates together. They are built first, because the worker's libwebrtc includes them without
// declaring it: in parallel, its first files are sometimes compiled before the headers exist.
const GENERATED_HEADER = 'fbs/FBS/notification.h';

/**
 * Builds in `buildDir` and resolves with the path of the binary. An interrupted build continues: the sources are copied once,
 * and ninja knows which objects are complete.
 */
export async function buildWorker({ sourceDir, buildDir, onProgress }) {
  await installPackages({ packages: debianPackages, purpose: 'Building the media worker' });
  const meson = await getMeson();
  await endEarlierBuild(buildDir);
  const sources = path.join(buildDir, 'sources');
  if (!existsSync(sources)) layOutSources({ from: sourceDir, to: sources });
  const out = path.join(buildDir, 'out');
  if (!existsSync(path.join(out, 'build.ninja'))) {
    rmSync(out, { recursive: true, force: true });
    const args = [...meson.args, 'setup', out, sources, ...mesonOptions];
    await runCommand({ command: meson.command, args, env: meson.env, log: 'worker-build' });
  }
  for (const target of [GENERATED_HEADER, 'mediasoup-worker']) {
    await runCommand({
      command: 'ninja',
      args: ['-C', out, target],
      env: meson.env,
      log: 'worker-build',
      onStart: (pid) => writeFileSync(pidFile(buildDir), String(pid)),
      onLine: (line) => target !== GENERATED_HEADER && reportProgress(line, onProgress),
    });
  }
  return path.join(out, 'mediasoup-worker');
}

/** Maps the name of each wrap file, without its extension, to the folder into which it would unpack its download. */
export function wrapDirectories(subprojectsDir) {
  const wraps = readdirSync(subprojectsDir).filter((name) => name.endsWith('.wrap') && !unusedWraps.includes(name));
  return new Map(
    wraps.map((name) => [
      name.slice(0, -'.wrap'.length),
      wrapDirectory(readFileSync(path.join(subprojectsDir, name), 'utf8')),
    ]),
  );
}

/** The `directory` of a wrap file's text, or null. */
export function wrapDirectory(text) {
  return /^directory\s*=\s*(\S+)\s*$/m.exec(text)?.[1] ?? null;
}

/** Applies an edit to a text. It must fit exactly once. */
export function applyEdit(text, { file, find, replace }) {
  if (text.split(find).length !== 2)
    throw doesNotFit(`${file} no longer contains this text exactly once: ${find.trim()}`);
  return text.replace(find, () => replace);
}

function layOutSources({ from, to }) {
  const part = `${to}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const name of readdirSync(from).filter((each) => !LEFT_OUT.includes(each))) {
    cpSync(path.join(from, name), path.join(part, name), { recursive: true });
  }
  for (const [name, directory] of wrapDirectories(path.join(from, 'subprojects'))) {
    const standIn = path.join(RECIPE_DIR, 'stand-ins', name);
    if (!directory || !existsSync(standIn)) throw doesNotFit(`no stand-in exists for its library "${name}"`);
    cpSync(standIn, path.join(part, 'subprojects', directory), { recursive: true });
    cpSync(path.join(from, 'subprojects', `${name}.wrap`), path.join(part, 'subprojects', `${name}.wrap`));
  }
  cpSync(path.join(RECIPE_DIR, 'precompiled.hpp'), path.join(part, 'pch/precompiled.hpp'));
  for (const edit of edits) {
    const file = path.join(part, edit.file);
    writeFileSync(file, applyEdit(readFileSync(file, 'utf8'), edit));
  }
  renameSync(part, to);
}

function doesNotFit(why) {
  return new SetupError(
    `The recipe in ops/worker does not fit this version of mediasoup: ${why}. Change the recipe, or set ` +
      'MEDIASOUP_WORKER_BIN to a worker of this version.',
  );
}

/** The build of a killed set-up may still run for a moment. Two builds in one folder would break each other. */
async function endEarlierBuild(buildDir) {
  if (!existsSync(pidFile(buildDir))) return;
  const pid = Number(readFileSync(pidFile(buildDir), 'utf8'));
  while (isBuilding(pid, buildDir)) {
    process.kill(-pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isBuilding(pid, buildDir) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(buildDir);
  } catch {
    // The process has ended.
    return false;
  }
}

function pidFile(buildDir) {
  return path.join(buildDir, 'ninja.pid');
}

function reportProgress(line, onProgress) {
  const match = /^\[(\d+)\/(\d+)\]/.exec(line);
  if (match) onProgress(Number(match[1]), Number(match[2]));
}
