/** Child processes of a bench. Each is pinned to one core if possible, and ends with the bench. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The servers share one core, as on a small machine; the load has the other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const canPin = spawnSync('taskset', ['--version']).status === 0 && (await import('node:os')).availableParallelism() > 1;

export interface StartOptions {
  args: readonly string[];
  core: number;
  env?: Record<string, string>;
}

/** A running Node program. */
export class BenchProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #wake: (() => void) | null = null;

  static isPinned = canPin;

  constructor({ args, core, env = {} }: StartOptions) {
    const command = [process.execPath, ...args];
    const [program = '', ...rest] = canPin ? ['taskset', '-c', String(core), ...command] : command;
    this.#child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    running.add(this);
    this.#child.once('exit', () => {
      running.delete(this);
      this.#wake?.();
    });
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#lines.push(line);
        this.#wake?.();
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves with the next line of output that is JSON with this key. Rejects if the program ends first. */
  next<Value>(key: string): Promise<Value> {
    return this.#nextOf(key, (line) => {
      const value = parsed(line);
      return value && key in value ? { found: value[key] as Value } : null;
    });
  }

  /** Resolves with the next line of output that matches. Rejects if the program ends first. */
  nextMatch(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#nextOf(String(pattern), (line) => {
      const found = pattern.exec(line);
      return found && { found };
    });
  }

  async #nextOf<Value>(name: string, read: (line: string) => { found: Value } | null): Promise<Value> {
    for (;;) {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
        const result = read(line);
        if (result) return result.found;
      }
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`The program ended before it sent ${name}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends a line of JSON and waits for the answer with the same name. */
  ask<Value>(key: string, value: unknown): Promise<Value> {
    this.#child.stdin?.write(`${JSON.stringify({ [key]: value })}\n`);
    return this.next<Value>(key);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const killing = setTimeout(() => this.#child.kill('SIGKILL'), 12_000);
    await exited;
    clearTimeout(killing);
  }
}

const running = new Set<BenchProcess>();

/** Ends all child processes that are still running. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((one) => one.end()));
}

function parsed(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
