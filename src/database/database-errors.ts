/** Classifies errors of the MongoDB driver. */
import { mongo } from 'mongoose';
import { AppError, UnavailableError } from '../kernel/errors.ts';

const DUPLICATE_KEY = 11000;

/**
 * Server error codes that mean "try again later": https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 * Unreachable and slow (6, 7, 89, 9001, 262, 50, 64, 365, 384), shutting down or stepping down (91, 189, 10058, 10107,
 * 11600, 11602, 13388, 13435, 13436, 355), out of space (14031).
 */
const UNAVAILABLE_CODES = new Set([
  6, 7, 50, 64, 89, 91, 189, 262, 355, 365, 384, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031,
]);

/** Errors of the driver and Mongoose for a database that cannot be reached, or does not answer in time. */
const UNAVAILABLE_NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoClientClosedError',
]);

/** A document that a unique index has rejected. */
export interface DuplicateKey {
  /** Position of the document among those given to `insertMany` or `bulkWrite`; 0 for a single write. */
  position: number;
  /** Name of the unique index; '' if the server did not report it. */
  indexName: string;
}

/** Whether a unique index rejected a write; with `indexName`, whether that index did. */
export function isDuplicateKey(error: unknown, indexName?: string): boolean {
  return duplicateKeys(error).some((key) => indexName === undefined || key.indexName === indexName);
}

/** The documents that a unique index rejected: at most one for a single write, possibly several for an unordered batch. */
export function duplicateKeys(error: unknown): DuplicateKey[] {
  if (error instanceof mongo.MongoBulkWriteError) {
    const writeErrors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    return writeErrors
      .filter((one) => one.code === DUPLICATE_KEY)
      .map((one) => ({ position: one.index, indexName: indexOf(one.errmsg) }));
  }
  if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) {
    return [{ position: 0, indexName: indexOf(error.message) }];
  }
  return [];
}

/** Whether the database is unavailable. A write that failed with this error may have been stored or not. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE_NAMES.has(error.name)) return true;
  if (error instanceof mongo.MongoError && UNAVAILABLE_CODES.has(Number(error.code))) return true;
  // The driver wraps the error that ended a bulk write; `insertMany` is a bulk write too.
  if (error instanceof mongo.MongoBulkWriteError && isUnavailable(error.errorResponse)) return true;
  return error.cause !== undefined && isUnavailable(error.cause);
}

/** Whether the database got an operation and did not answer in time. It may still be working on it. */
export function isTimeout(error: Error): boolean {
  return error.name === 'MongoNetworkTimeoutError';
}

/** For the edge: converts the error of an unavailable database to `UnavailableError`; returns other errors unchanged. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError || !isUnavailable(error)) return error;
  return databaseUnavailable(error);
}

/** The error that clients receive while the database is unavailable. */
export function databaseUnavailable(cause?: unknown): UnavailableError {
  return new UnavailableError('The database is not available at the moment. Try again in a moment.', { cause });
}

/** The server reports the index only in the message: `E11000 duplicate key error collection: db.topics index: NAME dup key`. */
function indexOf(message: string | undefined): string {
  return /index: (\S+) dup key/.exec(message ?? '')?.[1] ?? '';
}
