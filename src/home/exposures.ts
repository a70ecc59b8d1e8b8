/**
 * Counts how often Home shows cards. Counts are kept in memory and written in batches every few seconds: losing a few
 * counts in a crash is harmless, while one write for each card shown would be expensive.
 */

import type { AnyBulkWriteOperation, Model } from 'mongoose';
import { isUnavailable } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import { tenantKey } from '../kernel/remembered.ts';
import { startOfUtcWeek, WEEK_MS } from '../kernel/time.ts';
import type { TopicStore } from '../topics/store/index.ts';
import type { ExposureDoc } from './exposure-model.ts';

export interface ExposuresOptions {
  exposures: Model<ExposureDoc>;
  topicStore: Pick<TopicStore, 'addShown'>;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'exposureWriteMs' | 'exposureBatch'>;
}

interface Shown {
  tenantId: string;
  id: string;
  count: number;
}

export class Exposures {
  readonly #parts: ExposuresOptions;
  #topics = new Map<string, Shown>();
  #owners = new Map<string, Shown>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: ExposuresOptions) {
    this.#parts = parts;
  }

  /** Counts cards that were shown. Writes them after `exposureWriteMs`, or at once when `exposureBatch` is reached. */
  record(tenantId: string, cards: readonly { id: string; ownerId: string }[]): void {
    for (const { id, ownerId } of cards) {
      add(this.#topics, tenantId, id);
      add(this.#owners, tenantId, ownerId);
    }
    const { exposureBatch, exposureWriteMs } = this.#parts.limits;
    if (this.#topics.size >= exposureBatch) void this.write();
    else if (this.#topics.size > 0) this.#timer ??= setTimeout(() => void this.write(), exposureWriteMs).unref();
  }

  /** How often each owner's cards were shown this week and last week, including unwritten counts of this process. */
  async ofOwners(tenantId: string, ownerIds: readonly string[]): Promise<Map<string, number>> {
    const filter = {
      tenantId,
      ownerId: trusted({ $in: [...ownerIds] }),
      week: trusted({ $gte: new Date(this.#week().getTime() - WEEK_MS) }),
    };
    const found = await this.#parts.exposures.find(filter, { _id: 0, ownerId: 1, count: 1 }).lean();
    const counts = new Map(ownerIds.map((id) => [id, this.#owners.get(tenantKey(tenantId, id))?.count ?? 0]));
    for (const { ownerId, count } of found) counts.set(ownerId, (counts.get(ownerId) ?? 0) + count);
    return counts;
  }

  /** Writes the counts so far, after any write that is in progress. */
  write(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const [topics, owners] = [[...this.#topics.values()], [...this.#owners.values()]];
    this.#topics = new Map();
    this.#owners = new Map();
    this.#writing = this.#writing.then(() => this.#store(topics, owners));
    return this.#writing;
  }

  /** Writes the remaining counts. */
  close(): Promise<void> {
    return this.write();
  }

  async #store(topics: readonly Shown[], owners: readonly Shown[]): Promise<void> {
    const { topicStore, exposures, log } = this.#parts;
    if (topics.length === 0) return;
    const week = this.#week();
    try {
      await topicStore.addShown(topics);
      await exposures.bulkWrite(
        owners.map((owner) => toWrite(owner, week)),
        { ordered: false },
      );
    } catch (error) {
      // Lost counts are harmless: a few cards are shown a little more often.
      if (!isUnavailable(error)) log.error({ err: error }, 'could not write the show counts of Home');
    }
  }

  #week(): Date {
    return new Date(startOfUtcWeek(this.#parts.clock.now()));
  }
}

function add(counts: Map<string, Shown>, tenantId: string, id: string): void {
  const key = tenantKey(tenantId, id);
  const shown = counts.get(key) ?? { tenantId, id, count: 0 };
  shown.count += 1;
  counts.set(key, shown);
}

function toWrite({ tenantId, id: ownerId, count }: Shown, week: Date): AnyBulkWriteOperation<ExposureDoc> {
  return {
    updateOne: {
      filter: { tenantId, week, ownerId },
      update: { $inc: { count }, $setOnInsert: { _id: newId() } },
      upsert: true,
    },
  };
}
