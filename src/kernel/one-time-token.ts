/**
 * Tokens of links that work a limited number of times for a limited time: invitations and password resets. The token is in
 * the link alone. The database has its hash: with 256 random bits it cannot be guessed, so a fast hash is enough.
 */
import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Clock } from './clock.ts';
import { hashOf } from './hash.ts';

const TOKEN_BYTES = 32;

/** The part of a stored document that belongs to its token. */
export interface TokenFields {
  tokenHash: string;
  /** Null for any number. */
  maxUses: number | null;
  uses: number;
  expiresAt: Date;
}

/** `TokenFields` as the schema of a model takes them. */
export const tokenFields = {
  tokenHash: { type: String, required: true },
  maxUses: { type: Number, default: null },
  uses: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
} as const;

/** A new token for a link, with the hash to store. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, tokenHash: hashOf(token) };
}

/** Finds and uses up the tokens of one collection. */
export class OneTimeTokens<TDoc extends TokenFields & { _id: string; tenantId: string }> {
  readonly #docs: Model<TDoc>;
  readonly #clock: Clock;

  constructor({ docs, clock }: { docs: Model<TDoc>; clock: Clock }) {
    this.#docs = docs;
    this.#clock = clock;
  }

  /** Filter for the documents whose token still works. */
  usable() {
    const maxUses = { $ifNull: ['$maxUses', Number.POSITIVE_INFINITY] };
    return {
      expiresAt: trusted({ $gt: this.#clock.date() }),
      $expr: trusted({ $lt: ['$uses', maxUses] }),
    };
  }

  /** The document of a token that works; null for one that expired, was used up, revoked or made up. */
  find(token: string, scope: { tenantId?: string } = {}): Promise<TDoc | null> {
    return this.#docs
      .findOne({ ...scope, tokenHash: hashOf(token), ...this.usable() })
      .lean<TDoc>()
      .exec();
  }

  /** Takes one use in one atomic step: of two who take the last use, one gets it. Returns whether this call did. */
  async take({ _id, tenantId }: Pick<TDoc, '_id' | 'tenantId'>): Promise<boolean> {
    const written = await this.#docs.updateOne({ _id, tenantId, ...this.usable() }, { $inc: { uses: 1 } });
    return written.modifiedCount === 1;
  }

  /** Undoes `take`. */
  async giveBack({ _id, tenantId }: Pick<TDoc, '_id' | 'tenantId'>): Promise<void> {
    await this.#docs.updateOne({ _id, tenantId }, { $inc: { uses: -1 } });
  }
}
