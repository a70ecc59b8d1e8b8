/** Stored sessions: one for each signed-in device. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import type { SignOnMark } from '../kernel/hooks.ts';
import type { SessionEnd } from '../protocol/events.ts';

export interface SessionDoc {
  _id: string;
  tenantId: string;
  personId: string;
  userAgent: string;
  /** How the client receives and keeps the refresh token. */
  refreshIn: 'cookie' | 'body';
  /** How many times the refresh token was replaced. It is part of the token. */
  generation: number;
  /** The hash of the current refresh token. */
  tokenHash: string;
  /** When the previous refresh token was replaced. */
  rotatedAt: Date;
  /** When the person gave the password. A switch to another tenant keeps it. Missing in older sessions: then `createdAt` is meant. */
  signedInAt?: Date;
  /** When the person last proved who they are. A switch to another tenant keeps it. Missing in older sessions: never. */
  provenAt?: Date;
  /** Null, or missing in older sessions, if the person signed in with the account itself. */
  signOn?: SignOnMark | null;
  /** When the session ends however much it is used, if that is sooner than for other sessions. */
  endsBy?: Date | null;
  createdAt: Date;
  lastUsedAt: Date;
  /** Null while the session is active. An ended session is kept until its access tokens have expired. */
  endedAt: Date | null;
  /** Missing while the session is active. */
  endReason?: SessionEnd;
  /** The session in another tenant that replaced this one. */
  successor: { tenantId: string; sessionId: string } | null;
  /** When an active session expires. The database removes the document after this time. */
  expiresAt: Date;
}

const signOnSchema = new Schema<SignOnMark>(
  { by: String, subjectHash: String, sidHash: String, issuedAt: Date },
  { _id: false },
);

const schema = new Schema<SessionDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  userAgent: { type: String, default: '' },
  refreshIn: { type: String, required: true },
  generation: { type: Number, required: true },
  tokenHash: { type: String, required: true },
  rotatedAt: { type: Date, required: true },
  signedInAt: { type: Date },
  provenAt: { type: Date },
  signOn: { type: signOnSchema, default: null },
  endsBy: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  lastUsedAt: { type: Date, required: true },
  endedAt: { type: Date, default: null },
  endReason: { type: String },
  successor: { type: new Schema({ tenantId: String, sessionId: String }, { _id: false }), default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1, endedAt: 1, lastUsedAt: -1 });
schema.index({ endedAt: 1 }, { partialFilterExpression: { endedAt: { $gte: new Date(0) } } });
// Only of sessions that the provider of an organisation has started.
schema.index({ tenantId: 1, 'signOn.sidHash': 1 }, { partialFilterExpression: { 'signOn.sidHash': { $gt: '' } } });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = 'public';

export const sessionModel = defineModel<SessionDoc>({
  name: 'Session',
  collection: 'sessions',
  schema,
  personal: {
    personId: person.isKept(
      'The access tokens of an ended session are refused.',
      '20 minutes after the end of the session',
    ),
    userAgent: withDocument,
    signOn: withDocument,
    successor: withDocument,
  },
  exported: exportedAs({
    file: 'sessions',
    by: ['personId'],
    copied: ['userAgent', 'createdAt', 'signedInAt', 'lastUsedAt', 'provenAt', 'endedAt', 'endReason'],
    without: ['successor', 'signOn'],
  }),
  isAudited: true,
  hotQueries: [
    {
      name: 'active sessions of a person, last used first',
      filter: { tenantId, personId: newId(), endedAt: null },
      sort: { lastUsedAt: -1 },
    },
    { name: 'active sessions in an organisation', filter: { tenantId: newId(), endedAt: null, 'signOn.by': null } },
    { name: 'the sessions of a session at a provider', filter: { tenantId: newId(), 'signOn.sidHash': 'abc' } },
    { name: 'the session of a token', filter: { _id: newId(), tenantId, personId: newId(), endedAt: null } },
    { name: 'recently ended sessions', filter: { endedAt: { $gte: new Date(0) } } },
  ],
});

/** When the person signed in. A switch of the tenant keeps it; sessions of an older version have only their own beginning. */
export function signedInAt(session: Pick<SessionDoc, 'signedInAt' | 'createdAt'>): Date {
  return session.signedInAt ?? session.createdAt;
}
