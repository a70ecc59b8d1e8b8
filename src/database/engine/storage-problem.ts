/**
 * What keeps the engine from using its folder: the engine only ends, without a reason. A full disk, a read-only file system, a
 * missing right and a damaged file can be seen from outside.
 */
import { access, constants, open, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sentence } from '../../kernel/errors.ts';

/** Written to see whether the disk takes data. */
const PROBE_BYTES = 1_000_000;
const PROBE_FILE = '.write-probe';
const MB = 1_000_000;
/** The engine writes more at once than the probe. If it has ended with so little space, that was the reason. */
const LOW_MB = 20;

/** Every file of WiredTiger begins with this number and consists of whole blocks. */
const MAGIC = 120_897;
const BLOCK_BYTES = 4_096;
const CATALOG = '_mdb_catalog.wt';

/** Returns null if the folder takes data and its files look whole. A damage in the middle of a file is not found. */
export async function storageProblem(directory: string): Promise<Sentence | null> {
  return (await writeProblem(directory)) ?? (await fileProblem(directory));
}

/** What to say if the engine ends again and again although the folder looks whole. */
export function probablyDamaged(directory: string, ends: number): Sentence {
  return `The database engine has ended by itself ${ends} times lately. A file in ${directory} is probably damaged. ${RESTORE}`;
}

const RESTORE = 'Stop Meshi, restore a copy of the data folder and start Meshi again.' as const;

async function writeProblem(directory: string): Promise<Sentence | null> {
  const probe = join(directory, PROBE_FILE);
  try {
    const file = await open(probe, 'w', 0o600);
    try {
      await file.write(Buffer.alloc(PROBE_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
    const free = await freeMb(directory);
    return free < LOW_MB ? describe('ENOSPC', directory, free) : null;
  } catch (error) {
    // The folder is not there, or cannot be reached.
    const isMissing = ['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOf(error));
    const problem = isMissing ? await missingProblem(directory) : null;
    if (problem || codeOf(error) === 'ENOENT') return problem;
    return describe(codeOf(error), directory, await freeMb(directory));
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** Why the folder cannot be created. */
async function missingProblem(directory: string): Promise<Sentence | null> {
  const parent = dirname(directory);
  try {
    await access(parent, constants.W_OK);
    return null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && parent !== directory) return missingProblem(parent);
    return describe(codeOf(error), parent, 0);
  }
}

function describe(code: string, directory: string, free: number): Sentence {
  const sentences: Record<string, Sentence> = {
    ENOSPC: `The disk of ${directory} is full: ${free} MB are free. Free some space; Meshi then goes on by itself.`,
    EDQUOT: `The disk quota of ${directory} is used up. Raise it or free some space; Meshi then goes on by itself.`,
    EROFS: `The file system of ${directory} is read-only. Mount it so that Meshi can write in it.`,
    EACCES: `Meshi may not write in ${directory}. Give the folder to the user that runs Meshi.`,
    EPERM: `Meshi may not write in ${directory}. Give the folder to the user that runs Meshi.`,
    EIO: `The disk of ${directory} reports errors (EIO). Replace it, and restore a copy of the data folder.`,
  };
  return sentences[code] ?? `Meshi cannot write in ${directory}: ${code}.`;
}

async function fileProblem(directory: string): Promise<Sentence | null> {
  const names = await readdir(directory).catch((): string[] => []);
  const hasData = names.some((name) => /^(?:collection|index)-.+\.wt$/.test(name));
  if (hasData && !names.includes(CATALOG)) return `The file ${join(directory, CATALOG)} is missing. ${RESTORE}`;
  for (const name of names) {
    const problem = name.endsWith('.wt') ? await damageOf(join(directory, name)) : null;
    if (problem) return problem;
  }
  return null;
}

async function damageOf(path: string): Promise<Sentence | null> {
  try {
    const file = await open(path, 'r+');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      const { size } = await file.stat();
      const isWhole = bytesRead === 4 && buffer.readUInt32LE() === MAGIC && size % BLOCK_BYTES === 0;
      return isWhole ? null : `The file ${path} is damaged. ${RESTORE}`;
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    // The engine has just removed it.
    if (code === 'ENOENT') return null;
    if (code === 'EACCES' || code === 'EPERM')
      return `Meshi may not read and write ${path}. Give the file to the user that runs Meshi.`;
    return `The file ${path} cannot be read (${code}). ${RESTORE}`;
  }
}

async function freeMb(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory).catch(() => ({ bavail: 0, bsize: 0 }));
  return Math.floor((bavail * bsize) / MB);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
