/**
 * Writes changes of meals. Changes that arrive while a write of the same meal is running are queued and then written together,
 * in order of arrival: a hundred people who press at once cost a few writes. Each write checks `revision`. If another process
 * wrote in between, the changes are applied again to what it wrote, so that no seat is given away twice.
 */
import type { Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { MealDoc } from '../meal-model.ts';
import { involvedIn, type SeatLimits, settled } from './meal-seats.ts';

/** Returns the changed meal, or the same object if nothing changes. Throws if the change is not allowed. */
export type MealChange = (meal: MealDoc, nowMs: number) => MealDoc;

/** The meal before and after a write. */
export interface MealWrite {
  before: MealDoc;
  after: MealDoc;
}

export interface MealChangesOptions {
  meals: Model<MealDoc>;
  clock: Clock;
  limits: SeatLimits;
  /** Called before a write, to schedule what must happen even if the process crashes right after the write. */
  beforeWrite(write: MealWrite): Promise<void>;
  /** Called after a write, before the callers get their results. */
  afterWrite(write: MealWrite): Promise<void>;
}

interface QueuedChange {
  change: MealChange;
  resolve(meal: MealDoc): void;
  reject(error: unknown): void;
}

/** The result of one batch: the changed meal, and the errors of the changes that failed. */
interface Applied {
  after: MealDoc;
  failures: Map<QueuedChange, unknown>;
}

export class MealChanges {
  readonly #options: MealChangesOptions;
  readonly #queues = new Map<string, QueuedChange[]>();

  constructor(options: MealChangesOptions) {
    this.#options = options;
  }

  /** Applies and writes a change, and returns the meal after the write. @throws NotFoundError, and every error of the change */
  change(tenantId: string, mealId: string, change: MealChange): Promise<MealDoc> {
    return new Promise((resolve, reject) => {
      const key = `${tenantId}/${mealId}`;
      const queue = this.#queues.get(key);
      const queued = { change, resolve, reject };
      if (queue) {
        queue.push(queued);
        return;
      }
      this.#queues.set(key, [queued]);
      void this.#run(tenantId, mealId, key);
    });
  }

  async #run(tenantId: string, mealId: string, key: string): Promise<void> {
    for (;;) {
      // Changes that arrive from here on wait for the next write.
      const batch = this.#queues.get(key)?.splice(0) ?? [];
      if (batch.length === 0) break;
      try {
        await this.#write(tenantId, mealId, batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#queues.delete(key);
  }

  async #write(tenantId: string, mealId: string, batch: readonly QueuedChange[]): Promise<void> {
    const { meals, clock, beforeWrite, afterWrite } = this.#options;
    for (;;) {
      const before = await meals.findOne({ _id: mealId, tenantId }).lean<MealDoc>();
      if (!before) throw new NotFoundError('This meal does not exist, or you cannot see it.');
      const { after, failures } = this.#apply(before, batch, clock.now());
      if (after !== before) {
        const next = {
          ...after,
          ...indexedIdsOf(after),
          revision: before.revision + 1,
          updatedAt: clock.date(),
        };
        await beforeWrite({ before, after: next });
        const { _id, ...fields } = next;
        const written = await meals.updateOne({ _id, tenantId, revision: before.revision }, { $set: fields });
        // Another process wrote first: apply the same changes to what it wrote.
        if (written.matchedCount === 0) continue;
        await afterWrite({ before, after: next });
        answer(batch, next, failures);
      } else answer(batch, before, failures);
      return;
    }
  }

  #apply(before: MealDoc, batch: readonly QueuedChange[], nowMs: number): Applied {
    const context = { nowMs, limits: this.#options.limits };
    const failures = new Map<QueuedChange, unknown>();
    let after = settled(before, context);
    for (const queued of batch) {
      try {
        after = queued.change(after, nowMs);
      } catch (error) {
        failures.set(queued, error);
      }
    }
    // Again after the changes: an edit may have added seats.
    return { after: settled(after, context), failures };
  }
}

function answer(batch: readonly QueuedChange[], meal: MealDoc, failures: ReadonlyMap<QueuedChange, unknown>): void {
  for (const queued of batch) {
    if (failures.has(queued)) queued.reject(failures.get(queued));
    else queued.resolve(meal);
  }
}

/** The fields with ids of people by which meals are found; both are indexed. */
export function indexedIdsOf({ seats }: Pick<MealDoc, 'seats'>): Pick<MealDoc, 'goingIds' | 'involvedIds'> {
  return {
    goingIds: seats.filter(({ state }) => state === 'going').map(({ personId }) => personId),
    involvedIds: involvedIn(seats),
  };
}
