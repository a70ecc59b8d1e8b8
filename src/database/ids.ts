/** Ids of stored things: opaque strings that sort by the time they were made. */
import { Types } from 'mongoose';

/** A new id: 24 hexadecimal characters, unique without asking the database, ordered by the second it was made in. */
export function newId(): string {
  return new Types.ObjectId().toHexString();
}

/** Whether a text could be an id made by `newId`. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{24}$/.test(text);
}

/** The `_id` of every schema: `new Schema<TopicDoc>({ _id: idField, … })`. */
export const idField = { type: String, default: newId } as const;
