/**
 * Tokens of links that work a limited number of times and for a limited time: invitations and password resets. The token is
 * only in the link; the database stores its hash. A token has 256 random bits and cannot be guessed, so a fast hash is enough.
 */
import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Clock } from './clock.ts';
import { hashOf } from './hash.ts';

const TOKEN_BYTES = 32;

/** The fields of a stored document that belong to its token. */
export interface TokenFields {
  tokenHash: string;
  /** Null means unlimited. */
  maxUses: number | null;
  uses: number;
  expiresAt: Date;
}

/** `TokenFields` for a model's schema. */
export const tokenFields = {
  tokenHash: { type: String, required: true },
  maxUses: { type: Number, default: null },
  uses: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
} as const;

/** Creates a token for a link, and the hash to store. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, tokenHash: hashOf(token) };
}

/** Finds and uses the tokens of one collection. */
export class OneTimeTokens<TDoc extends TokenFields & { _id: string; tenantId: string }> {
  readonly #docs: Model<TDoc>;
  readonly #clock: Clock;

  constructor({ docs, clock }: { docs: Model<TDoc>; clock: Clock }) {
    this.#docs = docs;
    this.#clock = clock;
  }

  /** Filter for documents whose token is still valid. */
  usable() {
    const maxUses = { $ifNull: ['$maxUses', Number.POSITIVE_INFINITY] };
    return {
      expiresAt: trusted({ $gt: this.#clock.date() }),
      $expr: trusted({ $lt: ['$uses', maxUses] }),
    };
  }

  /** The document of a valid token; null if the token is expired, used up, revoked or unknown. */
  find(token: string, scope: { tenantId?: string } = {}): Promise<TDoc | null> {
    return this.#docs
      .findOne({ ...scope, tokenHash: hashOf(token), ...this.usable() })
      .lean<TDoc>()
      .exec();
  }

  /** Counts one use. Atomic: if two calls compete for the last use, only one succeeds. Returns whether this call succeeded. */
  async take({ _id, tenantId }: Pick<TDoc, '_id' | 'tenantId'>): Promise<boolean> {
    const written = await this.#docs.updateOne({ _id, tenantId, ...this.usable() }, { $inc: { uses: 1 } });
    return written.modifiedCount === 1;
  }

  /** Undoes `take`. */
  async giveBack({ _id, tenantId }: Pick<TDoc, '_id' | 'tenantId'>): Promise<void> {
    await this.#docs.updateOne({ _id, tenantId }, { $inc: { uses: -1 } });
  }
}
