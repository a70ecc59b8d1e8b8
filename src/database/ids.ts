/** Ids of documents: opaque strings that sort by creation time. */
import { Types } from 'mongoose';

/** Creates an id: 24 hexadecimal characters, unique without a database query, ordered by the second of creation. */
export function newId(): string {
  return new Types.ObjectId().toHexString();
}

/** Whether a value has the form of an id from `newId`. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{24}$/.test(text);
}

/** The `_id` of every schema: `new Schema<TopicDoc>({ _id: idField, … })`. */
export const idField = { type: String, default: newId } as const;
