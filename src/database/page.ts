/** Paginated lists. Documents that are added or removed between two pages cause no duplicates and no gaps. */
import type { Model } from 'mongoose';
import { afterCursor, decodeCursor, encodeCursor, type SortKey, sortBy } from './cursor.ts';

export interface PageQuery {
  /** `nextCursor` of the previous page. */
  cursor?: string | undefined;
  limit: number;
}

export interface FoundPage<TDoc> {
  docs: TDoc[];
  /** Null if this is the last page. */
  nextCursor: string | null;
}

export interface FindPage<TDoc, Field extends string> extends PageQuery {
  model: Model<TDoc>;
  /** Needs an index that ends with the fields of the order. */
  filter: Record<string, unknown>;
  /** A date field and the direction, 1 for oldest first, -1 for newest first; ties by id. Default: `createdAt`, newest first. */
  order?: readonly [by: Field, direction: 1 | -1];
  /** Fields to leave out, such as `-grams`. */
  select?: string;
}

/** Reads one page of plain documents. */
export async function findPage<
  TDoc extends { _id: string } & Record<Field, Date>,
  const Field extends string = 'createdAt',
>({ model, filter, order, select = '', cursor, limit }: FindPage<TDoc, Field>): Promise<FoundPage<TDoc>> {
  // Without an order, `Field` is `createdAt`.
  const [by, direction] = order ?? (['createdAt' as Field, -1] as const);
  const keys: readonly SortKey[] = [
    [by, direction],
    ['_id', direction],
  ];
  const after = cursor ? [afterCursor(keys, decodeCursor(cursor, ['date', 'string']))] : [];
  const found = await model
    .find({ $and: [filter, ...after] })
    .sort(sortBy(keys))
    // One more than requested shows whether there is a next page.
    .limit(limit + 1)
    .select(select)
    .lean<TDoc[]>();
  const docs = found.slice(0, limit);
  const last = docs.at(-1);
  const nextCursor = found.length > limit && last ? encodeCursor([last[by], last._id]) : null;
  return { docs, nextCursor };
}
