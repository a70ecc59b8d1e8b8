/** First sign-ins by a provider, of people whose address an account has already: they must prove that it is theirs. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { account, withDocument } from '../database/personal-fields.ts';

export interface SignOnLinkDoc {
  /** A hash of the challenge's id, which only the client has. */
  _id: string;
  tenantId: string;
  subjectHash: string;
  accountId: string;
  /** For the mark of the session, see `SignOnMark`. */
  sidHash?: string | null;
  issuedAt?: Date | null;
  /** Of the account when the challenge was made. It is void when the account has other ones. */
  credentialsVersion: number | null;
  email: string;
  /** For the profile in the organisation. */
  name: string;
  username: string;
  groups: string[] | null;
  revision: string;
  attemptsLeft: number;
  expiresAt: Date;
}

const schema = new Schema<SignOnLinkDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  subjectHash: { type: String, required: true },
  sidHash: { type: String, default: null },
  issuedAt: { type: Date, default: null },
  accountId: { type: String, required: true },
  credentialsVersion: { type: Number, default: null },
  email: { type: String, required: true },
  name: { type: String, default: '' },
  username: { type: String, default: '' },
  groups: { type: [String], default: null },
  revision: { type: String, required: true },
  attemptsLeft: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ accountId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const signOnLinkModel = defineModel<SignOnLinkDoc>({
  name: 'SignOnLink',
  collection: 'signOnLinks',
  schema,
  personal: {
    accountId: account.deletesDocument,
    email: withDocument,
    subjectHash: withDocument,
    sidHash: withDocument,
    name: withDocument,
    username: withDocument,
    groups: withDocument,
    revision: withDocument,
  },
  exported: notExported('A sign-in that is under way, for some minutes.'),
  hotQueries: [
    { name: 'a challenge to link an identity', filter: { _id: 'abc' } },
    { name: 'challenges of an account', filter: { accountId: newId() } },
  ],
});
