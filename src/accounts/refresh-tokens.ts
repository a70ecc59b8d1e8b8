/**
 * Creates and checks refresh tokens. A token is derived from the session's id and generation with a server key. Therefore
 * the same token can be sent again to a client that did not receive the answer, although only its hash is stored.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { hashOf } from '../kernel/hash.ts';
import type { TokenKey } from '../kernel/token-keys.ts';

/** What a token says about itself: its session, and the generation within the session. */
export interface RefreshClaim {
  tenantId: string;
  sessionId: string;
  generation: number;
}

const FORMAT = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/;

export class RefreshTokens {
  readonly #keys: readonly TokenKey[];

  /** The first of `keys` creates tokens; all verify them. */
  constructor({ keys }: { keys: readonly TokenKey[] }) {
    this.#keys = keys;
  }

  make(claim: RefreshClaim): string {
    return this.#candidates(claim)[0] ?? '';
  }

  /** The claim of a token that this server created; null for any other text. */
  read(token: string): RefreshClaim | null {
    const [, tenantId, sessionId, generation] = FORMAT.exec(token) ?? [];
    if (!tenantId || !sessionId || !generation) return null;
    const claim = { tenantId, sessionId, generation: Number(generation) };
    return this.#candidates(claim).some((candidate) => equalInConstantTime(candidate, token)) ? claim : null;
  }

  /** Creates the token with this hash again; null if its key is no longer configured. */
  recreate(claim: RefreshClaim, hash: string): string | null {
    return this.#candidates(claim).find((candidate) => this.hash(candidate) === hash) ?? null;
  }

  /** The hash to store. The token is as unpredictable as its key, so a fast hash is enough. */
  hash(token: string): string {
    return hashOf(token);
  }

  /** The token of this claim under each key. */
  #candidates({ tenantId, sessionId, generation }: RefreshClaim): string[] {
    const claim = `${tenantId}.${sessionId}.${generation}`;
    return this.#keys.map(({ secret }) => {
      const mac = createHmac('sha256', secret.reveal()).update(`meshi:refresh:${claim}`).digest('base64url');
      return `${claim}.${mac}`;
    });
  }
}

function equalInConstantTime(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
