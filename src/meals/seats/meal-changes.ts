/**
 * Changes of meals, each an atomic step. What comes while one write is under way waits and is written together with what
 * came beside it, in the order of arrival: a hundred people who press at once cost a few writes. A change of another
 * process in between makes this one look again, so that no seat is given away twice however many processes there are.
 */
import type { Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { MealDoc } from '../meal-model.ts';
import { involvedIn, type SeatLimits, settled } from './meal-seats.ts';

/** Gives the meal as it should be; the same object where nothing is to change; throws where it must not. */
export type MealChange = (meal: MealDoc, nowMs: number) => MealDoc;

export interface Written {
  before: MealDoc;
  after: MealDoc;
}

export interface MealChangesOptions {
  meals: Model<MealDoc>;
  clock: Clock;
  limits: SeatLimits;
  /** Before a write: what must not be forgotten should the process end right after it. */
  beforeWrite(change: Written): Promise<void>;
  /** After a write, before the changes are answered. */
  afterWrite(change: Written): Promise<void>;
}

interface Waiting {
  change: MealChange;
  resolve(meal: MealDoc): void;
  reject(error: unknown): void;
}

/** One batch's results: who is answered with the meal, who with an error. */
interface Applied {
  after: MealDoc;
  failures: Map<Waiting, unknown>;
}

export class MealChanges {
  readonly #options: MealChangesOptions;
  readonly #queues = new Map<string, Waiting[]>();

  constructor(options: MealChangesOptions) {
    this.#options = options;
  }

  /** The meal after the change. @throws NotFoundError, and what the change throws */
  change(tenantId: string, mealId: string, change: MealChange): Promise<MealDoc> {
    return new Promise((resolve, reject) => {
      const key = `${tenantId}/${mealId}`;
      const arrival = this.#queues.get(key);
      const waiting = { change, resolve, reject };
      if (arrival) {
        arrival.push(waiting);
        return;
      }
      this.#queues.set(key, [waiting]);
      void this.#run(tenantId, mealId, key);
    });
  }

  async #run(tenantId: string, mealId: string, key: string): Promise<void> {
    for (;;) {
      // What arrives from here on waits for the next write.
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

  async #write(tenantId: string, mealId: string, batch: readonly Waiting[]): Promise<void> {
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
        // Another process was faster: the same changes are made upon what it wrote.
        if (written.matchedCount === 0) continue;
        await afterWrite({ before, after: next });
        answer(batch, next, failures);
      } else answer(batch, before, failures);
      return;
    }
  }

  #apply(before: MealDoc, batch: readonly Waiting[], nowMs: number): Applied {
    const failures = new Map<Waiting, unknown>();
    let after = settled(before, { nowMs, limits: this.#options.limits });
    for (const waiting of batch) {
      try {
        after = waiting.change(after, nowMs);
      } catch (error) {
        failures.set(waiting, error);
      }
    }
    return { after, failures };
  }
}

function answer(batch: readonly Waiting[], meal: MealDoc, failures: ReadonlyMap<Waiting, unknown>): void {
  for (const waiting of batch) {
    if (failures.has(waiting)) waiting.reject(failures.get(waiting));
    else waiting.resolve(meal);
  }
}

/** The ids of people by which a meal is found: both fields are indexed. */
export function indexedIdsOf({ seats }: Pick<MealDoc, 'seats'>): Pick<MealDoc, 'goingIds' | 'involvedIds'> {
  return {
    goingIds: seats.filter(({ state }) => state === 'going').map(({ personId }) => personId),
    involvedIds: involvedIn(seats),
  };
}
