/** Maintains the table of neighbouring tags. A job computes it some time after tags have changed. */

import type { AnyBulkWriteOperation, Model } from 'mongoose';
import { z } from 'zod';
import { isUnavailable } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import type { TagNeighbourDoc } from './tag-neighbour-model.ts';
import { nearTags, type TagNeighbour, tagNeighbours } from './tag-neighbours.ts';

const refreshJob = defineJob('home.tag_neighbours', z.object({}));

/** A source of tag sets: the tags of each of the newest `max` topics, or of profiles. */
export interface TagBaskets {
  tagsTogether(tenantId: string, max: number): Promise<readonly (readonly string[])[]>;
}

export interface TagNeighbourServiceOptions {
  tagNeighbours: Model<TagNeighbourDoc>;
  baskets: readonly TagBaskets[];
  jobs: Pick<Jobs, 'schedule'>;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'tagNeighboursEveryMs' | 'tagBaskets'>;
}

const NEIGHBOUR_OPTIONS = { perTag: 8, minTogether: 2 };

export class TagNeighbourService {
  readonly #parts: TagNeighbourServiceOptions;
  /** By tenant, when the last requested refresh is due, so that each refresh is requested once. */
  readonly #requested = new Map<string, number>();

  constructor(parts: TagNeighbourServiceOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [refreshJob.handledBy(({ tenantId }) => this.refresh(tenantId))];
  }

  /** The tags that are neighbours of these tags, without these tags themselves. */
  async near(tenantId: string, tags: readonly string[]): Promise<Map<string, { of: string; weight: number }>> {
    if (tags.length === 0) return new Map();
    const found = await this.#parts.tagNeighbours
      .find({ tenantId, tag: trusted({ $in: [...tags] }) })
      .lean<TagNeighbourDoc[]>();
    return nearTags(tags, new Map(found.map(({ tag, neighbours }) => [tag, neighbours])));
  }

  /** Computes and stores the whole table of a tenant. */
  async refresh(tenantId: string): Promise<void> {
    const { baskets, limits, clock } = this.#parts;
    const found = await Promise.all(baskets.map((source) => source.tagsTogether(tenantId, limits.tagBaskets)));
    const updatedAt = clock.date();
    const table = [...tagNeighbours(found.flat(), NEIGHBOUR_OPTIONS)];
    const writes = table.map(([tag, neighbours]) => toWrite({ tenantId, tag, neighbours, updatedAt }));
    if (writes.length > 0) {
      await upsertOnce(() => this.#parts.tagNeighbours.bulkWrite(writes, { ordered: false }));
    }
    await this.#parts.tagNeighbours.deleteMany({ tenantId, updatedAt: trusted({ $lt: updatedAt }) });
  }

  /**
   * Schedules a refresh at the next full interval, so that there is one job per interval, however often tags change and
   * however many processes run.
   */
  requestRefresh(tenantId: string): void {
    const { jobs, clock, limits, log } = this.#parts;
    const every = limits.tagNeighboursEveryMs;
    const due = Math.ceil((clock.now() + 1) / every) * every;
    if (this.#requested.get(tenantId) === due) return;
    this.#requested.set(tenantId, due);
    const job = { key: `${refreshJob.name}:${tenantId}`, tenantId, dueAt: new Date(due), data: {} };
    jobs.schedule(refreshJob, job).catch((error: unknown) => {
      // Forget the request, so that the next change of tags tries again.
      this.#requested.delete(tenantId);
      if (!isUnavailable(error)) log.error({ err: error }, 'could not schedule the refresh of neighbouring tags');
    });
  }
}

function toWrite(entry: {
  tenantId: string;
  tag: string;
  neighbours: TagNeighbour[];
  updatedAt: Date;
}): AnyBulkWriteOperation<TagNeighbourDoc> {
  const { tenantId, tag, ...rest } = entry;
  return {
    updateOne: { filter: { tenantId, tag }, update: { $set: rest, $setOnInsert: { _id: newId() } }, upsert: true },
  };
}
