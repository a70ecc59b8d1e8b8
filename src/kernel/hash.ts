/** Hashes of values that need no slow hash: they are random, or they are no secret. */
import { createHash } from 'node:crypto';

/** SHA-256 in base64url, 43 characters. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
