/** Suspensions: kept apart from the account, so that they hold for a new account with the same address. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { account, kept } from '../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';

export interface SuspensionDoc {
  /** The account. */
  _id: string;
  /** Always `public`, as for accounts. */
  tenantId: string;
  /** A keyed hash of the mailbox, see `mailboxOf`. */
  mailboxHash: string;
  at: Date;
  /** Null: until an operator ends it. */
  until: Date | null;
  reason: string;
  /** The account of the operator. */
  byId: string;
  /** Set while a suspension that an operator has ended waits to be removed. */
  isEnded?: boolean;
}

const schema = new Schema<SuspensionDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  mailboxHash: { type: String, required: true },
  at: { type: Date, required: true },
  until: { type: Date, default: null },
  reason: { type: String, required: true },
  byId: { type: String, required: true },
  isEnded: Boolean,
});
schema.index({ tenantId: 1, mailboxHash: 1 });
schema.index({ tenantId: 1, byId: 1 });
schema.index({ tenantId: 1, at: -1, _id: -1 });
// Removes a suspension after its end. One without an end has no date here.
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

const tenantId = PUBLIC_TENANT;

export const suspensionModel = defineModel<SuspensionDoc>({
  name: 'Suspension',
  collection: 'suspensions',
  isAudited: true,
  schema,
  personal: {
    _id: account.isKept('A suspension holds for a new account with the same e-mail address.', 'until it ends'),
    reason: kept('The operators must know why, also after the account was deleted.', 'until the suspension ends'),
    byId: account.becomes('deleted'),
    mailboxHash: kept('A keyed hash, which names nobody without a key of the server.', 'until the suspension ends'),
  },
  exported: notExported(
    'A suspended person cannot sign in, and has got the reason by mail. It is removed when it ends.',
  ),
  hotQueries: [
    { name: 'suspension of a mailbox', filter: { tenantId, mailboxHash: 'abc' } },
    { name: 'suspensions, newest first', filter: { tenantId }, sort: { at: -1, _id: -1 }, limit: 26 },
    { name: 'suspension of an account', filter: { _id: newId(), tenantId } },
  ],
});
