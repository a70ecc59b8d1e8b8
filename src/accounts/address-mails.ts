/**
 * Counts mails to addresses that nobody has proven, so that throw-away accounts cannot fill the mailbox of a stranger. Only a keyed
 * hash of the address is stored.
 */
import { type Model, Schema } from 'mongoose';
import { countDaily } from '../database/daily-count.ts';
import { notExported } from '../database/exported-fields.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { defineModel } from '../database/models.ts';
import { kept } from '../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { KeyedHash } from '../kernel/keyed-hash.ts';

export interface AddressMailsDoc {
  /** Keyed hash of the address. */
  _id: string;
  tenantId: string;
  /** Newest first, as many as the limit. */
  mails: Date[];
  lastAt: Date;
}

/** Longer than mails are counted. */
const KEPT_SECONDS = 2 * 24 * 3_600;

const schema = new Schema<AddressMailsDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  mails: { type: [Date], default: [] },
  lastAt: { type: Date, required: true },
});
schema.index({ lastAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export const addressMailsModel = defineModel<AddressMailsDoc>({
  name: 'AddressMails',
  collection: 'addressMails',
  schema,
  personal: {
    _id: kept(
      'A keyed hash of the e-mail address: a new account must not have as many mails sent to it again.',
      'two days',
    ),
  },
  exported: notExported('A keyed hash and the times of mails, for two days.'),
  hotQueries: [{ name: 'mails to an address', filter: { _id: 'hash', tenantId: PUBLIC_TENANT } }],
});

export class AddressMails {
  readonly #parts: { addressMails: Model<AddressMailsDoc>; hash: KeyedHash; clock: Clock };

  constructor(parts: { addressMails: Model<AddressMailsDoc>; hash: KeyedHash; clock: Clock }) {
    this.#parts = parts;
  }

  /** Counts a mail to the address. False if it got `max` within 24 hours. */
  async count(email: string, max: number): Promise<boolean> {
    const { addressMails: model, hash, clock } = this.#parts;
    const now = clock.date();
    const filter = { _id: hash.of(email), tenantId: PUBLIC_TENANT };
    await upsertOnce(() => model.updateOne(filter, { $set: { lastAt: now } }, { upsert: true }));
    return countDaily({ model, filter, field: 'mails', max, now });
  }
}
