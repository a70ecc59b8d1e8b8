/** The server's side of one run of the picture process. */
import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { UnavailableError } from '../kernel/errors.ts';
import type { PictureAnswer, PictureTask } from './picture-task.ts';

const PROGRAM = fileURLToPath(new URL('./picture-worker.ts', import.meta.url));
const FONTS = fileURLToPath(new URL('./fonts.conf', import.meta.url));

/** Also a busy machine starts the process within this time. */
const START_MS = 60_000;

export interface PictureProcessOptions {
  /** A task that takes longer ends the process. */
  taskMs: number;
  /** The folder with the fonts of the machine in a `fonts.conf`; without it, the usual one. */
  systemFonts?: string | undefined;
}

/** The process has ended without an answer. */
export class PictureProcessEnded extends Error {
  /** Whether it was ended because the task took too long. */
  readonly isLate: boolean;

  constructor({ isLate }: { isLate: boolean }) {
    super(isLate ? 'The picture took too long' : 'The picture process has ended');
    this.isLate = isLate;
  }
}

export class PictureProcess {
  readonly #child: ChildProcess;
  readonly #taskMs: number;
  readonly #ready: Promise<PictureAnswer>;
  #hasFailed = false;

  /** @throws UnavailableError if the machine has no process left; other failures of the start are thrown by `run` */
  static start(options: PictureProcessOptions): PictureProcess {
    try {
      return new PictureProcess(startChild(options), options.taskMs);
    } catch (error) {
      throw notStarted(error);
    }
  }

  private constructor(child: ChildProcess, taskMs: number) {
    this.#child = child;
    this.#taskMs = taskMs;
    this.#ready = this.#answer(START_MS).catch((error: unknown) => {
      this.#hasFailed = true;
      throw notStarted(error);
    });
    this.#ready.catch(() => {});
  }

  get isRunning(): boolean {
    return this.#child.connected && !this.#hasFailed;
  }

  /** Runs a task; one at a time. @throws PictureProcessEnded; UnavailableError if the process does not start */
  async run(task: PictureTask): Promise<PictureAnswer> {
    await this.#ready;
    const answer = this.#answer(this.#taskMs);
    this.#child.send(task);
    return answer;
  }

  /** Ends the process, and the task that it may have. Idempotent. */
  close(): void {
    this.#child.kill('SIGKILL');
  }

  #answer(ms: number): Promise<PictureAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<PictureAnswer>();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.close();
    }, ms);
    const onMessage = (answer: unknown) => resolve(answer as PictureAnswer);
    const onEnd = () => reject(new PictureProcessEnded({ isLate }));
    const child = this.#child.once('message', onMessage).once('exit', onEnd).on('error', onEnd);
    return promise.finally(() => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
    });
  }
}

/** The file is not to blame, unlike when the process ends during a task. */
function notStarted(cause: unknown): UnavailableError {
  return new UnavailableError('The server cannot process pictures at the moment. Try again later.', { cause });
}

function startChild({ systemFonts }: PictureProcessOptions): ChildProcess {
  const child = fork(PROGRAM, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    // None of the server's variables: some of them are secrets.
    env: { FONTCONFIG_FILE: FONTS, MALLOC_ARENA_MAX: '2', ...(systemFonts && { FONTCONFIG_PATH: systemFonts }) },
  });
  // Errors while no task runs; the next task starts another process.
  child.on('error', () => {});
  try {
    // Pictures can wait, messages cannot.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The process has already ended.
  }
  return child;
}
