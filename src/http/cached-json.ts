/** An answer that is the same for everyone, so that browsers and proxies may keep it for a short time. */
import { createHash } from 'node:crypto';

export class CachedJson {
  readonly text: string;
  /** Another one for another text. */
  readonly etag: string;
  readonly maxAgeMs: number;

  /** `text` must equal the output of `JSON.stringify` for the route's answer. */
  constructor(text: string, maxAgeMs: number) {
    this.text = text;
    this.etag = etagOf(text);
    this.maxAgeMs = maxAgeMs;
  }
}

export function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
}

/** Whether the client has this version, according to its `If-None-Match`. */
export function hasVersion(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((one) => [etag, `W/${etag}`, '*'].includes(one.trim()));
}
