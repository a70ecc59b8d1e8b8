/**
 * Quotas: how many documents a person, a community or an organisation may have. Simultaneous
 * requests cannot exceed a quota: in one process, writes for the same owner take turns. Each write is re-checked, and undone if
 * another process has written meanwhile.
 */
import type { AppError } from './errors.ts';
import type { Log } from './log.ts';
import type { Person } from './person.ts';
import { tenantKey } from './remembered.ts';
import { Turns } from './turns.ts';

export interface Quota {
  /** Counts what the owner has, no further than `max`. */
  count(max: number): Promise<number>;
  max: number;
  error(max: number): AppError;
}

/** A write that counts against quotas. */
export interface Spending {
  /** Whether there is nothing to write, for example because the person pressed twice. */
  isDone?(): Promise<boolean>;
  /** Returns whether it was made. */
  write(): Promise<boolean>;
  undo(): Promise<unknown>;
}

export class Quotas {
  readonly #turns = new Turns();
  readonly #log: Log;

  constructor({ log }: { log: Log }) {
    this.#log = log;
  }

  /**
   * Writes if no quota is used up. `owners` names everyone whose quotas these are, such as `topics:public:652f…`: their writes
   * take turns. Returns whether the write was made. @throws the error of the first quota that is used up
   */
  spend(owners: readonly string[], spending: Spending, quotas: readonly Quota[]): Promise<boolean> {
    // Always in the same order: two writes never wait for each other.
    const [first, ...others] = owners.toSorted();
    if (first === undefined) return this.#spend(spending, quotas);
    return this.#turns.take(first, () => this.spend(others, spending, quotas));
  }

  async #spend({ isDone, write, undo }: Spending, quotas: readonly Quota[]): Promise<boolean> {
    if (await isDone?.()) return false;
    for (const { count, max, error } of quotas) if ((await count(max)) >= max) throw error(max);
    if (!(await write())) return false;
    try {
      for (const { count, max, error } of quotas) if ((await count(max + 1)) > max) throw error(max);
    } catch (error) {
      await this.#undo(undo);
      throw error;
    }
    return true;
  }

  /** The person must learn why the write was refused, also if it cannot be undone. */
  async #undo(undo: Spending['undo']): Promise<void> {
    await undo().catch((error: unknown) => {
      this.#log.error({ err: error }, 'what exceeds a quota could not be undone');
    });
  }
}

/** The name of a person as the owner of one kind of thing. */
export function quotaOf(kind: string, { tenantId, personId }: Person): string {
  return `${kind}:${tenantKey(tenantId, personId)}`;
}
