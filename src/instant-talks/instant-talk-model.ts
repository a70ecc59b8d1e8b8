/**
 * Stored instant talks, kept after they end to know who has met. The insert of an instant talk is what pairs two people: a
 * unique index on the people of running instant talks ensures that of several processes that pair the same person, only one
 * succeeds.
 */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import type { InstantTalkWaitDoc } from './instant-talk-wait-model.ts';

export interface InstantTalkDoc {
  _id: string;
  tenantId: string;
  personIds: string[];
  tag: string | null;
  /** How the two waited, in case that one of them leaves at once. */
  waits: Omit<InstantTalkWaitDoc, '_id'>[];
  /** Null until the room has been opened. */
  roomId: string | null;
  isRunning: boolean;
  createdAt: Date;
  endedAt: Date | null;
  /** The people who answered `stay_in_touch`. */
  stayIds: string[];
  /** The people who answered `not_again`. */
  notAgainIds: string[];
}

/** How long instant talks are stored. */
export const INSTANT_TALK_DAYS = 180;

const schema = new Schema<InstantTalkDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personIds: { type: [String], required: true },
  tag: { type: String, default: null },
  waits: { type: [Schema.Types.Mixed], default: [] } as never,
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
schema.index({ createdAt: 1 }, { expireAfterSeconds: INSTANT_TALK_DAYS * 24 * 3_600 });

const tenantId = 'public';
const personId = newId();

export const instantTalkModel = defineModel<InstantTalkDoc>({
  name: 'InstantTalk',
  collection: 'instantTalks',
  schema,
  personal: {
    personIds: person.deletesDocument,
    tag: withDocument,
    waits: withDocument,
    stayIds: withDocument,
    notAgainIds: withDocument,
  },
  exported: exportedAs({
    file: 'instantTalks',
    by: ['personIds'],
    copied: ['tag', 'roomId', 'createdAt', 'endedAt'],
    people: { people: 'personIds' },
    made: {
      // The answers of the other person are private.
      staysInTouch: { from: ['stayIds'], as: ({ stayIds }, me) => stayIds.includes(me) },
      notAgain: { from: ['notAgainIds'], as: ({ notAgainIds }, me) => notAgainIds.includes(me) },
    },
    without: ['waits'],
  }),
  hotQueries: [
    { name: 'the running instant talk of a person', filter: { tenantId, personIds: personId, isRunning: true } },
    { name: 'instant talks of any of these people', filter: { tenantId, personIds: trusted({ $in: [personId] }) } },
  ],
});
