/**
 * Talks as they are stored, also after they ended: who met whom. A unique index over the people of running talks makes the
 * insert of one the moment at which two are paired: of many processes that want the same person, one succeeds.
 */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';

export interface InstantTalkDoc {
  _id: string;
  tenantId: string;
  personIds: string[];
  tag: string | null;
  /** Null until it was opened. */
  roomId: string | null;
  isRunning: boolean;
  createdAt: Date;
  endedAt: Date | null;
  /** Who wants to stay in touch. */
  stayIds: string[];
  /** Who does not want to meet the other one this way again. */
  notAgainIds: string[];
}

/** How long it is remembered who met whom. */
const KEPT_DAYS = 180;

const schema = new Schema<InstantTalkDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personIds: { type: [String], required: true },
  tag: { type: String, default: null },
  roomId: { type: String, default: null },
  isRunning: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
  endedAt: { type: Date, default: null },
  stayIds: { type: [String], default: [] },
  notAgainIds: { type: [String], default: [] },
});
schema.index(
  { tenantId: 1, personIds: 1 },
  { unique: true, partialFilterExpression: { isRunning: true }, name: 'runningTalkOfPerson' },
);
schema.index({ tenantId: 1, personIds: 1, createdAt: -1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_DAYS * 24 * 3_600 });

const tenantId = 'public';
const personId = newId();

export const instantTalkModel = defineModel<InstantTalkDoc>({
  name: 'InstantTalk',
  collection: 'instantTalks',
  schema,
  hotQueries: [
    { name: 'the running talk of a person', filter: { tenantId, personIds: personId, isRunning: true } },
    { name: 'whom those who wait have met', filter: { tenantId, personIds: trusted({ $in: [personId] }) } },
  ],
});
