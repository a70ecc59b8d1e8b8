/** A copy of the project's files in a folder of its own, in which faults are planted one at a time. */
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fault } from './fault.ts';
import { plant } from './plant.ts';

const root = join(import.meta.dirname, '../..');
const RUN_MS = 300_000;
const run = promisify(execFile);

/** What the named tests did with the fault in place. */
export interface Outcome {
  /** `broken`: no test ran, so the fault shows nothing. */
  result: 'caught' | 'survived' | 'broken';
  ms: number;
  /** The end of the tests' output. */
  output: string;
}

export class ProjectCopy {
  readonly dir: string;

  /** Copies the files that git tracks or would track, and what `npm test` has set up. */
  static async create(): Promise<ProjectCopy> {
    const dir = await mkdtemp(join(tmpdir(), 'meshi-planted-'));
    const { stdout } = await run('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, maxBuffer: 1e8 });
    for (const file of stdout.split('\0').filter(Boolean)) {
      await cp(join(root, file), join(dir, file), { recursive: true, verbatimSymlinks: true }).catch(ignoreMissing);
    }
    // Hard links: the packages are many, and nothing writes to them.
    await run('cp', ['-al', join(root, 'node_modules'), dir]);
    await cp(join(root, 'web/dist'), join(dir, 'web/dist'), { recursive: true }).catch(ignoreMissing);
    return new ProjectCopy(dir);
  }

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Plants the fault, runs the tests that must notice, and takes the fault out again. */
  async try(fault: Fault): Promise<Outcome> {
    const file = join(this.dir, fault.file);
    const source = await readFile(file, 'utf8');
    await writeFile(file, plant(fault, source));
    try {
      return await this.#test(fault);
    } finally {
      await writeFile(file, source);
    }
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }

  async #test({ file, tests, title }: Fault): Promise<Outcome> {
    const startedAt = performance.now();
    // A faulty set-up must not run: it works on the cache that all clones of a person share.
    const program = file.startsWith('ops/') ? ['node_modules/mocha/bin/mocha.js'] : ['ops/run.mjs', 'test'];
    const args = [...tests, '--bail', ...(title ? ['--fgrep', title] : [])];
    const { code, output } = await this.#run([...program, ...args]);
    const [, passed, failed] = /(\d+) passed, (\d+) failed/.exec(output) ?? [];
    const hasRun = Number(passed ?? 0) + Number(failed ?? 0) > 0;
    const result = !hasRun && code !== null ? 'broken' : code === 0 ? 'survived' : 'caught';
    return { result, ms: performance.now() - startedAt, output: output.slice(-3_000) };
  }

  /** `code` is null if the tests hung and were ended. A group of its own lets that end reach the browsers and servers. */
  #run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, args, {
      cwd: this.dir,
      // What is compiled for the copy goes with it.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_COMPILE_CACHE: undefined },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.stderr.on('data', (part) => parts.push(part));
    return new Promise((resolve, reject) => {
      let isHung = false;
      const timer = setTimeout(() => {
        isHung = true;
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      }, RUN_MS);
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        resolve({ code: isHung ? null : (code ?? 1), output: Buffer.concat(parts).toString() });
      });
    });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  // Deleted but not yet committed.
  if (error.code !== 'ENOENT') throw error;
}
