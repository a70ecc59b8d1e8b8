/**
 * What was decided about a person in one room: a role, whether the person may speak, and a ban. It outlives connections, devices and
 * the process that carries the room, and is deleted with the room.
 */
import { Schema } from 'mongoose';
import { exportedAs } from '../../src/database/exported-fields.ts';
import { idField, newId } from '../../src/database/ids.ts';
import { defineModel, trusted } from '../../src/database/models.ts';
import { DELETED_PERSON_ID, person, withDocument } from '../../src/database/personal-fields.ts';

export interface RoomStandingDoc {
  _id: string;
  tenantId: string;
  roomId: string;
  personId: string;
  role: 'moderator' | 'guest';
  /** Null: guests of a stage listen, those of other rooms speak. */
  maySpeak: boolean | null;
  /** `NEVER` without a ban, `PERMANENT` for one as long as the room exists. */
  bannedUntil: Date;
  /** Why the ban or mute was made, by whom, and when. */
  reason: string;
  byId: string;
  at: Date;
}

export const NEVER = new Date(0);
export const PERMANENT = new Date('9999-12-31T23:59:59.999Z');

const schema = new Schema<RoomStandingDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  roomId: { type: String, required: true },
  personId: { type: String, required: true },
  role: { type: String, default: 'guest' },
  maySpeak: { type: Boolean, default: null },
  bannedUntil: { type: Date, default: NEVER },
  reason: { type: String, default: '' },
  byId: { type: String, required: true },
  at: { type: Date, required: true },
});
schema.index({ tenantId: 1, roomId: 1, personId: 1 }, { unique: true });
// For the deletion of a person.
schema.index({ tenantId: 1, personId: 1 });
schema.index({ tenantId: 1, byId: 1 });

const tenantId = 'public';
const roomId = newId();

export const roomStandingModel = defineModel<RoomStandingDoc>({
  name: 'RoomStanding',
  collection: 'roomStandings',
  isAudited: true,
  schema,
  personal: {
    personId: person.deletesDocument,
    byId: person.becomes(DELETED_PERSON_ID),
    reason: withDocument,
  },
  exported: exportedAs({
    file: 'roomStandings',
    by: ['personId'],
    copied: ['roomId', 'role', 'maySpeak', 'at'],
    made: {
      bannedUntil: { from: ['bannedUntil'], as: ({ bannedUntil }) => (bannedUntil > NEVER ? bannedUntil : null) },
    },
    without: ['reason', 'byId'],
  }),
  hotQueries: [
    { name: 'the standing of a person in a room', filter: { tenantId, roomId, personId: newId() } },
    { name: 'all standings of a room', filter: { tenantId, roomId } },
    { name: 'the standings of people in a room', filter: { tenantId, roomId, personId: trusted({ $in: [newId()] }) } },
  ],
});
