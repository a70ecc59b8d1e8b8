/**
 * Addresses that accounts had before a change. For some days, the letter to such an address can undo the change, and no other
 * account can take the address: otherwise a thief could block the undoing by signing up with it.
 */
import { type Model, Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { Capabilities, newToken, type TokenFields, tokenFields } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';

export interface PastEmailDoc extends TokenFields {
  _id: string;
  /** Always `public`, as for accounts. */
  tenantId: string;
  /** The account. */
  personId: string;
  email: string;
  createdAt: Date;
}

const schema = new Schema<PastEmailDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  email: { type: String, required: true },
  createdAt: { type: Date, required: true },
  ...tokenFields,
});
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ tenantId: 1, email: 1 });
schema.index({ tenantId: 1, personId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = PUBLIC_TENANT;

export const pastEmailModel = defineModel<PastEmailDoc>({
  name: 'PastEmail',
  collection: 'pastEmails',
  schema,
  personal: {
    personId: person.deletesDocument,
    // Not by the address: it may be the past address of another account, which may undo its change.
    email: withDocument,
  },
  exported: exportedAs({
    file: 'pastEmailAddresses',
    of: 'account',
    by: ['personId'],
    copied: ['email', 'createdAt', 'expiresAt'],
  }),
  hotQueries: [
    { name: 'past address by its token', filter: { tenantId, tokenHash: 'abc' } },
    { name: 'whether an address is reserved', filter: { tenantId, email: 'who@example.test' } },
    { name: 'past addresses of an account', filter: { tenantId, personId: newId() } },
  ],
});

export interface PastEmailsOptions {
  pastEmails: Model<PastEmailDoc>;
  clock: Clock;
  limits: { emailUndoMs: number };
}

export class PastEmails {
  readonly #docs: Model<PastEmailDoc>;
  readonly #links: Capabilities<PastEmailDoc>;
  readonly #clock: Clock;
  readonly #undoMs: number;

  constructor({ pastEmails, clock, limits }: PastEmailsOptions) {
    this.#docs = pastEmails;
    // The right is to have had the address. It outlives a change of the password: a thief of the account would change that too.
    this.#links = new Capabilities({ docs: pastEmails, clock, holds: async () => true });
    this.#clock = clock;
    this.#undoMs = limits.emailUndoMs;
  }

  /** Reserves an address that an account is about to leave. Returns the id of the reservation. */
  async keep(accountId: string, email: string): Promise<string> {
    const now = this.#clock.now();
    const id = newId();
    const times = { createdAt: new Date(now), expiresAt: new Date(now + this.#undoMs) };
    const { tokenHash } = newToken();
    await this.#docs.create({
      _id: id,
      tenantId,
      personId: accountId,
      email,
      tokenHash,
      maxUses: 1,
      uses: 0,
      ...times,
    });
    return id;
  }

  /**
   * The token for the letter to this address, which undoes the change. Replaces an earlier one: only the hash is stored, so a
   * letter that is sent again needs a new token. Null if the address has come back, or the time for undoing is over.
   */
  async issueToken(id: string): Promise<{ token: string; email: string; accountId: string } | null> {
    const { token, tokenHash } = newToken();
    const past = await this.#docs
      .findOneAndUpdate({ _id: id, tenantId, ...this.#links.usable() }, { $set: { tokenHash } })
      .lean<PastEmailDoc>();
    return past && { token, email: past.email, accountId: past.personId };
  }

  /** Removes a reservation whose change was not made. */
  async drop(id: string): Promise<void> {
    await this.#docs.deleteOne({ _id: id, tenantId });
  }

  /** Whether another account can still go back to this address. */
  async isReserved(email: string, accountId: string | null): Promise<boolean> {
    const others = accountId === null ? {} : { personId: trusted({ $ne: accountId }) };
    const found = await this.#docs.exists({
      tenantId,
      email,
      expiresAt: trusted({ $gt: this.#clock.date() }),
      ...others,
    });
    return found !== null;
  }

  /** The past address of a valid token; null if the token was used, has expired or is unknown. */
  find(token: string): Promise<PastEmailDoc | null> {
    return this.#links.find(token, { tenantId });
  }

  /**
   * Removes this past address and later ones of the account: after an undo, the letters that a thief received at addresses of
   * his own must not work. Letters to earlier addresses still do.
   */
  async forgetSince({ personId, createdAt }: PastEmailDoc): Promise<void> {
    await this.#docs.deleteMany({ tenantId, personId, createdAt: trusted({ $gte: createdAt }) });
  }
}
