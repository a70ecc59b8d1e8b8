/**
 * Capabilities: links that let their holder do something, such as invitations, password resets and calendar feeds. A link
 * works only while the right holds that it was made with; `docs/security.md` lists them all. The token is only in the link;
 * the database stores its hash. A token has 256 random bits and cannot be guessed, so a fast hash is enough.
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

/** A stored link. Without the other token fields in its schema, it works any number of times and does not expire. */
interface Capability extends Partial<Omit<TokenFields, 'tokenHash'>> {
  _id: string;
  tenantId: string;
  tokenHash: string;
}

export interface CapabilitiesOptions<TDoc> {
  docs: Model<TDoc>;
  clock: Clock;
  /** Whether the right that the link was made with still holds. */
  holds: (doc: TDoc) => Promise<boolean>;
}

/** Makes, finds and uses the links of one collection. */
export class Capabilities<TDoc extends Capability> {
  readonly #docs: Model<TDoc>;
  readonly #clock: Clock;
  readonly #holds: (doc: TDoc) => Promise<boolean>;

  constructor({ docs, clock, holds }: CapabilitiesOptions<TDoc>) {
    this.#docs = docs;
    this.#clock = clock;
    this.#holds = holds;
  }

  /** Filter for documents whose token has not expired and is not used up. */
  usable(): Record<string, unknown> {
    if (!this.#docs.schema.path('expiresAt')) return {};
    const maxUses = { $ifNull: ['$maxUses', Number.POSITIVE_INFINITY] };
    return {
      expiresAt: trusted({ $gt: this.#clock.date() }),
      $expr: trusted({ $lt: ['$uses', maxUses] }),
    };
  }

  /** Stores a link. Returns false, and stores nothing, if its right has ended meanwhile. */
  async add(doc: TDoc): Promise<boolean> {
    await this.#docs.create(doc);
    // Re-check after writing: what revokes the links of a right that ends may have missed this one.
    if (await this.#holds(doc)) return true;
    await this.remove(doc);
    return false;
  }

  async remove({ _id, tenantId }: Pick<TDoc, '_id' | 'tenantId'>): Promise<void> {
    await this.#docs.deleteOne({ _id, tenantId });
  }

  /** The document of a link that works; null if it is expired, used up, revoked or unknown, or if its right has ended. */
  async find(token: string, scope: { tenantId?: string } = {}): Promise<TDoc | null> {
    const found = await this.#docs
      .findOne({ ...scope, tokenHash: hashOf(token), ...this.usable() })
      .lean<TDoc>()
      .exec();
    return found && (await this.#holds(found)) ? found : null;
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
