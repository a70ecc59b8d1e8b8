/** Counts how often something was done within 24 hours, in a list of times in a document. */
import type { Model } from 'mongoose';
import { DAY_MS } from '../kernel/time.ts';
import { trusted } from './models.ts';

export interface DailyCount<TDoc> {
  model: Model<TDoc>;
  /** Selects one document. */
  filter: Record<string, unknown>;
  /** A list of dates, newest first. */
  field: keyof TDoc & string;
  max: number;
  now: Date;
}

/** Counts once, in one atomic step. Returns false if it was counted `max` times within 24 hours, or the document is gone. */
export async function countDaily<TDoc>({ model, filter, field, max, now }: DailyCount<TDoc>): Promise<boolean> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  // Newest first: if the last one of a full list is younger than a day, the list is the limit.
  const { matchedCount } = await model.updateOne(
    { ...filter, [`${field}.${max - 1}`]: trusted({ $not: { $gt: dayAgo } }) } as never,
    { $push: { [field]: { $each: [now], $position: 0, $slice: max } } } as never,
  );
  return matchedCount === 1;
}
