/** Sessions as they are stored: one for each device that is signed in. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface SessionDoc {
  _id: string;
  tenantId: string;
  personId: string;
  userAgent: string;
  /** Where its refresh token is kept. */
  refreshIn: 'cookie' | 'body';
  /** How often the refresh token has changed; it is part of the token. */
  generation: number;
  /** Of the current refresh token. */
  tokenHash: string;
  /** When the token before the current one was replaced. */
  rotatedAt: Date;
  createdAt: Date;
  lastUsedAt: Date;
  /** Null while it lasts. Ended ones stay as long as an access token of theirs could be valid. */
  endedAt: Date | null;
  /** Where the device went on in another tenant: the session that took this one's place. */
  successor: { tenantId: string; sessionId: string } | null;
  /** When it is over by itself, and when it is removed. */
  expiresAt: Date;
}

const schema = new Schema<SessionDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  userAgent: { type: String, default: '' },
  refreshIn: { type: String, required: true },
  generation: { type: Number, required: true },
  tokenHash: { type: String, required: true },
  rotatedAt: { type: Date, required: true },
  createdAt: { type: Date, required: true },
  lastUsedAt: { type: Date, required: true },
  endedAt: { type: Date, default: null },
  successor: { type: new Schema({ tenantId: String, sessionId: String }, { _id: false }), default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1, endedAt: 1, lastUsedAt: -1 });
schema.index({ endedAt: 1 }, { partialFilterExpression: { endedAt: { $gte: new Date(0) } } });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = 'public';

export const sessionModel = defineModel<SessionDoc>({
  name: 'Session',
  collection: 'sessions',
  schema,
  hotQueries: [
    {
      name: 'where a person is signed in',
      filter: { tenantId, personId: newId(), endedAt: null },
      sort: { lastUsedAt: -1 },
    },
    { name: 'sessions ended lately', filter: { endedAt: { $gte: new Date(0) } } },
  ],
});
