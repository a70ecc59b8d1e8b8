/** The texts to look through: what git would commit, or the files below a folder. */
import { execFile, spawn } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface ScannedFile {
  path: string;
  text: string;
}

const run = promisify(execFile);
const MAX_BYTES = 5_000_000;
/** What others have written, or what is built. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist']);

/** The files of the git index, as they would be committed. Null if `folder` is not in a clone. */
export async function filesOfIndex(folder: string): Promise<AsyncIterable<ScannedFile> | null> {
  const listed = await run('git', ['ls-files', '-s', '-z'], { cwd: folder, maxBuffer: 50_000_000 }).catch(() => null);
  if (!listed) return null;
  const entries = listed.stdout.split('\0').flatMap((line) => {
    const [, mode = '', hash = '', path = ''] = /^(\d+) ([0-9a-f]+) \d\t(.*)$/s.exec(line) ?? [];
    // Neither links nor modules.
    return mode.startsWith('100') ? [{ hash, path }] : [];
  });
  return blobs(folder, entries);
}

/** A file, or all files below a folder. */
export async function* filesBelow(path: string): AsyncGenerator<ScannedFile> {
  const { isDirectory, isFile, size } = await kindOf(path);
  if (isDirectory) {
    const names = await readdir(path);
    for (const name of names.toSorted()) if (!LEFT_OUT.has(name)) yield* filesBelow(join(path, name));
  } else if (isFile && size <= MAX_BYTES) {
    const text = asText(await readFile(path));
    if (text !== null) yield { path, text };
  }
}

async function kindOf(path: string) {
  const found = await stat(path);
  return { isDirectory: found.isDirectory(), isFile: found.isFile(), size: found.size };
}

/** Reads all blobs with one process of git: `<hash> <type> <size>`, then the bytes and a line break. */
async function* blobs(folder: string, entries: readonly { hash: string; path: string }[]): AsyncGenerator<ScannedFile> {
  const git = spawn('git', ['cat-file', '--batch'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  git.stdin.end(entries.map(({ hash }) => `${hash}\n`).join(''));
  const chunks: Buffer[] = [];
  for await (const chunk of git.stdout) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  let position = 0;
  for (const { path } of entries) {
    const end = all.indexOf('\n', position);
    const size = Number(all.toString('latin1', position, end).split(' ')[2] ?? 0);
    const text = size <= MAX_BYTES ? asText(all.subarray(end + 1, end + 1 + size)) : null;
    position = end + 1 + size + 1;
    if (text !== null) yield { path, text };
  }
}

/** Null for a file that is not text. */
function asText(bytes: Buffer): string | null {
  return bytes.subarray(0, 8_000).includes(0) ? null : bytes.toString('utf8');
}
