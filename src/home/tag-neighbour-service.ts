/** Keeps the table of neighbouring tags: worked out by a job some time after tags have changed, read by everyone. */

import type { AnyBulkWriteOperation, Model } from 'mongoose';
import { z } from 'zod';
import { isUnavailable } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import type { TagNeighbourDoc } from './tag-neighbour-model.ts';
import { nearTags, type TagNeighbour, tagNeighbours } from './tag-neighbours.ts';

const refreshJob = defineJob('home.tag_neighbours', z.object({}));

/** Gives the tags that stand together, of topics and of profiles; the newest `max` of each. */
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

const KEPT = { perTag: 8, minTogether: 2 };

export class TagNeighbourService {
  readonly #parts: TagNeighbourServiceOptions;
  /** By tenant the moment for which a refresh was asked last, so that each is asked for once. */
  readonly #asked = new Map<string, number>();

  constructor(parts: TagNeighbourServiceOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [refreshJob.handledBy(({ tenantId }) => this.refresh(tenantId))];
  }

  /** Tags near to these, none of them among these. */
  async near(tenantId: string, tags: readonly string[]): Promise<Map<string, { of: string; weight: number }>> {
    if (tags.length === 0) return new Map();
    const found = await this.#parts.tagNeighbours
      .find({ tenantId, tag: trusted({ $in: [...tags] }) })
      .lean<TagNeighbourDoc[]>();
    return nearTags(tags, new Map(found.map(({ tag, neighbours }) => [tag, neighbours])));
  }

  /** Works out the whole table of a tenant anew. */
  async refresh(tenantId: string): Promise<void> {
    const { baskets, limits, clock } = this.#parts;
    const found = await Promise.all(baskets.map((source) => source.tagsTogether(tenantId, limits.tagBaskets)));
    const updatedAt = clock.date();
    const table = [...tagNeighbours(found.flat(), KEPT)];
    const writes = table.map(([tag, neighbours]) => toWrite({ tenantId, tag, neighbours, updatedAt }));
    if (writes.length > 0) await this.#parts.tagNeighbours.bulkWrite(writes, { ordered: false });
    await this.#parts.tagNeighbours.deleteMany({ tenantId, updatedAt: trusted({ $lt: updatedAt }) });
  }

  /** At a full interval, so that however often tags change, and on however many processes, it is one job. */
  askForRefresh(tenantId: string): void {
    const { jobs, clock, limits, log } = this.#parts;
    const every = limits.tagNeighboursEveryMs;
    const due = Math.ceil((clock.now() + 1) / every) * every;
    if (this.#asked.get(tenantId) === due) return;
    this.#asked.set(tenantId, due);
    const job = { key: `${refreshJob.name}:${tenantId}`, tenantId, dueAt: new Date(due), data: {} };
    jobs.schedule(refreshJob, job).catch((error: unknown) => {
      // The next change asks again.
      this.#asked.delete(tenantId);
      if (!isUnavailable(error)) log.error({ err: error }, 'a refresh of neighbouring tags could not be asked for');
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
