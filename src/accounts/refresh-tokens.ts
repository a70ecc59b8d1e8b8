/**
 * Refresh tokens: what they look like, and how the next one follows from a session. A token is made from the session's
 * id and generation with a server key, so the same one can be given again to a client that did not get the answer, though
 * only its hash is stored.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { hashOf } from '../kernel/hash.ts';
import type { TokenKey } from '../kernel/token-keys.ts';

/** Which token of which session a token claims to be. */
export interface RefreshClaim {
  tenantId: string;
  sessionId: string;
  generation: number;
}

const FORM = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/;

export class RefreshTokens {
  readonly #keys: readonly TokenKey[];

  /** The first of `keys` makes, all recognise. */
  constructor({ keys }: { keys: readonly TokenKey[] }) {
    this.#keys = keys;
  }

  make(claim: RefreshClaim): string {
    return this.#allOf(claim)[0] ?? '';
  }

  /** What the token claims, when this server made it; null for anything else. */
  read(token: string): RefreshClaim | null {
    const [, tenantId, sessionId, generation] = FORM.exec(token) ?? [];
    if (!tenantId || !sessionId || !generation) return null;
    const claim = { tenantId, sessionId, generation: Number(generation) };
    return this.#allOf(claim).some((made) => isSame(made, token)) ? claim : null;
  }

  /** The token with this hash, made again; null when the key that made it is gone. */
  makeAgain(claim: RefreshClaim, hash: string): string | null {
    return this.#allOf(claim).find((made) => this.hash(made) === hash) ?? null;
  }

  /** What is stored. The token is as random as its key, so a plain hash keeps it. */
  hash(token: string): string {
    return hashOf(token);
  }

  #allOf({ tenantId, sessionId, generation }: RefreshClaim): string[] {
    const claim = `${tenantId}.${sessionId}.${generation}`;
    return this.#keys.map(({ secret }) => {
      const mac = createHmac('sha256', secret.reveal()).update(`meshi:refresh:${claim}`).digest('base64url');
      return `${claim}.${mac}`;
    });
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
