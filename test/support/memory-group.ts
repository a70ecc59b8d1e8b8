/** Limits the memory of programs, with a control group of Linux (version 1 or 2). */
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../src/database/ids.ts';

interface Version {
  root: string;
  limits: (bytes: number) => Record<string, string>;
  /** The file that counts killed processes. */
  events: string;
}

const VERSIONS: readonly Version[] = [
  {
    root: '/sys/fs/cgroup/memory',
    limits: (bytes) => ({ 'memory.swappiness': '0', 'memory.limit_in_bytes': String(bytes) }),
    events: 'memory.oom_control',
  },
  {
    root: '/sys/fs/cgroup',
    limits: (bytes) => ({ 'memory.swap.max': '0', 'memory.max': String(bytes) }),
    events: 'memory.events',
  },
];

export class MemoryGroup {
  readonly #directory: string;
  readonly #version: Version;

  private constructor(directory: string, version: Version) {
    this.#directory = directory;
    this.#version = version;
  }

  /** A group whose programs together get this much memory and no swap; null if this machine allows none. */
  static async create(bytes: number): Promise<MemoryGroup | null> {
    for (const version of VERSIONS) {
      const directory = join(version.root, `meshi-test-${newId()}`);
      try {
        await mkdir(directory);
      } catch {
        continue;
      }
      const group = new MemoryGroup(directory, version);
      try {
        for (const [file, value] of Object.entries(version.limits(bytes)))
          await writeFile(join(directory, file), value);
        return group;
      } catch {
        await group.close();
      }
    }
    return null;
  }

  /** A line of a shell script that puts the shell, and what it starts, into the group. */
  get enter(): string {
    return `echo $$ > ${join(this.#directory, 'cgroup.procs')}`;
  }

  /** How many programs were killed because the memory was used up. */
  async killed(): Promise<number> {
    const events = await readFile(join(this.#directory, this.#version.events), 'utf8');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1]);
  }

  /** After its programs have ended. */
  close(): Promise<void> {
    return rmdir(this.#directory);
  }
}
