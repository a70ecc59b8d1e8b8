/** Lists that run from the newest to the oldest, page by page: what comes or goes meanwhile repeats and hides nothing. */
import type { Model } from 'mongoose';
import { afterCursor, decodeCursor, encodeCursor, type SortKey, sortBy } from './cursor.ts';

const NEWEST_FIRST: readonly SortKey[] = [
  ['createdAt', -1],
  ['_id', -1],
];

export interface NewestPageQuery<TDoc> {
  model: Model<TDoc>;
  /** Needs an index that ends in `createdAt: -1, _id: -1`. */
  filter: Record<string, unknown>;
  /** As the last page gave it. */
  cursor?: string | undefined;
  limit: number;
  /** Fields to leave out, as `-grams`. */
  select?: string;
}

/** One page of plain documents, and where the next begins: null after the last. */
export async function newestPage<TDoc extends { _id: string; createdAt: Date }>(
  query: NewestPageQuery<TDoc>,
): Promise<{ docs: TDoc[]; nextCursor: string | null }> {
  const { model, filter, cursor, limit, select = '' } = query;
  const after = cursor ? [afterCursor(NEWEST_FIRST, decodeCursor(cursor, ['date', 'string']))] : [];
  const found = await model
    .find({ $and: [filter, ...after] })
    .sort(sortBy(NEWEST_FIRST))
    // One more than asked for tells whether a next page exists.
    .limit(limit + 1)
    .select(select)
    .lean<TDoc[]>();
  const docs = found.slice(0, limit);
  const last = docs.at(-1);
  const nextCursor = found.length > limit && last ? encodeCursor([last.createdAt, last._id]) : null;
  return { docs, nextCursor };
}
