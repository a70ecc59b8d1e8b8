/** The versions of Node on which the packed SDK is tested: those that are installed, or that npm can fetch. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../../ops/setup/command.mjs';
import { inCache } from '../../../ops/setup/places.mjs';

const run = promisify(execFile);
const locked = join(import.meta.dirname, 'nodes');

/** The oldest version that the SDK supports, and the later ones with long-term support. */
export const NODE_MAJORS = [20, 22, 24] as const;

/** The path of a Node of this version. @throws Error with the reason if there is none here */
export async function findNode(major: number): Promise<string> {
  if (majorOf(process.execPath) === major) return process.execPath;
  const onPath = ['/usr/bin/node', '/usr/local/bin/node', findProgram('node')];
  const installed = onPath.find((path) => path && existsSync(path) && majorOf(path) === major);
  return installed ?? fetchNode(major);
}

function majorOf(path: string): number {
  return Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }));
}

/** From npm's cache or the network, into the cache that all clones share. */
async function fetchNode(major: number): Promise<string> {
  const folder = inCache('older-nodes');
  const path = join(folder, `node_modules/node-${major}-${process.platform}-${process.arch}/bin/node`);
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) await copyFile(join(locked, name), join(folder, name));
    await run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  }
  if (!existsSync(path)) {
    throw new Error(
      `Node ${major} is not installed, and npm could not fetch it for ${process.platform}-${process.arch}.`,
    );
  }
  return path;
}
