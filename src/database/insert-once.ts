/** Writes that two processes may attempt at the same time. A unique index decides which of them inserts. */
import type { Model, QueryFilter } from 'mongoose';
import type { Spending } from '../kernel/quotas.ts';
import { isDuplicateKey } from './database-errors.ts';

/** Inserts the document unless a unique index already contains its key. Returns whether this call inserted it. */
export async function insertOnce<TDoc>(model: Model<TDoc>, doc: TDoc): Promise<boolean> {
  try {
    await model.create(doc);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Inserts the document like `insertOnce`, as a write that `Quotas` can undo. */
export function insertion<TDoc extends { _id: string; tenantId: string }>(model: Model<TDoc>, doc: TDoc): Spending {
  const { _id, tenantId } = doc;
  return { write: () => insertOnce(model, doc), undo: () => model.deleteOne({ _id, tenantId } as QueryFilter<TDoc>) };
}

/**
 * Runs an upsert whose filter is the key of a unique index. Two such upserts may both try to insert: the rejected one runs
 * again, and then updates the document that the other has inserted.
 */
export async function upsertOnce<TResult>(write: () => Promise<TResult>): Promise<TResult> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) return write();
    throw error;
  }
}
