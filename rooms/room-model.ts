/** Stored rooms. Who is inside is not stored: only the node that carries the room's voice knows it. */
import { Schema } from 'mongoose';
import { exportedAs } from '../src/database/exported-fields.ts';
import { idField, newId } from '../src/database/ids.ts';
import { defineModel, trusted } from '../src/database/models.ts';
import { person, withDocument } from '../src/database/personal-fields.ts';
import type { Language } from '../src/protocol/common.ts';

export interface RoomDoc {
  /** Ids sort by creation time. */
  _id: string;
  tenantId: string;
  ownerId: string;
  title: string;
  tags: string[];
  language: Language;
  conversationId: string;
  /** `match:…`, `meal:…` or `community:…`: only people in this circle see the room. Null or missing: everyone does. */
  circle?: string | null;
  state: 'open' | 'closed';
  /** Whether only people who are inside can enter. Missing: no. */
  isLocked?: boolean;
  /** Whether guests listen until they are let speak. Missing: no. */
  isStage?: boolean;
  /** Who hosts the room of an owner who is not inside. Null or missing: nobody. */
  hostId?: string | null;
  /**
   * Only while the room is open, and unique. `tenant:owner:number` limits the open rooms of a person to the count of
   * numbers; `tenant:circle` limits a circle to one open room.
   */
  openPlace?: string;
  /** The node that carries the room's voice, or carried it last. Null until someone joins. */
  nodeId: string | null;
  /** When the room became empty; null while someone is inside. */
  emptySince: Date | null;
  createdAt: Date;
  closedAt: Date | null;
}

const schema = new Schema<RoomDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  ownerId: { type: String, required: true },
  title: { type: String, required: true },
  tags: { type: [String], required: true },
  language: { type: String, required: true },
  conversationId: { type: String, required: true },
  circle: { type: String, default: null },
  state: { type: String, required: true },
  isLocked: { type: Boolean, default: false },
  isStage: { type: Boolean, default: false },
  hostId: { type: String, default: null },
  openPlace: { type: String },
  nodeId: { type: String, default: null },
  emptySince: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  closedAt: { type: Date, default: null },
});
// The list of open rooms, newest first.
schema.index({ tenantId: 1, state: 1, _id: -1 });
// The rooms of one person.
schema.index({ tenantId: 1, ownerId: 1, state: 1 });
schema.index({ tenantId: 1, circle: 1 });
// For the deletion of a person.
schema.index({ tenantId: 1, hostId: 1 }, { partialFilterExpression: { hostId: { $type: 'string' } } });
schema.index({ openPlace: 1 }, { unique: true, sparse: true });
// For the sweep: empty rooms, and rooms that were occupied when their node went away.
schema.index({ state: 1, emptySince: 1 });

const tenantId = 'public';
const someId = newId();

export const roomModel = defineModel<RoomDoc>({
  name: 'Room',
  collection: 'rooms',
  isAudited: true,
  schema,
  personal: {
    ownerId: person.deletesDocument,
    title: withDocument,
    tags: withDocument,
    openPlace: withDocument,
    hostId: person.becomes(null),
  },
  exported: exportedAs({
    file: 'rooms',
    by: ['ownerId'],
    copied: [
      'title',
      'tags',
      'language',
      'conversationId',
      'circle',
      'state',
      'isLocked',
      'isStage',
      'createdAt',
      'closedAt',
    ],
    without: ['openPlace', 'hostId'],
  }),
  hotQueries: [
    {
      name: 'open rooms, newest first',
      filter: {
        tenantId,
        state: 'open',
        circle: trusted({ $in: [null, `meal:${someId}`] }),
        _id: trusted({ $nin: [someId] }),
      },
      sort: { _id: -1 },
      limit: 26,
    },
    { name: 'rooms with people inside', filter: { tenantId, state: 'open', _id: trusted({ $in: [someId] }) } },
    { name: 'the open room of a circle', filter: { tenantId, openPlace: `${tenantId}:meal:${someId}`, state: 'open' } },
    { name: 'open rooms of a person', filter: { tenantId, ownerId: someId, state: 'open' } },
    {
      name: 'rooms that have been empty for too long',
      filter: { state: 'open', circle: null, emptySince: trusted({ $lte: new Date(0) }) },
      limit: 100,
    },
  ],
});
