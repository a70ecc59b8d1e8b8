/** A fast hash, for values that are random or not secret. */
import { createHash } from 'node:crypto';

/** SHA-256 in base64url, 43 characters. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
